// SPDX-License-Identifier: Apache-2.0

extension ExplainPageStyle {
  /// The chain, the controls, tabs and facts.
  static let controls = #"""
    button, select, input { font: inherit; color: inherit; }
    :focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
    #chain { display: flex; flex-wrap: wrap; gap: 10px; margin-top: 18px; }
    #chain li { display: flex; }
    #chain .image, #chain button { display: flex; flex-direction: column; align-items: flex-start; gap: 1px;
      text-align: left;
      background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 10px 14px; }
    #chain button { cursor: pointer; } #chain .image { border-style: dashed; background: none; }
    #chain button:hover { border-color: var(--focus); }
    #chain [aria-current] { border: 2px solid var(--focus); padding: 9px 13px; }
    .number { font-weight: 600; font-size: 14px; } .kind { font-size: 14px; color: var(--soft); max-width: 26ch; }
    [aria-current] .number::after { content: " \2713"; content: " \2713" / ""; color: var(--focus); }
    form { display: flex; flex-wrap: wrap; gap: 12px 14px; align-items: end; }
    #settings { margin-top: 14px; } #settings summary { font-size: 14px; color: var(--soft); }
    .settings { margin-top: 8px; display: flex; flex-wrap: wrap; gap: 14px; align-items: end; }
    #settings form:empty { display: none; }
    #settings form + form:not(:empty) { border-left: 1px solid var(--line); padding-left: 14px; }
    label { display: grid; gap: 3px; font-size: 13px; color: var(--soft); }
    select { color: var(--text); background: var(--ground); border: 1px solid var(--line); border-radius: 8px;
      padding: 6px 8px;
      font-size: 15px; min-height: 38px; max-width: 15em; }
    .check { display: flex; gap: 8px; align-items: center; min-height: 38px; font-size: 15px; color: var(--text); }
    .check input { width: 18px; height: 18px; accent-color: var(--focus); }
    .plain { background: var(--ground); border: 1px solid var(--line); border-radius: 8px; padding: 6px 14px;
      min-height: 38px; cursor: pointer; font-size: 15px; }
    .plain:hover { border-color: var(--focus); }
    .bar { display: flex; flex-wrap: wrap; gap: 12px; align-items: center; justify-content: space-between;
      margin-bottom: 18px; }
    .stepper, .tabs { display: flex; gap: 6px; align-items: center; flex-wrap: wrap; }
    #place { color: var(--soft); font-size: 14px; font-variant-numeric: tabular-nums; margin-left: 6px; }
    .tabs { border-bottom: 1px solid var(--line); gap: 2px; }
    .tabs button { background: none; border: 0; border-bottom: 3px solid transparent; padding: 8px 12px;
      cursor: pointer; color: var(--soft); font-size: 15px; }
    .tabs [aria-selected="true"] { color: var(--text); font-weight: 600; border-bottom-color: var(--focus); }
    #facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(230px, 1fr)); gap: 12px 24px;
      margin-top: 18px; }
    #facts:empty { display: none; }
    dt { color: var(--soft); font-size: 13px; } dd { font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
    #command { margin-top: 14px; color: var(--soft); font-size: 14px; overflow-wrap: anywhere; }
    #command code { color: var(--text); }
    details.text { margin-top: 18px; } summary { cursor: pointer; padding: 4px 0; font-weight: 600; }
    pre { overflow-x: auto;
      font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; margin: 8px 0 0; }
    .legend { display: flex; flex-wrap: wrap; gap: 6px 20px; font-size: 14px; color: var(--soft); margin-top: 20px; }
    .legend span { display: inline-flex; align-items: center; gap: 7px; }
    .legend i { width: 22px; height: 22px; border-radius: 3px; flex: none; }
    """#
}
