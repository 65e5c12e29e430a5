// SPDX-License-Identifier: Apache-2.0

extension ExplainPageScript {
  /// The controls of a layer and of the image, and what they change.
  static let controls = #"""
    const labeled = (text, control) => make("label", {}, make("span", { text }), control);
    const chooser = (id, options, value) => make("select", { id },
      ...options.map(([name, text]) => make("option", { value: name, text, selected: name === value })));
    const twice = (n) => `${n},${n}`;
    const BORDERS = ["zero", "replicate", "symmetric", "reflect", "wrap"];
    const divisors = (n) => count(n).map((index) => index + 1).filter((d) => n % d === 0);
    const common = (a, b) => (b ? common(b, a % b) : a);

    /** The choices of a pair of numbers, with that of the layer if it is another one. */
    const pairChoices = (own, first, last) => {
      const choices = count(last - first + 1).map((n) => [twice(n + first), String(n + first)]);
      if (!choices.some(([value]) => value === own.join())) choices.push([own.join(), own.join(" down, ") + " across"]);
      return choices;
    };

    /** Numbers as choices. */
    const numbers = (values) => values.map((n) => [String(n), String(n)]);

    /** Weights to choose from. */
    const PRESETS = [["given", "as given"], ["count", "1, 2, 3, \u2026"], ["ones", "all 1"], ["mean", "mean"]];

    /** The choice of a function of samples, unless some channels pass through. */
    const functionControls = (layer) => {
      const names = { none: "none", relu: "ReLU: max(x, 0)", leaky: `leaky ReLU, slope ${shown(layer.slope ?? 0.1)}`,
        absolute: "absolute value" };
      if (layer.mapped !== layer.outputs || !(layer.function in names)) return [];
      return [labeled("Function", chooser("c-function", Object.entries(names), layer.function))];
    };

    /** The controls of a layer. */
    const controlsOf = (view, index) => {
      const { layer } = view;
      if (layer.kind === "point") return functionControls(layer);
      if (layer.kind !== "convolution") return [];
      const given = original(index), inputs = layer.groups * layer.weights[0].length;
      const kernels = pairChoices(given.kernel, 1, 5).map(([value]) => [value, times(...value.split(","))]);
      const paddings = [["same", "same"], ...count(5).map((n) => [[n, n, n, n].join(), String(n)])];
      if (!layer.isSame && !paddings.some(([value]) => value === layer.padding.join())) {
        paddings.push([layer.padding.join(), `${layer.padding.join(", ")} (top, left, bottom, right)`]);
      }
      const presets = layer.preset === "own" ? [["own", "edited"], ...PRESETS] : PRESETS;
      const borders = BORDERS.map((name) => [name, name]);
      if (layer.border === "constant") borders.push(["constant", `constant ${shown(layer.outside[0] ?? 0)}`]);
      const controls = [
        labeled("Kernel", chooser("c-kernel", kernels, layer.kernel.join())),
        labeled("Weights", chooser("c-weights", presets, layer.preset)),
        labeled("Stride", chooser("c-stride", pairChoices(layer.stride, 1, 4), layer.stride.join())),
        labeled("Dilation", chooser("c-dilation", pairChoices(layer.dilation, 1, 4), layer.dilation.join())),
        labeled("Padding", chooser("c-padding", paddings, layer.isSame ? "same" : layer.padding.join())),
        labeled("Border", chooser("c-border", borders, layer.border)),
      ];
      if (inputs > 1 || layer.outputs > 1) {
        const groups = divisors(common(inputs, layer.outputs));
        controls.push(labeled("Groups", chooser("c-groups", numbers(groups), String(layer.groups))));
      }
      const outputs = count(Math.max(8, layer.outputs)).map((n) => n + 1).filter((n) => n % layer.groups === 0);
      controls.push(labeled("Kernels", chooser("c-outputs", numbers(outputs), String(layer.outputs))));
      const box = make("input", { type: "checkbox", id: "c-transposed", checked: layer.transposed });
      controls.push(make("label", { class: "check" }, box, make("span", { text: "Transposed" })));
      if (layer.transposed) controls.push(labeled("Output size", outputSizes(layer, view.input.shape)));
      return controls;
    };

    /** The output sizes of a transposed convolution: all that a convolution takes to the size of this input. */
    const outputSizes = (layer, input) => {
      const most = [0, 1].map((axis) => Math.max(layer.stride[axis], layer.dilation[axis]));
      const name = (more) => {
        const size = [0, 1].map((axis) => (input[axis + 1] - 1) * layer.stride[axis] + reachOf(layer, axis)
          - layer.padding[axis] - layer.padding[axis + 2] + more[axis]);
        return [more.join(), times(...size)];
      };
      const choices = count(Math.min(...most)).map((n) => name([n, n]));
      const own = layer.outputPadding;
      if (!choices.some(([value]) => value === own.join())) choices.push(name(own));
      return chooser("c-output", choices, own.join());
    };

