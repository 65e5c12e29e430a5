// SPDX-License-Identifier: Apache-2.0

extension ExplainPageScript {
  /// The first reading, a window that slides, and the sum of an output sample.
  static let windows = #"""
    /** The first reading: a window that slides over the input. */
    const windowsPanel = (view) => {
      const { input, output } = view;
      const inputs = count(input.shape[0]).map((c) => inputGrid(view, c));
      const outputs = count(output.shape[0]).map((o) => outputGrid(view, o));
      const side = (title, shape, grids) => make("div", { class: "side" },
        make("h3", {}, title, " ", make("span", { class: "shape", text: times(...shape) })),
        make("div", { class: "grids" }, ...grids.map((grid) => grid.table)));
      const element = make("div", { class: "flow" }, side("Input", input.shape, inputs),
        make("div", { class: "into" }, make("div", { class: "arrow", "aria-hidden": "true", text: "\u2192" }),
          side("Output", output.shape, outputs)));
      const mark = ({ o, y, x }, terms) => {
        for (const { table } of inputs) {
          for (const cell of table.querySelectorAll(".used,.hole")) cell.classList.remove("used", "hole");
        }
        for (const { table } of outputs) {
          for (const cell of table.querySelectorAll(".now")) {
            cell.classList.remove("now");
            cell.removeAttribute("aria-selected");
          }
          for (const cell of table.querySelectorAll("[tabindex='0']")) cell.tabIndex = -1;
        }
        const read = new Set(terms.map((term) => term.c));
        inputs.forEach(({ table }, c) => table.classList.toggle("unread", terms.length > 0 && !read.has(c)));
        for (const term of terms) inputs[term.c].at(term.py, term.px)?.classList.add(term.weight === 0 ? "hole" : "used");
        const cell = outputs[o].cells[y][x];
        cell.classList.add("now");
        cell.setAttribute("aria-selected", "true");
        outputs[state.pick.o].cells[state.pick.y][state.pick.x].tabIndex = 0;
      };
      const focus = ({ o, y, x }) => outputs[o].cells[y][x].focus();
      return { element, mark, focus };
    };

    /** Values, weights and products of an output sample, and how they add up. */
    const sumPanel = (view, { o, y, x }, terms) => {
      const { layer, input, output } = view, value = sampleAt(output, o, y, x);
      const where = `${output.shape[0] > 1 ? `channel ${o + 1}, ` : ""}${place(y, x)}`;
      const title = make("h3", { id: "sum-title", text: `Output sample at ${where}` });
      const total = write(make("output", { class: "total" }), value);
      if (layer.kind === "fixed") return [title, make("p", { class: "line" }, "computed by imgconv: ", total)];
      if (layer.kind === "point") return [title, functionLine(layer, terms, input, total, o)];
      const bias = biasOf(layer, o, y, x);
      if (layer.kind === "linear" || folds(layer)) {
        const list = make("ul", { class: "terms" }, ...terms.map((term) => termItem(term, input)));
        return [title, list, make("p", { class: "line" }, `sum of ${plural(terms.length, "product", "products")}`,
          bias === 0 ? "" : ` and ${shown(bias)}`, " = ", total)];
      }
      const channels = readChannels(layer, o);
      const rows = channels.map((c, index) => productRow(view, o, c, index, terms.filter((term) => term.c === c)));
      const line = make("p", { class: "line" });
      if (rows.length > 1 && rows.length <= 8) {
        rows.forEach(({ sum }, index) => line.append(index ? " + " : "", write(make("span", { class: "product" }), sum)));
        if (bias !== 0) line.append(" + ");
      } else {
        line.append(`sum of ${plural(terms.length, "product", "products")}`, bias === 0 ? "" : " + ");
      }
      if (bias !== 0) line.append("bias ", write(make("span", { class: "weight" }), bias));
      line.append(" = ", total);
      const hint = make("p", { class: "hint", text: "A weight can be typed in." });
      return [title, make("div", { class: "rows" }, ...rows.map((row) => row.element)), line, hint];
    };

    const functionLine = (layer, terms, input, total, o) => {
      const operands = terms.map((term) => write(make("span", { class: "sample" }), valueOf(term, input)));
      const line = make("p", { class: "line" });
      if (o >= layer.mapped) line.append("passes through: ");
      else line.append(`${pointFunctions[layer.function].text}, of `);
      operands.forEach((operand, index) => line.append(index ? " and " : "", operand));
      line.append(" = ", total);
      return line;
    };

    const termItem = (term, input) => make("li", {},
      write(make("span", { class: "sample" }), valueOf(term, input)), " \u00d7 ",
      write(make("span", { class: "weight" }), term.weight), " = ",
      write(make("span", { class: "product" }), productOf(term, input)));

    const biasOf = (layer, o, y, x) =>
      (layer.kind === "linear" ? layer.reads[(o * layer.shape[1] + y) * layer.shape[2] + x][0] : layer.bias[o] ?? 0);

    const signOf = (text) => make("span", { class: "sign", "aria-hidden": "true", text });

    /** One input channel's part: window, kernel, products. */
    const productRow = (view, o, c, index, terms) => {
      const { layer, input } = view, [kh, kw] = layer.kernel;
      const at = new Map(terms.map((term) => [term.ky * kw + term.kx, term]));
      const gap = (cell) => { cell.textContent = "\u00b7"; cell.classList.add("gap"); };
      const window = gridOf(kh, kw, "in", layer.transposed ? "inputs" : "window", (cell, ky, kx) => {
        const term = at.get(ky * kw + kx);
        if (!term) return gap(cell);
        write(cell, valueOf(term, input)).classList.add("used");
        if (term.constant !== undefined || term.py !== term.y || term.px !== term.x) cell.classList.add("outside");
      });
      const kernel = gridOf(kh, kw, "kernel", "kernel", (cell, ky, kx) => {
        const field = make("input", { inputmode: "decimal", autocomplete: "off", size: 1, id: `w-${o}-${index}-${ky}-${kx}`,
          "aria-label": `weight, ${channelName("channel", c, input.shape[0])}, ${place(ky, kx)}` });
        const weight = layer.weights[o][index][ky * kw + kx];
        field.value = shown(weight);
        write(cell, weight);
        cell.textContent = "";
        field.addEventListener("change", () => changeWeight(o, index, ky * kw + kx, field));
        cell.append(field);
        if (!at.has(ky * kw + kx)) cell.classList.add("gap");
      });
      let sum = 0;
      for (const term of terms) sum += productOf(term, input);
      const products = gridOf(kh, kw, "products", "products", (cell, ky, kx) => {
        const term = at.get(ky * kw + kx);
        if (!term) return gap(cell);
        write(cell, productOf(term, input));
      });
      const name = input.shape[0] > 1 ? make("h4", { text: `input channel ${c + 1}` }) : null;
      const element = make("div", { class: "row" }, name, make("div", { class: "equation" },
        window.table, signOf("\u00d7"), kernel.table, signOf("="), products.table));
      return { element, sum };
    };
    """#
}
