// SPDX-License-Identifier: Apache-2.0

extension ExplainPageScript {
  /// The second and third reading: im2col, and one matrix.
  static let matrices = #"""
    /** The most cells, and columns, of a matrix that are drawn; of longer ones, the rows around the sample. */
    const MAX_CELLS = 4200, MAX_COLUMNS = 160;

    /** The rows of a matrix to draw: all of them, or those around one. */
    const shownRows = (rows, columns, around) => {
      const most = Math.max(3, Math.floor(MAX_CELLS / columns));
      if (rows <= most) return [0, rows];
      const first = Math.min(Math.max(0, around - Math.floor(most / 2)), rows - most);
      return [first, first + most];
    };

    /** A matrix as a table; zeros are points where `sparse`. */
    const matrixOf = (rows, columns, kind, caption, value, sparse = false, first = 0) => {
      const made = gridOf(rows, columns, `matrix ${kind}`, caption, (cell, r, c) => {
        const number = value(r + first, c);
        write(cell, number);
        if (sparse && number === 0) {
          cell.textContent = "\u00b7";
          cell.classList.add("zero");
        }
      });
      made.table.classList.remove("small", "tiny");
      return made;
    };

    const product = (...parts) => make("div",
      { class: "product-line", tabindex: 0, role: "region", "aria-label": "matrices" },
      ...parts.flatMap((part, index) => (index ? [signOf(index === parts.length - 1 ? "=" : "\u00d7"), part] : [part])));

    const tooWide = (what) => make("p", { class: "note", text: `${what} Choose a smaller image or kernel to see it.` });

    const cut = (range, rows) => (range[1] - range[0] < rows
      ? ` Rows ${range[0] + 1} to ${range[1]} of ${rows} are shown.` : "");

    /** The sample with an index in a channel, and its value. */
    const positionOf = (index, o, shape) => ({ o, y: Math.floor(index / shape[2]), x: index % shape[2] });
    const sampleIn = (image, { o, y, x }) => sampleAt(image, o, y, x);

    /** Lets the rows of a result column be pointed at and tapped. */
    const pickRows = (grid, o, shape, first) => grid.cells.forEach(([cell], row) => {
      const at = positionOf(row + first, o, shape);
      cell.classList.add("pickable");
      cell.addEventListener("pointerenter", (event) => { if (event.pointerType === "mouse") preview(at); });
      cell.addEventListener("pointerleave", () => preview(null));
      cell.addEventListener("click", () => pick(at));
    });

    /** The second reading: the windows as rows of a matrix, times the kernels as columns. */
    const im2colPanel = (view, at) => {
      const { layer, input, output } = view;
      if (layer.kind !== "convolution") {
        const text = layer.kind === "linear"
          ? "The weights differ from output to output, so no one kernel multiplies all windows. See the one matrix."
          : "Only a weighted sum can be written with matrices.";
        return { element: make("p", { class: "note", text }), mark() {} };
      }
      return layer.transposed ? col2imPanel(view, at) : im2colOf(view, at, input, output);
    };

