// SPDX-License-Identifier: Apache-2.0

extension ExplainPageStyle {
  /// Phones and paper.
  static let media = #"""
    @media (max-width: 760px) {
      main, footer { padding-left: 12px; padding-right: 12px; } section { padding: 16px 14px; border-radius: 12px; }
      h1 { font-size: 15px; } header { padding-top: 22px; }
      .grid { --cell: 34px; font-size: 15px; } .grid.small { --cell: 27px; font-size: 12px; --gap: 1px; }
      .grid.tiny { --cell: 19px; font-size: 9px; --gap: 1px; }
      .tiny td.long { font-size: 7px; } .tiny td.longer { font-size: 6px; }
      .matrix { --cell: 26px; font-size: 12px; }
      .flow, .into { flex-direction: column; align-items: flex-start; gap: 8px; }
      .arrow { transform: rotate(90deg); margin-left: 20px; line-height: 1; }
      .grids { gap: 12px; } .equation { gap: 6px; } .side { overflow-x: auto; padding: 4px; margin: -4px; }
      .row { overflow-x: auto; } .row .grid { --cell: 30px; font-size: 13px; --gap: 1px; }
      .row .equation { flex-wrap: nowrap; } .sign { font-size: 17px; }
      .out .now.long { font-size: 0.7em; } .row { padding-right: 26px; } .side { min-width: 170px; }
      .grids:has(> :nth-child(2)) .in { --cell: 21px; --gap: 1px; font-size: 11px; }
      .tabs { width: 100%; flex-wrap: nowrap; } .tabs button { padding: 8px 7px; font-size: 14px; }
      #settings form + form:not(:empty) { border-left: 0; padding-left: 0; }
      .map { grid-template-columns: repeat(var(--columns), 10px); } .map i { width: 10px; height: 10px; }
    }
    @media print {
      :root { --ground: #fff; --card: #fff; --text: #000; --soft: #444; --line: #bbb; --in: #0b57b4;
        --kernel: #8a4b00; --product: #6f35a5; --out: #0f6b3e;
        --in-fill: #d3e5fc; --kernel-fill: #fbe3c4; --product-fill: #eadcf8; --out-fill: #c9efd8; }
      body { font-size: 12px; } main, footer { max-width: none; padding: 0; }
      section { padding: 10px 0; border: 0; border-radius: 0; break-inside: auto; }
      #settings, .stepper, .tabs, .hint { display: none; }
      .grid { --cell: 26px; font-size: 11px; } .matrix { --cell: 18px; font-size: 8px; }
      .row, .side, .maps li { break-inside: avoid; }
      td, .map i, .total, .legend i { print-color-adjust: exact; } .product-line { overflow: visible; }
      [role="tabpanel"][hidden] { display: block !important; } [role="tabpanel"] + [role="tabpanel"] { margin-top: 14px; }
    }
    @media (prefers-reduced-motion: no-preference) { .in td, .out td { transition: background-color 120ms; } }
    """#
}
