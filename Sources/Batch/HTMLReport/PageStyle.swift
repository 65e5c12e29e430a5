// SPDX-License-Identifier: Apache-2.0

/// The style sheet of a page: light or dark as the reader prefers, for phones, screens and paper.
enum PageStyle {
  static let sheet: HTML =
    "\(colors)\n\(frame)\n\(summary)\n\(tables)\n\(pictures)\n\(controls)\n\(narrow)\n\(paper)"

  /// The colors; text has a contrast of at least 4.5 to its background (WCAG 2.2, 1.4.3).
  private static let colors: HTML = """
    :root { color-scheme: light dark; --ground: #f5f6f8; --card: #fff; --text: #1c2127; --soft: #5a6470;
      --line: #e2e6eb; --good: #18794e; --bad: #c62a2f; --warn: #8a5a00; --rest: #b9c1cb; --check: #dfe3e8; }
    @media (prefers-color-scheme: dark) { :root { --ground: #101317; --card: #181c22; --text: #e8ebef; --soft: #9aa5b1;
      --line: #2b323b; --good: #4cc38a; --bad: #ff8a85; --warn: #eab54d; --rest: #4a5460; --check: #262c34; } }
    """

  private static let frame: HTML = """
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--ground); color: var(--text);
      font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
    main, footer { max-width: 1120px; margin: 0 auto; padding: 0 20px; }
    footer { padding-top: 12px; padding-bottom: 32px; color: var(--soft); font-size: 13px; }
    h1 { font-size: 28px; line-height: 1.2; margin: 0; letter-spacing: -0.01em; }
    h2 { font-size: 19px; margin: 36px 0 10px; }
    p, dl, dd, ul { margin: 0; }
    code { font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
    code, .name { overflow-wrap: anywhere; white-space: pre-wrap; }
    .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    """

  private static let summary: HTML = """
    header { padding: 36px 0 0; }
    .title { display: flex; flex-wrap: wrap; gap: 8px 14px; align-items: center; }
    .end { border-radius: 99px; padding: 2px 12px; font-size: 13px; font-weight: 600; border: 1.5px solid; }
    .good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); }
    .lead { color: var(--soft); margin-top: 6px; }
    .bar { display: flex; gap: 2px; height: 10px; border-radius: 5px; overflow: hidden; margin: 20px 0 14px;
      background: var(--line); }
    .bar i { background: var(--rest); min-width: 4px; }
    .bar .good { background: var(--good); } .bar .bad { background: var(--bad); }
    .tiles { display: grid; grid-template-columns: repeat(9, minmax(0, 1fr)); gap: 8px; }
    .tiles div { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 10px 12px; }
    .tiles dt { color: var(--soft); font-size: 13px; }
    .tiles dd { font-size: 20px; overflow-wrap: anywhere; font-weight: 600; line-height: 1.3; font-variant-numeric: tabular-nums; }
    .tiles .unknown { color: var(--soft); font-size: 15px; font-weight: 400; line-height: 1.73; }
    .tiles small { display: block; font-size: 13px; font-weight: 400; color: var(--soft); }
    .hint { color: var(--soft); font-size: 13px; margin-top: 10px; }
    .alarm { color: var(--warn); margin-top: 10px; }
    details { background: var(--card); border: 1px solid var(--line); border-radius: 10px; margin-top: 10px; }
    summary { padding: 10px 14px; cursor: pointer; font-weight: 600; }
    summary span { font-weight: 400; color: var(--soft); }
    .facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 4px 18px; padding: 2px 14px 14px; }
    .facts dt { color: var(--soft); }
    """

  private static let tables: HTML = """
    table { width: 100%; border-collapse: separate; border-spacing: 0; background: var(--card); margin-bottom: 22px;
      border: 1px solid var(--line); border-radius: 10px; overflow: hidden; }
    caption { text-align: left; padding: 0 2px 8px; font-weight: 600; }
    caption span { font-weight: 400; color: var(--soft); margin-left: 6px; }
    th, td { text-align: left; vertical-align: top; padding: 10px 14px; font-weight: 400; }
    thead th { color: var(--soft); font-size: 13px; padding-top: 8px; padding-bottom: 8px; }
    tbody th, tbody td { border-top: 1px solid var(--line); }
    .failures th { width: 42%; }
    .reason { color: var(--bad); overflow-wrap: anywhere; }
    .file .name { font-weight: 600; }
    .to { color: var(--soft); display: block; }
    .to .name { font-weight: 400; }
    .to::before { content: "\\2192\\00a0"; content: "\\2192\\00a0" / "to "; }
    .pixels, .bytes, .time { white-space: nowrap; font-variant-numeric: tabular-nums; width: 1%; }
    .notes { padding-left: 18px; color: var(--warn); font-size: 13px; overflow-wrap: anywhere; }
    """

