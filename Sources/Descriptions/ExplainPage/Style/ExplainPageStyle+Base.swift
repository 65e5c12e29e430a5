// SPDX-License-Identifier: Apache-2.0

extension ExplainPageStyle {
  /// Colors, text and frames; text has a contrast of at least 4.5 to its background (WCAG 2.2, 1.4.3).
  static let base = #"""
    :root { color-scheme: light dark; --ground: #f6f7f9; --card: #fff; --text: #1b2027; --soft: #57616d;
      --line: #dde2e8;
      --in: #0b57b4; --kernel: #8a4b00; --product: #6f35a5; --out: #0f6b3e; --bad: #b3261e; --focus: #0b57b4;
      --in-fill: #d3e5fc; --kernel-fill: #fbe3c4; --product-fill: #eadcf8; --out-fill: #c9efd8; }
    @media (prefers-color-scheme: dark) { :root { --ground: #101317; --card: #181c22; --text: #e9ecf0;
      --soft: #a3adb9;
      --line: #303842; --in: #86b9ff; --kernel: #f3b562; --product: #cfa3f7; --out: #6fd39c; --bad: #ff8f88;
        --focus: #86b9ff;
      --in-fill: #17385f; --kernel-fill: #4b3108; --product-fill: #3c2358; --out-fill: #11472c; } }
    * { box-sizing: border-box; }
    [hidden] { display: none !important; }
    body { margin: 0; background: var(--ground); color: var(--text);
      font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
    main, footer { max-width: 1180px; margin: 0 auto; padding: 0 24px; }
    footer { padding-top: 8px; padding-bottom: 40px; color: var(--soft); font-size: 14px; }
    header { padding: 36px 0 8px; }
    h1 { margin: 0 0 8px; font-size: 19px; line-height: 1.4; }
    h1 code { font-size: 1em; font-weight: 600; line-height: inherit; }
    h2 { font-size: 20px; line-height: 1.3; margin: 0 0 6px; } h3 { font-size: 16px; margin: 0 0 10px; }
    h4 { font-size: 14px; margin: 0 0 4px; color: var(--soft); }
    p, dl, dd, ul, ol { margin: 0; } ul, ol { padding: 0; list-style: none; }
    code { font: 14px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
      overflow-wrap: anywhere; }
    .lead, .note, #remarks, .where { color: var(--soft); }
    .note, #remarks p { max-width: 78ch; } #remarks p + p { margin-top: 6px; } .side h3 { white-space: nowrap; }
    .note { font-size: 15px; margin-bottom: 12px; }
    .shape { color: var(--soft); font-weight: 400; font-size: 14px; font-variant-numeric: tabular-nums;
      white-space: nowrap; }
    .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
      white-space: nowrap; }
    section { background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 22px 24px;
      margin-top: 18px; }
    .bad, #problem { color: var(--bad); } #problem:empty { display: none; }
    #problem { margin-top: 14px; font-weight: 600; }
    """#
}