    const im2colOf = (view, at, input, output) => {
      const { layer } = view, [kh, kw] = layer.kernel, area = kh * kw;
      const channels = readChannels(layer, at.o), columns = channels.length * area;
      const rows = output.shape[1] * output.shape[2], own = at.y * output.shape[2] + at.x;
      if (columns > MAX_COLUMNS) return { element: tooWide(`The matrix of windows has ${columns} columns.`), mark() {} };
      const range = shownRows(rows, columns, own), first = range[0];
      const perGroup = layer.outputs / layer.groups, group = Math.floor(at.o / perGroup);
      const outputs = count(perGroup).map((index) => group * perGroup + index);
      const windows = count(range[1] - first).map((row) => {
        const p = row + first;
        const terms = termsAt(view, positionOf(p, at.o, output.shape));
        const line = new Array(columns);
        for (const term of terms) line[term.index * area + term.ky * kw + term.kx] = valueOf(term, input);
        return line;
      });
      const left = matrixOf(windows.length, columns, "in", `windows\n${times(rows, columns)}`, (r, c) => windows[r][c]);
      const kernelName = perGroup > 1 ? "kernels" : "kernel";
      const kernels = matrixOf(columns, perGroup, "kernel", `${kernelName}\n${times(columns, perGroup)}`, (r, c) =>
        layer.weights[outputs[c]][Math.floor(r / area)][r % area]);
      const biased = layer.bias.some((value) => value !== 0);
      const result = matrixOf(windows.length, perGroup, "out", `output\n${times(rows, perGroup)}`,
        (r, c) => sampleIn(output, positionOf(r + first, outputs[c], output.shape)));
      outputs.forEach((o, c) => pickRows({ cells: result.cells.map((row) => [row[c]]) }, o, output.shape, first));
      const text = `Each row is one window, written in a line: ${plural(rows, "row", "rows")} for ${rows} output places, `
        + `${columns} columns for the weights of a kernel. One product with the kernel as a column gives all outputs.`
        + (layer.groups > 1 ? ` A group has a product of its own; this is group ${group + 1} of ${layer.groups}.` : "")
        + (biased ? " The bias is added after the product." : "") + cut(range, rows);
      const element = make("div", {}, make("p", { class: "note", text }), product(left.table, kernels.table, result.table));
      const mark = ({ o, y, x }) => {
        const row = y * output.shape[2] + x - first, column = outputs.indexOf(o);
        markCells(left.cells, (r) => r === row, "used");
        markCells(kernels.cells, (r, c) => c === column, "used");
        markCells(result.cells, (r, c) => r === row && c === column, "now");
      };
      return { element, mark, covers: ({ o, y, x }) => outputs.includes(o) && inRange(y * output.shape[2] + x, range) };
    };

    const inRange = (index, [first, end]) => index >= first && index < end;
    const markCells = (cells, test, name) =>
      cells.forEach((row, r) => row.forEach((cell, c) => cell.classList.toggle(name, test(r, c))));

    /** The second reading of a transposed convolution: each input times the kernel, added up where the patches overlap. */
    const col2imPanel = (view, at) => {
      const { layer, input, output } = view, [kh, kw] = layer.kernel, area = kh * kw;
      const rows = input.shape[1] * input.shape[2], channels = readChannels(layer, at.o);
      if (rows * area > MAX_CELLS) {
        return { element: tooWide(`The patches are a matrix of ${times(rows, area)}.`), mark() {} };
      }
      const made = channels.map((c, index) => {
        const name = input.shape[0] > 1 ? `channel ${c + 1}` : "input";
        const sample = (r) => sampleIn(input, positionOf(r, c, input.shape));
        const left = matrixOf(rows, 1, "in", `${name}\n${times(rows, 1)}`, sample);
        const kernel = matrixOf(1, area, "kernel", `kernel\n${times(1, area)}`, (r, k) => layer.weights[at.o][index][k]);
        const patches = matrixOf(rows, area, "products", `patches\n${times(rows, area)}`,
          (r, k) => f32(sample(r) * layer.weights[at.o][index][k]));
        return { c, left, kernel, patches };
      });
      const total = make("p", { class: "line" });
      const text = "The product is the other way around: each input sample, a row, is multiplied by the whole kernel. "
        + "Each row is a patch of the output; where patches overlap, they are added. The marked entries meet in one "
        + "output sample.";
      const element = make("div", {}, make("p", { class: "note", text }),
        ...made.map(({ left, kernel, patches }) => product(left.table, kernel.table, patches.table)), total);
      const mark = (now, terms) => {
        for (const { c, left, kernel, patches } of made) {
          const used = new Set(terms.filter((term) => term.c === c)
            .map((term) => `${term.y * input.shape[2] + term.x},${term.ky * kw + term.kx}`));
          markCells(patches.cells, (r, k) => used.has(`${r},${k}`), "used");
          markCells(left.cells, (r) => count(area).some((k) => used.has(`${r},${k}`)), "used");
          markCells(kernel.cells, (r, k) => count(rows).some((row) => used.has(`${row},${k}`)), "used");
        }
        const bias = layer.bias[now.o] ? ` and the bias ${shown(layer.bias[now.o])}` : "";
        total.replaceChildren(`sum of the marked entries${bias} = `,
          write(make("output", { class: "total" }), sampleIn(output, now)));
      };
      return { element, mark, covers: ({ o }) => o === at.o };
    };