  private static let pictures: HTML = """
    .before, .after { width: 188px; }
    .pictured :is(th, td):nth-child(2) { padding-left: 0; }
    img { display: block; max-width: 100%; height: auto; border-radius: 4px;
      background: repeating-conic-gradient(var(--check) 0 25%, transparent 0 50%) 0 0 / 16px 16px; }
    .hole { width: 160px; max-width: 100%; min-height: 90px; display: grid; place-content: center; text-align: center;
      padding: 8px; border: 1.5px dashed var(--rest); border-radius: 6px; color: var(--soft); font-size: 13px;
      overflow-wrap: anywhere; }
    """

  /// The rules for what the script adds.
  private static let controls: HTML = """
    button { font: inherit; color: inherit; background: none; border: 0; padding: 0; text-align: inherit; }
    .sort { cursor: pointer; white-space: nowrap; }
    .sort::after { content: "\\2195"; content: "\\2195" / ""; margin-left: 4px; opacity: 0.6; }
    [aria-sort="ascending"] .sort::after { content: "\\2191"; content: "\\2191" / ""; opacity: 1; }
    [aria-sort="descending"] .sort::after { content: "\\2193"; content: "\\2193" / ""; opacity: 1; }
    .enlarge { cursor: zoom-in; display: block; }
    button:focus-visible { outline: 2px solid var(--good); outline-offset: 2px; }
    dialog { background: var(--card); color: var(--text); border: 1px solid var(--line); border-radius: 10px;
      padding: 12px; max-width: calc(100vw - 32px); max-height: calc(100vh - 32px); cursor: zoom-out; }
    dialog::backdrop { background: rgb(0 0 0 / 0.7); }
    dialog img { max-height: calc(100vh - 110px); margin: 0 auto; min-width: min(320px, 80vw);
      object-fit: contain; }
    dialog p { color: var(--soft); font-size: 13px; margin-top: 8px; text-align: center; }
    """

  /// The rules for narrow screens: rows become blocks; roles keep it a table for screen readers.
  private static let narrow: HTML = """
    @media (max-width: 1000px) { .tiles { grid-template-columns: repeat(5, minmax(0, 1fr)); } }
    @media (max-width: 760px) {
      main, footer { padding-left: 14px; padding-right: 14px; }
      h1 { font-size: 24px; } header { padding-top: 24px; }
      .tiles { grid-template-columns: repeat(3, minmax(0, 1fr)); }
      .facts { grid-template-columns: minmax(0, 1fr); gap: 0; } .facts dd { margin-bottom: 8px; }
      table, tbody, caption, tr, th, td { display: block; }
      table { background: none; border: 0; border-radius: 0; overflow: visible; }
      tbody { background: var(--card); border: 1px solid var(--line); border-radius: 10px; overflow: hidden; }
      thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
      tr { padding: 12px 14px; } tbody tr + tr { border-top: 1px solid var(--line); }
      th, td, .failures th, .pictured :is(.before, .after) { padding: 0; border: 0 !important; width: auto; }
      .files tr { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 6px 12px; align-items: start; }
      .file, .pixels, .bytes, .time { grid-column: 1 / -1; width: auto; white-space: normal; font-size: 14px; }
      .file { order: -1; font-size: 15px; }
      .pixels .to, .bytes .to { display: inline; margin-left: 4px; }
      .pixels::before, .bytes::before, .time::before { color: var(--soft); display: inline-block; width: 64px; }
      .pixels::before { content: "Pixels"; content: "Pixels" / ""; }
      .bytes::before { content: "Bytes"; content: "Bytes" / ""; }
      .time::before { content: "Time"; content: "Time" / ""; }
      .hole { width: auto; }
    }
    """

  private static let paper: HTML = """
    @media print {
      :root { --ground: #fff; --card: #fff; --text: #000; --soft: #444; --line: #ccc; --good: #18794e; --bad: #c62a2f;
        --warn: #8a5a00; --rest: #999; --check: #eee; }
      body { font-size: 11px; } main, footer { max-width: none; padding: 0; }
      tr, .tiles div, details { break-inside: avoid; } h2, caption { break-after: avoid; }
      img, .bar i { print-color-adjust: exact; }
    }
    """
}
