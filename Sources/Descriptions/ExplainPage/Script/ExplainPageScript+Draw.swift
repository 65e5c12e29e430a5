// SPDX-License-Identifier: Apache-2.0

extension ExplainPageScript {
  /// Draws the chain, the layer, its reading and the chosen sample.
  static let draw = #"""
    /** Draws the chain: the image and the layers, to choose from. */
    const drawChain = () => {
      const step = (view) => {
        const text = view.problem ? "no output" : times(...view.output.shape);
        const button = make("button", { type: "button", "aria-current": view.index === state.active ? "step" : null },
          make("span", { class: "number", text: `${view.index + 1} \u00b7 ${view.layer.step}` }),
          make("span", { class: "kind", text: nameOf(view.layer) }),
          make("span", { class: view.problem ? "shape bad" : "shape", text: `\u2192 ${text}` }));
        button.addEventListener("click", () => {
          choose(view.index);
          announce(`Layer ${view.index + 1}: ${nameOf(view.layer)}`);
        });
        return make("li", {}, button);
      };
      byId("chain").replaceChildren(make("li", { class: "image" }, make("span", { class: "number", text: "Input" }),
        make("span", { class: "kind", text: patterns[state.pattern]?.[0] ?? model.image.name }),
        make("span", { class: "shape", text: times(...state.shape) })), ...views.map(step));
    };

    /** Draws the active layer. */
    const drawLayer = () => {
      const view = current();
      byId("layer-title").textContent = `${views.length > 1 ? `Layer ${view.index + 1}: ` : ""}${nameOf(view.layer)}`;
      const texts = remarks(view.layer, view.input?.shape ?? [1, 1, 1]);
      byId("remarks").replaceChildren(...texts.map((text) => make("p", { text })));
      byId("controls").replaceChildren(...controlsOf(view, view.index));
      byId("image-controls").replaceChildren(...imageControls());
      byId("problem").textContent = view.problem ?? "";
      byId("reading").hidden = byId("sum").hidden = view.output === null;
      byId("field").hidden = view.output === null || views.length === 1;
      if (view.output) {
        const [channels, height, width] = view.output.shape, { o, y, x } = state.pick;
        state.pick = { o: Math.min(o, channels - 1), y: Math.min(y, height - 1), x: Math.min(x, width - 1) };
        drawReading();
      }
      drawFacts(view);
    };

    const readings = { windows: windowsPanel, im2col: im2colPanel, unrolled: unrolledPanel };

    /** Whether the windows leave room for the sum beside them. */
    const isNarrow = ({ layer, input, output, frame }) =>
      state.reading === "windows" && input.shape[0] * output.shape[0] === 1 && layer.kind !== "linear"
      && frame.right - frame.left + 1 + output.shape[2] <= 13 && (layer.kernel?.[1] ?? 1) <= 3;

    /** Draws the reading that is chosen, then what depends on the sample. */
    const drawReading = () => {
      for (const name of Object.keys(readings)) {
        const isChosen = name === state.reading, tab = byId(`tab-${name}`);
        tab.setAttribute("aria-selected", isChosen);
        tab.tabIndex = isChosen ? 0 : -1;
        byId(name).hidden = !isChosen;
        if (!isChosen) byId(name).replaceChildren();
      }
      panel = readings[state.reading](current(), at());
      byId(state.reading).replaceChildren(panel.element);
      byId("work").classList.toggle("beside", isNarrow(current()));
      drawSample();
    };

    /** Marks the chosen sample everywhere, and shows its sum. */
    const drawSample = () => {
      const view = current(), now = at();
      if (panel.covers && !panel.covers(now)) return drawReading();
      const terms = termsAt(view, now);
      panel.mark(now, terms);
      byId("sum").replaceChildren(...sumPanel(view, now, terms));
      if (views.length > 1) byId("field").replaceChildren(...fieldSection(views.slice(0, state.active + 1), now));
      const [, height, width] = view.output.shape;
      byId("place").textContent = `${((now.o * height) + now.y) * width + now.x + 1} of ${sizeOf(view.output.shape)}`;
    };

    const drawFacts = (view) => {
      const facts = view.input ? factsOf(view.layer, view.input.shape, view.output) : [];
      byId("facts").replaceChildren(...facts.map(([name, text]) =>
        make("div", {}, make("dt", { text: name }), make("dd", { text }))));
      byId("numbers").hidden = !facts.length;
      const command = view.input && commandOf(view.layer, view.input.shape);
      byId("command").hidden = !command;
      if (!command) return;
      byId("command").replaceChildren("The same with imgconv: ", make("code", { text: command.text }),
        command.shape ? `; ${command.shape}.` : "");
    };

    /** The sample in the middle of the first output channel; of those around it, the one with the most terms. */
    const middleOf = (view) => {
      const [, height, width] = view.output?.shape ?? [1, 1, 1];
      const [y, x] = [height, width].map((size) => Math.floor((size - 1) / 2));
      const near = [[y, x], [y + 1, x], [y, x + 1], [y + 1, x + 1]].map(([down, across]) =>
        ({ o: 0, y: Math.min(down, height - 1), x: Math.min(across, width - 1) }));
      if (!view.output) return near[0];
      const sizes = near.map((sample) => termsAt(view, sample).length);
      return near[sizes.indexOf(Math.max(...sizes))];
    };
    """#
}