    /** Kernels for other counts of rows, columns, channels and outputs: cut, or repeated. */
    const refit = (layer, { kernel = layer.kernel, groups = layer.groups, outputs = layer.outputs }) => {
      const inputs = layer.groups * layer.weights[0].length, each = inputs / groups;
      const [kh, kw] = layer.kernel;
      layer.weights = count(outputs).map((o) => count(each).map((c) => {
        const row = layer.weights[o % layer.outputs], old = row[c % row.length];
        return count(kernel[0] * kernel[1]).map((k) => old[(Math.floor(k / kernel[1]) % kh) * kw + (k % kernel[1]) % kw]);
      }));
      layer.bias = layer.bias.length ? count(outputs).map((o) => layer.bias[o % layer.outputs]) : [];
      Object.assign(layer, { kernel, groups, outputs });
      if (layer.preset !== "given" && layer.preset !== "own") layer.weights = weightsOf(layer, layer.preset);
    };

    const weightsOf = (layer, name) => {
      const area = layer.kernel[0] * layer.kernel[1], each = layer.weights[0].length;
      let next = 0;
      const value = { count: () => (next = next % 9 + 1), ones: () => 1, mean: () => f32(1 / (area * each)) }[name];
      return layer.weights.map((row) => row.map((kernel) => kernel.map(value)));
    };

    /** Changes a layer by the value of one of its controls. */
    const changes = {
      kernel: (layer, value) => refit(layer, { kernel: value }),
      weights(layer, [name], index) {
        const given = original(index);
        layer.preset = name;
        if (name !== "given") layer.weights = weightsOf(layer, name);
        else for (const part of ["weights", "kernel", "groups", "outputs", "bias"]) layer[part] = given[part];
      },
      stride: (layer, value) => { layer.stride = value; },
      dilation: (layer, value) => { layer.dilation = value; },
      padding(layer, value) {
        layer.isSame = value[0] === "same";
        if (!layer.isSame) layer.padding = value;
      },
      border(layer, [value]) {
        if (value !== "constant") layer.outside = [];
        layer.border = value;
      },
      groups: (layer, [value]) => refit(layer, { groups: value }),
      outputs: (layer, [value]) => refit(layer, { outputs: value }),
      transposed: (layer, [value]) => { layer.transposed = value; },
      output: (layer, value) => { layer.outputPadding = value; },
      function(layer, [value]) {
        layer.function = value;
        layer.slope ??= f32(0.1);
      },
    };

    /** Makes a layer whole again after a change. */
    const settle = (layer) => {
      if (layer.kind !== "convolution") return;
      if (layer.isSame) layer.padding = samePadding(layer);
      if (!layer.transposed) layer.outputPadding = [0, 0];
      layer.outputPadding = layer.outputPadding.map((n, axis) =>
        Math.min(n, Math.max(layer.stride[axis], layer.dilation[axis]) - 1));
    };

    /** Images to send through the layers. */
    const patterns = {
      count: ["1, 2, 3, \u2026", (shape) => count(sizeOf(shape)).map((index) => index + 1)],
      ramp: ["ramp from 0 to 1", (shape) => count(sizeOf(shape)).map((index) => f32(index / sizeOf(shape)))],
      one: ["a single 1", ([channels, height, width]) => count(channels * height * width).map((index) =>
        Number(index % (height * width) === Math.floor(height / 2) * width + Math.floor(width / 2)))],
      ones: ["all 1", (shape) => count(sizeOf(shape)).map(() => 1)],
      edge: ["an edge", ([channels, height, width]) => count(channels * height * width).map((index) =>
        Number(index % width >= Math.ceil(width / 2)))],
      checks: ["checkerboard", ([channels, height, width]) => count(channels * height * width).map((index) =>
        (Math.floor(index / width) % height + index % width) % 2)],
    };

    /** The controls of the image. */
    const imageControls = () => {
      const names = Object.entries(patterns).map(([name, [text]]) => [name, text]);
      if (model.image.kind === "file") names.unshift(["file", model.image.name]);
      const controls = [labeled("Image", chooser("c-image", names, state.pattern))];
      if (!isResizable()) return controls;
      const sizes = numbers(count(16).map((n) => n + 1));
      const [, height, width] = state.shape;
      return [...controls, labeled("Rows", chooser("c-rows", sizes, String(height))),
        labeled("Columns", chooser("c-columns", sizes, String(width)))];
    };
    """#
}
