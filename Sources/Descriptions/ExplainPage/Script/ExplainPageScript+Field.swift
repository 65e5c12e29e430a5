// SPDX-License-Identifier: Apache-2.0

extension ExplainPageScript {
  /// The receptive field, layer by layer, and what the chain amounts to.
  static let field = #"""
    /** The samples of each image before a layer on which one of its output samples depends, from the input on. */
    const followBack = (views, { o, y, x }) => {
      let reached = new Map([[`${o},${y},${x}`, { c: o, y, x }]]);
      const sets = [reached];
      for (const view of [...views].reverse()) {
        if (view.layer.kind === "fixed" && !view.layer.reads) return null;
        const next = new Map();
        for (const sample of reached.values()) {
          for (const term of kinds[view.layer.kind].terms(view.layer, view.input.shape, sample.c, sample.y, sample.x)) {
            if (term.constant !== undefined || term.weight === 0) continue;
            next.set(`${term.c},${term.y},${term.x}`, { c: term.c, y: term.y, x: term.x });
          }
        }
        reached = next;
        sets.unshift(reached);
      }
      return sets;
    };

    const span = (values) => [Math.min(...values), Math.max(...values)];
    const spanText = (noun, [first, last]) =>
      (first === last ? `${noun} ${first + 1}` : `${noun}s ${first + 1} to ${last + 1}`);

    /** One image of the chain as a small map: the samples that the chosen one depends on are marked. */
    const fieldMap = (title, shape, set) => {
      const samples = [...set.values()];
      const hits = new Set(samples.map(({ y, x }) => `${y},${x}`));
      const rows = span(samples.map((sample) => sample.y)), columns = span(samples.map((sample) => sample.x));
      const channels = [...new Set(samples.map((sample) => sample.c + 1))].sort((a, b) => a - b);
      const all = channels.length === shape[0], noun = channels.length === 1 ? "channel" : "channels";
      const channelText = shape[0] === 1 || !set.size ? "" : all ? "; all channels" : `; ${noun} ${channels.join(", ")}`;
      const extentText = set.size ? times(rows[1] - rows[0] + 1, columns[1] - columns[0] + 1) : "nothing";
      const where = set.size ? `${spanText("row", rows)}, ${spanText("column", columns)}` : "no sample";
      const label = `${title}: ${extentText}, ${where}${channelText}`;
      const map = make("div", { class: "map", role: "img", "aria-label": label });
      map.style.setProperty("--columns", shape[2]);
      for (const y of count(shape[1])) {
        for (const x of count(shape[2])) map.append(make("i", { class: hits.has(`${y},${x}`) ? "hit" : null }));
      }
      return make("li", {}, make("strong", { text: title }), make("span", { class: "shape", text: times(...shape) }), map,
        make("span", { class: "field", text: extentText }),
        make("span", { class: "where", text: where + channelText }));
    };

    /** The receptive field of the chosen sample, layer by layer, and what the chain costs. */
    const fieldSection = (views, at) => {
      const sets = followBack(views, at);
      const title = make("h2", { id: "field-title", text: "Receptive field, layer by layer" });
      if (!sets) {
        return [title, make("p", { class: "note",
          text: "The field cannot be followed through a layer that the page does not compute." })];
      }
      const maps = sets.map((set, index) => {
        const shape = index === 0 ? views[0].input.shape : views[index - 1].output.shape;
        return fieldMap(index === 0 ? "input" : `after ${index}`, shape, set);
      });
      const lead = "The chosen output sample, at the end, depends on the marked samples. Choose another one, or another "
        + "layer above.";
      return [title, make("p", { class: "note", text: lead }), make("ol", { class: "maps" }, ...maps),
        ...chainRemarks(views)];
    };

    /** What convolutions in a row amount to: weights, and functions between them. */
    const chainRemarks = (views) => {
      const convolutions = views.filter(({ layer }) => layer.kind === "convolution");
      const remarks = [];
      if (convolutions.length > 1) {
        const weights = convolutions.map(({ layer }) => layer.weights.flat(2).length);
        const first = views.indexOf(convolutions[0]), last = views.indexOf(convolutions.at(-1));
        const between = views.slice(first, last)
          .filter(({ layer }) => layer.kind === "point" && layer.function !== "none").length;
        const isPlain = convolutions.every(({ layer }) =>
          !layer.transposed && pair(layer.stride) === "1" && layer.outputs === 1 && layer.weights[0].length === 1);
        const total = weights.reduce((a, b) => a + b);
        let text = `${convolutions.length} convolutions with ${weights.join(" + ")} = ${total} weights. `;
        if (isPlain) {
          const field = [0, 1].map((axis) =>
            1 + convolutions.reduce((sum, { layer }) => sum + reachOf(layer, axis) - 1, 0));
          text += `One convolution with the same field, ${times(...field)}, has ${field[0] * field[1]}. `;
        }
        text += between
          ? `${between === 1 ? "A non-linear function stands" : `${between} non-linear functions stand`} between them: `
            + "together they can compute more than one convolution."
          : "No non-linear function stands between them: together they are one linear function, which one convolution "
            + "could compute.";
        remarks.push(make("p", { class: "note", text }));
      }
      const output = views.at(-1).output, input = views[0].input;
      const isBack = views.some(({ layer }) => layer.transposed) && times(...output.shape) === times(...input.shape);
      if (isBack && convolutions.length > 1) {
        const differences = output.samples.map((value, index) => Math.abs(value - input.samples[index]));
        const largest = Math.max(...differences);
        remarks.push(make("p", { class: "note",
          text: `The output has the size of the input again, and other values: they differ by up to ${shown(largest)}.` }));
      }
      return remarks;
    };
    """#
}