    /** The third reading: one matrix times the input as a column. */
    const unrolledPanel = (view, at) => {
      const { layer, input, output } = view;
      if (layer.kind === "point" || layer.kind === "fixed") {
        const text = "Only a weighted sum can be written as a matrix.";
        return { element: make("p", { class: "note", text }), mark() {} };
      }
      const [, height, width] = input.shape, plane = height * width;
      const channels = layer.kind === "convolution" ? readChannels(layer, at.o) : count(input.shape[0]);
      const columns = channels.length * plane, rows = output.shape[1] * output.shape[2];
      const own = at.y * output.shape[2] + at.x;
      if (columns > MAX_COLUMNS) {
        return { element: tooWide(`The matrix has ${times(rows, columns)} numbers.`), mark() {} };
      }
      const range = shownRows(rows, columns, own), first = range[0];
      const lines = count(range[1] - first).map((row) => {
        const p = row + first, line = new Array(columns).fill(0);
        const { y, x } = positionOf(p, at.o, output.shape);
        let constant = biasOf(layer, at.o, y, x);
        for (const term of termsAt(view, { o: at.o, y, x })) {
          if (term.constant !== undefined) constant += term.weight * term.constant;
          else line[channels.indexOf(term.c) * plane + term.y * width + term.x] += term.weight;
        }
        return { line, constant };
      });
      const matrix = matrixOf(lines.length, columns, "kernel", `unrolled kernel\n${times(rows, columns)}`,
        (r, c) => lines[r].line[c], true);
      const column = matrixOf(columns, 1, "in", `input\n${times(columns, 1)}`,
        (r) => sampleIn(input, positionOf(r % plane, channels[Math.floor(r / plane)], input.shape)));
      const result = matrixOf(lines.length, 1, "out", `output\n${times(rows, 1)}`,
        (r) => sampleIn(output, positionOf(r + first, at.o, output.shape)));
      pickRows(result, at.o, output.shape, first);
      const hasConstant = lines.some(({ constant }) => constant !== 0);
      const text = (layer.transposed
        ? `The matrix is the transpose of that of the convolution with this kernel, ${times(columns, rows)}: it gives back `
          + "the size, not the values. "
        : "Each row is the kernel in one place, zeros (points) elsewhere. The rows hold the same weights, shifted. ")
        + (output.shape[0] > 1 ? `This is the part of output channel ${at.o + 1}. ` : "")
        + (hasConstant ? "A constant is added: the bias, and weights over a constant border. " : "")
        + cut(range, rows).trim();
      const element = make("div", {}, make("p", { class: "note", text }), product(matrix.table, column.table, result.table));
      const mark = ({ y, x }) => {
        const row = y * output.shape[2] + x - first;
        const line = lines[row]?.line ?? [];
        markCells(matrix.cells, (r, c) => r === row && line[c] !== 0, "used");
        matrix.cells.forEach((cells, r) => cells[0].parentElement.classList.toggle("here", r === row));
        markCells(column.cells, (r) => line[r] !== undefined && line[r] !== 0, "used");
        markCells(result.cells, (r) => r === row, "now");
      };
      return { element, mark, covers: ({ o, y, x }) => o === at.o && inRange(y * output.shape[2] + x, range) };
    };
    """#
}
