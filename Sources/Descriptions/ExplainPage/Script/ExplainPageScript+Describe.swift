// SPDX-License-Identifier: Apache-2.0

extension ExplainPageScript {
  /// Layers in words: names, remarks, formulas and the command.
  static let describe = #"""
    /** What a layer is called, in the terms of the field. */
    const connection = (layer) => {
      const isPoint = layer.kernel[0] * layer.kernel[1] === 1;
      const inputs = layer.groups * layer.weights[0].length;
      if (isPoint && isPermutation(layer)) return "permutation of channels";
      if (layer.groups > 1 && layer.weights[0].length === 1) return "depthwise";
      if (layer.groups > 1) return `${isPoint ? "pointwise, " : ""}${layer.groups} groups`;
      if (isPoint) return "pointwise";
      return inputs > 1 || layer.outputs > 1 ? "dense" : "one channel";
    };

    /** Whether each output is one input channel as it is, each channel once, not all in their own place. */
    const isPermutation = (layer) => {
      if (layer.groups !== 1 || layer.outputs !== layer.weights[0].length || layer.outputs === 1) return false;
      const sources = layer.weights.map((row) => {
        const used = row.map(([weight], index) => (weight === 1 ? index : weight === 0 ? null : NaN))
          .filter((index) => index !== null);
        return used.length === 1 ? used[0] : NaN;
      });
      return new Set(sources).size === layer.outputs && !sources.some(Number.isNaN)
        && sources.some((source, index) => source !== index) && layer.bias.every((value) => value === 0);
    };

    const pair = (values) => (values[0] === values[1] ? String(values[0]) : values.join(", "));

    const nameOf = (layer) => {
      if (layer.kind === "point") return pointFunctions[layer.function].name;
      if (layer.kind !== "convolution") return layer.name;
      const noun = layer.transposed ? "transposed convolution" : "convolution";
      const words = [`${times(...layer.kernel)} ${noun}`, connection(layer)];
      if (pair(layer.stride) !== "1") words.push(`stride ${pair(layer.stride)}`);
      if (pair(layer.dilation) !== "1") words.push(`dilation ${pair(layer.dilation)}`);
      return words.join(", ");
    };

    /** What to look at in a layer: a sentence or two. */
    const remarks = (layer, input) => {
      if (layer.kind === "point") {
        return ["A function of each sample alone. It is the only kind of layer here that is not a weighted sum."];
      }
      if (layer.kind === "fixed") {
        return ["The page cannot recompute this layer. It shows what imgconv computed for the image as given."];
      }
      if (layer.kind === "linear") {
        return ["Each output sample is a weighted sum of input samples. The weights are those of this image size; "
          + "they have no controls."];
      }
      const notes = [], [kh, kw] = layer.kernel, isPoint = kh * kw === 1;
      if (isPoint && isPermutation(layer)) {
        notes.push("Each output channel is one input channel, unchanged: the layer only reorders them, so that other "
          + "channels share a group in the next layer.");
      } else if (isPoint && layer.weights[0].length > 1) {
        notes.push("A 1 \u00d7 1 kernel weights the channels. Step through the output: the samples change, the weights "
          + `do not. There are as many output channels as kernels: ${layer.outputs}.`);
      } else if (layer.groups > 1 && layer.weights[0].length === 1) {
        notes.push("Depthwise: as many groups as channels. Each output channel reads one input channel; channels mix "
          + "only in a pointwise layer.");
      } else if (layer.groups > 1) {
        notes.push(`${layer.groups} groups of ${layer.weights[0].length} neighboring channels. An output channel reads `
          + "the channels of its own group, and none of the others.");
      }
      if (layer.transposed) {
        notes.push("Each input sample is multiplied by the whole kernel and added to the output there. Seen from an "
          + "output sample: a sum over the inputs that reach it.");
        for (const axis of [0, 1]) {
          if (layer.stride[axis] === 1 || (axis === 1 && layer.stride[0] > 1)) continue;
          const result = spreadExtent(layer, axis, input[axis + 1]);
          if (result < 1) continue;
          const sizes = count(layer.stride[axis]).map((more) => result + more);
          notes.push(`A convolution with stride ${layer.stride[axis]} takes ${sizes.join(" and ")} ${AXES[axis]} alike to `
            + `${input[axis + 1]}, so the way back has a choice: the output size.`);
        }
        return notes;
      }
      if (pair(layer.dilation) !== "1") {
        notes.push("Dilation spreads the taps and adds no weight: the samples between them are not read.");
      }
      if (pair(layer.stride) !== "1") {
        notes.push(`The kernel moves ${pair(layer.stride)} samples at a time, so the output is smaller.`);
      }
      return notes.length ? notes : ["The kernel slides over the input. Each place gives one output sample: the sum of "
        + "the products."];
    };

    /** Names and numbers about a layer. */
    const factsOf = (layer, input, output) => {
      const facts = [];
      if (layer.kind !== "convolution") return facts;
      const effective = [0, 1].map((axis) => {
        const k = layer.kernel[axis], d = layer.dilation[axis];
        return d === 1 || k === 1 ? String(k) : `${k} + (${d} \u2212 1)(${k} \u2212 1) = ${reachOf(layer, axis)}`;
      });
      facts.push(["Effective kernel", effective[0] === effective[1] ? effective[0] : effective.join(" by ")]);
      if (output) {
        const sizes = [0, 1].map((axis) => extent(layer, axis, input[axis + 1]).formula);
        facts.push([sizes[0] === sizes[1] ? "Output rows and columns" : "Output rows", sizes[0]]);
        if (sizes[0] !== sizes[1]) facts.push(["Output columns", sizes[1]]);
      }
      const each = layer.weights[0].length;
      const weights = layer.outputs * each * layer.kernel[0] * layer.kernel[1];
      facts.push(["Weights",
        `${times(layer.outputs, each, ...layer.kernel)} = ${weights} (outputs, channels each reads, rows, columns)`]);
      return facts;
    };

    /** The command that computes the layer; weights for several channels are in a file. */
    const commandOf = (layer, input) => {
      if (layer.kind !== "convolution") return null;
      const inline = layer.outputs === 1 && layer.weights[0].length === 1 && input[0] === 1;
      const [kh, kw] = layer.kernel;
      const rows = () => count(kh).map((y) => layer.weights[0][0].slice(y * kw, y * kw + kw).join(" ")).join("; ");
      const words = ["imgconv convolve", "--weights", inline ? `"${rows()}"` : "weights.npy"];
      if (layer.groups > 1) words.push("--groups", layer.groups);
      if (layer.transposed) words.push("--transposed");
      const add = (name, values, usual) => {
        if (values.join() !== usual.join()) words.push(name, values[0] === values[1] ? values[0] : values.join());
      };
      add("--stride", layer.stride, [1, 1]);
      add("--dilation", layer.dilation, [1, 1]);
      words.push("--padding", layer.padding.join());
      if (pair(layer.outputPadding) !== "0") words.push("--output-padding", layer.outputPadding.join());
      if (layer.bias.some((value) => value !== 0)) words.push("--bias", layer.bias.join());
      const border = layer.border === "constant" ? `constant=${layer.outside[0] ?? 0}` : layer.border;
      if (border !== "zero") words.push("--border", border);
      const shape = layer.transposed
        ? [layer.groups * layer.weights[0].length, layer.outputs / layer.groups, kh, kw]
        : [layer.outputs, layer.weights[0].length, kh, kw];
      const text = [...words, "in.npy", "out.npy"].join(" ");
      return { text, shape: inline ? null : `weights.npy has the shape (${shape.join(", ")})` };
    };
    """#
}
