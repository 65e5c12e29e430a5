// SPDX-License-Identifier: Apache-2.0

extension ExplainPageStyle {
  /// Tables of numbers and maps: shapes and outlines tell as much as colors.
  static let grids = #"""
    .work { display: flex; flex-wrap: wrap; gap: 0 18px; }
    .work > section { flex: 1 1 100%; min-width: 0; }
    @media (min-width: 1080px) { .work.beside { display: grid; grid-template-columns: minmax(0, 1fr) auto; } }
    .into { display: flex; gap: 22px; align-items: center; min-width: 0; max-width: 100%; }
    .flow { display: flex; gap: 22px; align-items: center; flex-wrap: wrap; }
    .side { min-width: 0; max-width: 100%; }
    .grids { display: flex; flex-wrap: wrap; gap: 16px 20px; align-items: flex-end; }
    .arrow { font-size: 28px; color: var(--soft); }
    .grid { border-collapse: separate; --gap: 2px; border-spacing: var(--gap); table-layout: fixed; --cell: 40px;
      width: calc(var(--columns) * (var(--cell) + var(--gap)) + var(--gap)); font-variant-numeric: tabular-nums; }
    .grid.small { --cell: 32px; font-size: 14px; } .grid.tiny { --cell: 26px; font-size: 11px; }
    caption { text-align: left; font-size: 13px; color: var(--soft); padding: 0 2px 3px; white-space: pre; }
    .equation caption, .matrix caption { contain: inline-size; overflow: visible; }
    td { position: relative; width: var(--cell); min-width: var(--cell); height: var(--cell); padding: 0;
      text-align: center;
      border: 1px solid var(--line); border-radius: 3px; }
    td.long { font-size: 0.84em; } td.longer { font-size: 0.62em; letter-spacing: -0.02em; }
    .tiny td.long { font-size: 9px; } .tiny td.longer { font-size: 8px; }
    .in td { background: color-mix(in srgb, var(--in) calc(var(--share, 0%) * 0.16), var(--card)); }
    .out td { background: color-mix(in srgb, var(--out) calc(var(--share, 0%) * 0.16), var(--card)); }
    .in .outside { border-style: dashed; color: var(--soft); background: none; }
    .in .used, .legend i.in { background: var(--in-fill); border: 2px solid var(--in); font-weight: 700;
      color: var(--text); }
    .in .used.outside { border-style: dashed; }
    .in .hole { background: none; border: 2px dotted var(--in); }
    .kernel td, .legend .kernel { background: var(--kernel-fill); border: 2px solid var(--kernel);
      border-radius: 11px; }
    .kernel .gap, .products .gap, .in .gap { background: none; border: 1px dotted var(--line); color: var(--soft); }
    .products td, .legend .products { background: var(--product-fill); border: 2px dotted var(--product); }
    .out td { cursor: pointer; border-radius: 3px; }
    .out .now, .legend .out, .total { background: var(--out-fill); border-color: var(--out); font-weight: 700;
      box-shadow: inset 0 0 0 1px var(--out), inset 0 0 0 3px var(--out-fill), inset 0 0 0 4px var(--out); }
    .out td:focus-visible { z-index: 1; }
    .in.unread td { background: none; border: 1px dotted var(--line); color: var(--soft); }
    .unread caption::after { content: " (not read)"; }
    .kernel input { width: 100%; height: 100%; border: 0; padding: 0; background: none; text-align: center;
      border-radius: 9px; font-variant-numeric: tabular-nums; font-size: 1em; }
    .kernel input[aria-invalid] { background: var(--bad); color: var(--card); }
    .hint { color: var(--soft); font-size: 13px; margin-top: 10px; }
    .rows { display: flex; flex-wrap: wrap; gap: 16px 44px; } .row { max-width: 100%; }
    .equation, .product-line { display: flex; gap: 12px; align-items: center; flex-wrap: wrap; }
    .sign { font-size: 22px; color: var(--soft); }
    .line { font-size: 18px; margin-top: 14px; font-variant-numeric: tabular-nums; }
    .total { border-radius: 3px; padding: 5px 11px; }
    .sample, .weight, .product { padding: 0 5px; border: 1px solid var(--in); background: var(--in-fill);
      border-radius: 3px; }
    .weight { border-color: var(--kernel); background: var(--kernel-fill); border-radius: 8px; }
    .product { border: 1px dotted var(--product); background: var(--product-fill); }
    .terms { display: flex; flex-wrap: wrap; gap: 10px 22px; font-variant-numeric: tabular-nums; }
    .product-line { flex-wrap: nowrap; overflow-x: auto; align-items: flex-start; padding: 4px 4px 10px; }
    .product-line .sign { margin-top: 42px; }
    .product-line + .product-line { margin-top: 12px; }
    .matrix { --cell: 30px; font-size: 13px; --gap: 1px; flex: none; }
    .matrix td { border: 1px solid var(--line); background: none; border-radius: 2px; }
    .matrix.kernel td:not(.zero) { background: color-mix(in srgb, var(--kernel-fill) 55%, var(--card)); }
    .matrix .zero { border-color: transparent; color: var(--soft); }
    .matrix.in .used { background: var(--in-fill); border: 2px solid var(--in); }
    .matrix.kernel .used { background: var(--kernel-fill); border: 2px solid var(--kernel); border-radius: 9px;
      font-weight: 700; }
    .matrix.products .used { background: var(--product-fill); border: 2px dotted var(--product); font-weight: 700; }
    .matrix.out .now { background: var(--out-fill); border-color: var(--out); }
    .matrix.kernel .here td { border-top: 2px solid var(--kernel); border-bottom: 2px solid var(--kernel); }
    .maps { display: flex; flex-wrap: wrap; gap: 20px 30px; align-items: flex-end; margin-bottom: 14px; }
    .maps li { display: grid; gap: 2px; justify-items: start; } .maps .where { font-size: 13px; max-width: 24ch; }
    .map { display: grid; grid-template-columns: repeat(var(--columns), 13px); gap: 1px; margin: 5px 0; }
    .map i { width: 13px; height: 13px; border: 1px solid var(--line); border-radius: 2px; }
    .map .hit { background: var(--in); border-color: var(--in); }
    .maps li:last-child .hit { background: var(--out); border-color: var(--out); } .field { font-weight: 600; }
    """#
}
