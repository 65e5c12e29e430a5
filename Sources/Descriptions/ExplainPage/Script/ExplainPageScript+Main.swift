// SPDX-License-Identifier: Apache-2.0

extension ExplainPageScript {
  /// The state of the page, its computation and its events.
  static let main = #"""
    const model = JSON.parse(byId("model").textContent);
    /** What is shown: layers and image as they are set, the layer and its reading, the sample chosen and pointed at. */
    const state = {
      layers: [], shape: [], pattern: "", active: 0, reading: "windows",
      pick: { o: 0, y: 0, x: 0 }, preview: null, timer: 0,
    };
    let views = [], panel = null;

    const original = (index) => prepared(model.layers[index]);
    /** The numbers of the model are the shortest that name a Float; rounded, they are that Float. */
    const rounded = (value) => (Array.isArray(value) ? value.map(rounded) : f32(value));
    const prepared = (layer) => {
      const own = structuredClone(layer);
      for (const name of ["weights", "bias", "outside", "reads", "result", "slope", "amount", "threshold"]) {
        if (name in own) own[name] = rounded(own[name]);
      }
      own.preset = "given";
      if (own.kind === "convolution") {
        own.isSame = own.padding.join() === samePadding(own).join() && Math.max(...own.kernel) > 1;
      }
      return own;
    };
    /** Whether all layers can be computed for images of other sizes. */
    const isResizable = () => model.layers.every((layer) => ["convolution", "point"].includes(layer.kind));

    const isGivenSize = () => times(...state.shape) === times(...model.image.shape);

    const inputImage = () => {
      if (state.pattern === "file" || (state.pattern === model.image.kind && isGivenSize())) {
        return imageOf(model.image.shape, model.image.samples);
      }
      return imageOf(state.shape, patterns[state.pattern][1](state.shape));
    };

    /** Computes all layers; one without an output ends the chain with its reason. */
    const compute = () => {
      let input = inputImage();
      views = [];
      for (const [index, layer] of state.layers.entries()) {
        const view = { layer, index, input, output: null, problem: null };
        views.push(view);
        if (!input) {
          view.problem = "There is no input: a layer before this one has no output.";
          continue;
        }
        try {
          const channels = channelsOf(layer, input);
          if (channels !== null && channels !== input.shape[0]) {
            throw new NoOutput(
              `No output: the layer reads ${plural(channels, "channel", "channels")}, and its input has ${input.shape[0]}.`);
          }
          view.output = outputOf(layer, input);
        } catch (error) {
          if (!(error instanceof NoOutput)) throw error;
          view.problem = error.message;
        }
        view.frame = frameOf(layer, input, view.output);
        view.range = rangeOf(input);
        input = view.output;
      }
    };

    const channelsOf = (layer, input) => {
      if (layer.kind === "convolution") return layer.groups * layer.weights[0].length;
      return layer.kind === "point" ? layer.channels : null;
    };

    const current = () => views[state.active];
    const at = () => state.preview ?? state.pick;
    const termsAt = (view, { o, y, x }) => kinds[view.layer.kind].terms(view.layer, view.input.shape, o, y, x);

    const draw = () => { compute(); drawChain(); drawLayer(); };
    const choose = (index) => {
      state.active = index;
      state.preview = null;
      state.pick = middleOf(views[index]);
      drawChain();
      drawLayer();
      byId("chain").querySelector("[aria-current]")?.focus({ preventScroll: true });
    };

    /** Chooses an output sample. */
    function pick(sample, focuses = false) {
      state.pick = sample;
      state.preview = null;
      drawSample();
      if (focuses) panel.focus?.(sample);
    }
    /** Shows an output sample while the pointer is on it. */
    function preview(sample) {
      if (state.timer || JSON.stringify(sample) === JSON.stringify(state.preview)) return;
      state.preview = sample;
      drawSample();
    }
    function announce(text) { byId("live").textContent = text; }
    function changeWeight(o, index, k, field) {
      const value = f32(Number(field.value.trim().replaceAll("\u2212", "-").replace(",", ".")));
      if (field.value.trim() === "" || !Number.isFinite(value)) {
        field.setAttribute("aria-invalid", "true");
        announce("A weight is a number.");
        return;
      }
      current().layer.weights[o][index][k] = value;
      current().layer.preset = "own";
      const id = field.id;
      redraw();
      byId(id)?.focus();
    }

