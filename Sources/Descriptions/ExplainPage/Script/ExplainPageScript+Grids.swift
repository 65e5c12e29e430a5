// SPDX-License-Identifier: Apache-2.0

extension ExplainPageScript {
  /// Tables of numbers, and the keys that walk through them.
  static let grids = #"""
    const place = (y, x) => `row ${y + 1}, column ${x + 1}`;
    const channelName = (noun, c, all) => (all > 1 ? `${noun} ${c + 1}` : noun);

    /** A table of numbers; `fill` writes each cell. */
    const gridOf = (rows, columns, kind, caption, fill) => {
      const body = make("tbody");
      const cells = count(rows).map((y) => {
        const row = make("tr");
        const line = count(columns).map((x) => {
          const cell = make("td");
          fill(cell, y, x);
          return cell;
        });
        row.append(...line);
        body.append(row);
        return line;
      });
      const width = columns > 12 ? "tiny" : columns > 8 ? "small" : "";
      const table = make("table", { class: `grid ${kind} ${width}` }, make("caption", { text: caption }), body);
      table.style.setProperty("--columns", columns);
      return { table, cells, body };
    };

    /** Tints cells by their values, from the least to the largest of an image. */
    const tint = (cell, value, [low, high]) => {
      const share = high > low ? (value - low) / (high - low) : 0;
      cell.style.setProperty("--share", `${Math.round(share * 100)}%`);
    };
    const rangeOf = (image) =>
      image.samples.reduce(([low, high], v) => [Math.min(low, v), Math.max(high, v)], [Infinity, -Infinity]);

    /** The most rows and columns outside an image that are drawn on each side. */
    const MAX_RING = 6;

    /** The rows and columns that a layer reads, from the first to the last, at least the image's. */
    const frameOf = (layer, input, output) => {
      const [, height, width] = input.shape;
      const frame = { top: 0, left: 0, bottom: height - 1, right: width - 1 };
      if (!output || layer.kind === "point" || (layer.kind === "fixed" && !layer.reads) || layer.transposed) return frame;
      for (const y of [0, output.shape[1] - 1]) {
        for (const x of [0, output.shape[2] - 1]) {
          for (const o of count(output.shape[0])) {
            for (const { py, px } of kinds[layer.kind].terms(layer, input.shape, o, y, x)) {
              frame.top = Math.max(-MAX_RING, Math.min(frame.top, py));
              frame.left = Math.max(-MAX_RING, Math.min(frame.left, px));
              frame.bottom = Math.min(height - 1 + MAX_RING, Math.max(frame.bottom, py));
              frame.right = Math.min(width - 1 + MAX_RING, Math.max(frame.right, px));
            }
          }
        }
      }
      return frame;
    };

    /** The grid of an input channel, with the samples outside that the layer reads. */
    const inputGrid = (view, c) => {
      const { layer, input, frame, range } = view, [channels, height, width] = input.shape;
      const made = gridOf(frame.bottom - frame.top + 1, frame.right - frame.left + 1, "in",
        channelName("channel", c, channels), (cell, row, column) => {
          const y = row + frame.top, x = column + frame.left;
          const sy = borderIndex(layer.border ?? "zero", y, height), sx = borderIndex(layer.border ?? "zero", x, width);
          const value = sy === null || sx === null ? layer.outside?.[c] ?? 0 : sampleAt(input, c, sy, sx);
          write(cell, value);
          tint(cell, value, range);
          if (y < 0 || x < 0 || y >= height || x >= width) cell.classList.add("outside");
        });
      if (channels === 1) made.table.caption.classList.add("unseen");
      made.at = (y, x) => made.cells[y - frame.top]?.[x - frame.left];
      return made;
    };

    /** The grid of an output channel: its cells can be pointed at, tapped, and walked through with the arrow keys. */
    const outputGrid = (view, o) => {
      const { output } = view, [channels, height, width] = output.shape, range = rangeOf(output);
      const made = gridOf(height, width, "out", channelName("channel", o, channels), (cell, y, x) => {
        const value = sampleAt(output, o, y, x);
        write(cell, value);
        tint(cell, value, range);
        cell.setAttribute("role", "gridcell");
        cell.tabIndex = -1;
        cell.setAttribute("aria-label",
          `${channels > 1 ? `channel ${o + 1}, ` : ""}${place(y, x)}: ${shown(value)}`);
        cell.addEventListener("pointerenter", (event) => { if (event.pointerType === "mouse") preview({ o, y, x }); });
        cell.addEventListener("click", () => pick({ o, y, x }, true));
        cell.addEventListener("focus", () => { if (!isAt(state.pick, o, y, x)) pick({ o, y, x }); });
      });
      if (channels === 1) made.table.caption.classList.add("unseen");
      made.table.setAttribute("role", "grid");
      made.table.setAttribute("aria-label", channelName("output channel", o, channels));
      for (const row of made.body.rows) row.setAttribute("role", "row");
      made.table.addEventListener("pointerleave", () => preview(null));
      made.table.addEventListener("keydown", (event) => walk(event, output.shape));
      return made;
    };

    const isAt = (at, o, y, x) => at.o === o && at.y === y && at.x === x;

    /** Moves the focus in an output grid: arrows, Home and End along the row, Page Up and Page Down to other channels. */
    const walk = (event, [channels, height, width]) => {
      const { o, y, x } = state.pick;
      const target = {
        ArrowLeft: { x: x - 1 }, ArrowRight: { x: x + 1 }, ArrowUp: { y: y - 1 }, ArrowDown: { y: y + 1 },
        Home: { x: 0 }, End: { x: width - 1 }, PageUp: { o: o - 1 }, PageDown: { o: o + 1 },
      }[event.key];
      if (!target || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      const to = { o, y, x, ...target };
      if (to.o < 0 || to.y < 0 || to.x < 0 || to.o >= channels || to.y >= height || to.x >= width) return;
      pick(to, true);
    };
    """#
}