    /** Draws everything again after a change, and says what came of it. */
    const redraw = () => {
      const focused = document.activeElement?.id;
      draw();
      if (focused) byId(focused)?.focus({ preventScroll: true });
      const view = current();
      announce(view.problem ?? `Output: ${times(...view.output.shape)}. ${sampleText()}`);
    };
    const sampleText = () => {
      const view = current(), { o, y, x } = state.pick;
      const channel = view.output.shape[0] > 1 ? `Channel ${o + 1}, ` : "";
      return `${channel}${place(y, x)}: ${shown(sampleAt(view.output, o, y, x))}, `
        + `from ${plural(termsAt(view, state.pick).length, "product", "products")}.`;
    };

    /** Goes some samples on in the order of the output; after the last comes the first. */
    const stepBy = (steps) => {
      const [channels, height, width] = current().output.shape, { o, y, x } = state.pick;
      const next = modulo((o * height + y) * width + x + steps, channels * height * width);
      pick({ o: Math.floor(next / (height * width)), y: Math.floor(next / width) % height, x: next % width });
    };
    const play = (isOn) => {
      clearInterval(state.timer);
      state.timer = isOn ? setInterval(() => stepBy(1), 700) : 0;
      byId("play").textContent = isOn ? "Pause" : "Play";
      byId("play").setAttribute("aria-pressed", isOn);
    };

    const change = (event) => {
      const { id } = event.target, name = id.slice(2);
      if (!id.startsWith("c-")) return;
      play(false);
      const raw = event.target.type === "checkbox" ? [event.target.checked] : event.target.value.split(",");
      const isNumber = (part) => typeof part === "string" && part !== "" && Number.isFinite(Number(part));
      const value = raw.map((part) => (isNumber(part) ? Number(part) : part));
      if (name === "image") state.pattern = raw[0];
      else if (name === "rows") state.shape = [state.shape[0], value[0], state.shape[2]];
      else if (name === "columns") state.shape = [state.shape[0], state.shape[1], value[0]];
      else changes[name](current().layer, value, state.active);
      if (name === "image" && raw[0] === "file") state.shape = [...model.image.shape];
      else if (state.pattern === "file" && !isGivenSize()) state.pattern = "count";
      settle(current().layer);
      redraw();
    };

    const reset = () => {
      play(false);
      state.layers = model.layers.map(prepared);
      state.shape = [...model.image.shape];
      state.pattern = model.image.kind;
    };

    /** Whether the page's samples are those that imgconv computed when it wrote the page. */
    const verdict = () => {
      let samples = 0, largest = 0;
      for (const [index, { output }] of views.entries()) {
        const expected = model.layers[index].result;
        if (output?.samples.length !== expected.length) return "The page's outputs are NOT those that imgconv computed.";
        output.samples.forEach((value, place) => {
          largest = Math.max(largest, Math.abs(value - f32(expected[place])));
        });
        samples += expected.length;
      }
      return largest === 0
        ? `Checked: all ${samples} output samples are those that imgconv computed when it wrote the page.`
        : `Checked: the ${samples} output samples differ from those that imgconv computed by up to ${shown(largest)}.`;
    };

    const start = () => {
      // A phone's screen is for the numbers first.
      if (matchMedia("(max-width: 760px)").matches) byId("settings").open = false;
      reset();
      compute();
      byId("verdict").textContent = verdict();
      state.active = 0;
      state.pick = middleOf(views[0]);
      draw();
      for (const name of ["controls", "image-controls"]) byId(name).addEventListener("change", change);
      for (const [id, action] of [["previous", () => stepBy(-1)], ["next", () => stepBy(1)]]) {
        byId(id).addEventListener("click", () => { play(false); action(); announce(sampleText()); });
      }
      byId("play").addEventListener("click", () => play(!state.timer));
      byId("reset").addEventListener("click", () => { reset(); redraw(); });
      const names = Object.keys(readings);
      for (const name of names) {
        byId(`tab-${name}`).addEventListener("click", () => { state.reading = name; drawReading(); });
        byId(`tab-${name}`).addEventListener("keydown", (event) => {
          const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
          if (!step) return;
          event.preventDefault();
          const next = names[modulo(names.indexOf(name) + step, names.length)];
          state.reading = next;
          drawReading();
          byId(`tab-${next}`).focus();
        });
      }
      // On paper, all three readings.
      addEventListener("beforeprint", () => {
        if (!current().output) return;
        for (const name of names.filter((other) => other !== state.reading)) {
          const other = readings[name](current(), at());
          byId(name).replaceChildren(make("h3", { text: byId(`tab-${name}`).textContent }), other.element);
          other.mark(at(), termsAt(current(), at()));
        }
      });
      addEventListener("afterprint", drawReading);
    };
    addEventListener("DOMContentLoaded", start);
    """#
}
