// SPDX-License-Identifier: Apache-2.0

extension ExplainPageScript {
  /// What each kind of layer computes: shapes, terms and sums.
  static let layers = #"""
    /** A reason why a layer has no output. */
    class NoOutput extends Error {}

    const AXES = ["rows", "columns"];
    const reachOf = (layer, axis) => (layer.kernel[axis] - 1) * layer.dilation[axis] + 1;
    const paddingOf = (layer, axis) => [layer.padding[axis], layer.padding[axis + 2]];
    const samePadding = (layer) => {
      const spare = [0, 1].map((axis) => reachOf(layer, axis) - 1);
      const before = spare.map((n) => Math.floor(n / 2));
      return [...before, ...spare.map((n, axis) => n - before[axis])];
    };
    /** Whether samples outside a transposed convolution's output are added to those that the border shows there. */
    const folds = (layer) =>
      layer.transposed && !["zero", "constant"].includes(layer.border) && layer.padding.some((n) => n > 0);

    /** The output samples of a transposed convolution along an axis without output padding; not positive for none. */
    const spreadExtent = (layer, axis, size) => {
      const [before, after] = paddingOf(layer, axis);
      return (size - 1) * layer.stride[axis] + reachOf(layer, axis) - before - after;
    };

    /** The output samples along an axis, and the formula with its numbers. */
    const extent = (layer, axis, size) => {
      const [before, after] = paddingOf(layer, axis);
      const reach = reachOf(layer, axis), stride = layer.stride[axis];
      if (layer.transposed) {
        const more = layer.outputPadding[axis];
        const result = spreadExtent(layer, axis, size) + more;
        const formula = `(${size} \u2212 1) \u00d7 ${stride} + ${reach}` + (before + after ? ` \u2212 ${before + after}` : "")
          + (more ? ` + ${more}` : "") + ` = ${result}`;
        if (result < 1) throw new NoOutput(`No output: ${formula} ${AXES[axis]}. Use less padding.`);
        return { result, formula };
      }
      const available = size + before + after;
      if (available < reach) {
        throw new NoOutput(`No output: the kernel reaches over ${plural(reach, AXES[axis].slice(0, -1), AXES[axis])}, `
          + `and the input with its padding has ${available}. Use a smaller kernel or dilation, or more padding.`);
      }
      const result = Math.floor((available - reach) / stride) + 1;
      const spare = (available - reach) % stride;
      const formula = `(${size} + ${before} + ${after} \u2212 ${reach})` + (stride > 1 ? ` / ${stride}` : "")
        + ` + 1 = ${result}` + (spare ? `, rounded down` : "");
      return { result, formula };
    };

    /** The group of an output channel: its input channels. */
    const readChannels = (layer, o) => {
      const each = layer.weights[0].length;
      const group = Math.floor(o / (layer.outputs / layer.groups));
      return count(each).map((index) => group * each + index);
    };

    /** Each kind of layer: the shape of its output, the terms of an output sample, and the value of their sum. */
    const kinds = {
      convolution: {
        shape(layer, [, height, width]) {
          return [layer.outputs, extent(layer, 0, height).result, extent(layer, 1, width).result];
        },
        terms(layer, shape, o, y, x) {
          return layer.transposed ? spreadTerms(layer, shape, o, y, x) : windowTerms(layer, shape, o, y, x);
        },
        value(layer, terms, image, o) {
          const bias = layer.bias[o] ?? 0;
          if (!folds(layer)) return sumOf(terms, image, bias);
          // imgconv adds the padded output's samples, each a sum of its own.
          const parts = [...new Set(terms.map((term) => term.part))];
          return parts.reduce((sum, part) =>
            f32(sum + sumOf(terms.filter((term) => term.part === part), image, 0)), bias);
        },
      },
      linear: {
        shape: (layer) => layer.shape,
        terms(layer, shape, o, y, x) {
          const [, ...reads] = layer.reads[(o * layer.shape[1] + y) * layer.shape[2] + x];
          return reads.map(([channel, py, px, weight], tap) => {
            const sy = borderIndex(layer.border, py, shape[1]), sx = borderIndex(layer.border, px, shape[2]);
            const isOutside = sy === null || sx === null;
            return { c: channel, y: sy, x: sx, py, px, weight, tap,
              constant: isOutside ? layer.outside[channel] ?? 0 : undefined };
          });
        },
        value(layer, terms, image, o, y, x) {
          return sumOf(terms, image, layer.reads[(o * layer.shape[1] + y) * layer.shape[2] + x][0]);
        },
      },
      point: {
        shape: (layer, shape) => [layer.outputs, shape[1], shape[2]],
        terms(layer, shape, o, y, x) {
          const isPair = ["magnitude", "unsharp"].includes(layer.function);
          const read = o >= layer.mapped ? [shape[0] - layer.outputs + o] : isPair ? [2 * o, 2 * o + 1] : [o];
          return read.map((c) => ({ c, y, x, py: y, px: x, weight: 1 }));
        },
        value(layer, terms, image, o) {
          const [u, v] = terms.map((term) => valueOf(term, image));
          return o < layer.mapped ? pointFunctions[layer.function].of(u, v, layer) : u;
        },
      },
      fixed: {
        shape: (layer) => layer.shape,
        terms: (layer, shape, o, y, x) => (layer.reads ? kinds.linear.terms(layer, shape, o, y, x) : []),
        value: (layer, terms, image, o, y, x) => layer.result[(o * layer.shape[1] + y) * layer.shape[2] + x],
      },
    };

    const pointFunctions = {
      none: { name: "no function", text: "x", of: (u) => u },
      relu: { name: "ReLU", text: "max(x, 0)", of: (u) => (u < 0 ? 0 : u) },
      leaky: {
        name: "leaky ReLU",
        text: "x, or slope \u00b7 x below 0",
        of: (u, v, layer) => (u > 0 ? u : f32(layer.slope * u)),
      },
      absolute: { name: "absolute value", text: "|x|", of: (u) => Math.abs(u) },
      magnitude: {
        name: "magnitude of pairs",
        text: "\u221a(x\u00b2 + y\u00b2)",
        of: (u, v) => f32(Math.sqrt(f32(f32(u * u) + f32(v * v)))),
      },
      unsharp: {
        name: "unsharp mask",
        text: "x + amount (x \u2212 blurred)",
        of: (u, v, layer) => {
          const difference = f32(u - v);
          return Math.abs(difference) > layer.threshold ? f32(u + f32(layer.amount * difference)) : u;
        },
      },
    };

    const valueOf = (term, image) => term.constant ?? sampleAt(image, term.c, term.y, term.x);
    const productOf = (term, image) => f32(term.weight * valueOf(term, image));

    /** The taps that imgconv adds up before it adds their sum to those before: see docs/numerics.md. */
    const RUN = 32;

    /** The sum of terms, rounded as imgconv rounds it; weights of 0 are no taps. */
    const sumOf = (terms, image, bias) => {
      let sum = bias, own = 0, run = 0;
      for (const term of terms) {
        if (term.weight === 0) continue;
        const next = Math.floor(term.tap / RUN);
        if (next !== run && run > 0) sum = f32(sum + own);
        if (next !== run) own = 0;
        run = next;
        if (run === 0) sum = f32(sum + productOf(term, image));
        else own = f32(own + productOf(term, image));
      }
      return run > 0 ? f32(sum + own) : sum;
    };

    /** The terms of a convolution, in imgconv's order: kernel rows, input channels, kernel columns. */
    const windowTerms = (layer, shape, o, y, x) => {
      const terms = [], channels = readChannels(layer, o);
      let tap = 0;
      for (const ky of count(layer.kernel[0])) {
        channels.forEach((c, index) => {
          for (const kx of count(layer.kernel[1])) {
            const py = y * layer.stride[0] - layer.padding[0] + ky * layer.dilation[0];
            const px = x * layer.stride[1] - layer.padding[1] + kx * layer.dilation[1];
            const sy = borderIndex(layer.border, py, shape[1]), sx = borderIndex(layer.border, px, shape[2]);
            const weight = layer.weights[o][index][ky * layer.kernel[1] + kx];
            terms.push({ c, y: sy, x: sx, py, px, ky, kx, index, weight, tap: weight === 0 ? tap : tap++,
              constant: sy === null || sx === null ? layer.outside[c] ?? 0 : undefined });
          }
        });
      }
      return terms;
    };

    /** The terms of a transposed convolution: every input that the kernel spreads to this output, the last weight first. */
    const spreadTerms = (layer, shape, o, y, x) => {
      const terms = [], channels = readChannels(layer, o);
      const places = (own, axis, size) => {
        const [before, after] = paddingOf(layer, axis);
        if (!folds(layer)) return [own + before];
        const result = extent(layer, axis, size).result;
        return count(before + result + after).filter((p) => borderIndex(layer.border, p - before, result) === own);
      };
      let part = 0;
      for (const p of places(y, 0, shape[1])) {
        for (const q of places(x, 1, shape[2])) {
          let tap = 0;
          for (const ky of count(layer.kernel[0]).reverse()) {
            const sy = (p - ky * layer.dilation[0]) / layer.stride[0];
            if (!Number.isInteger(sy)) continue;
            for (const index of count(channels.length).reverse()) {
              for (const kx of count(layer.kernel[1]).reverse()) {
                const sx = (q - kx * layer.dilation[1]) / layer.stride[1];
                if (!Number.isInteger(sx)) continue;
                const weight = layer.weights[o][index][ky * layer.kernel[1] + kx];
                const own = weight === 0 ? tap : tap++;
                // A tap outside counts, and adds 0.
                if (sy < 0 || sy >= shape[1] || sx < 0 || sx >= shape[2]) continue;
                terms.push({ c: channels[index], y: sy, x: sx, py: sy, px: sx, ky, kx, index, weight, part, tap: own });
              }
            }
          }
          part += 1;
        }
      }
      return terms;
    };

    /** The most samples of a channel, and of all channels, that the page computes. */
    const MAX_SIDE = 40, MAX_SAMPLES = 20000;

    /** The output of a layer over an image. */
    const outputOf = (layer, image) => {
      const kind = kinds[layer.kind], shape = kind.shape(layer, image.shape);
      if (shape[1] > MAX_SIDE || shape[2] > MAX_SIDE || sizeOf(shape) > MAX_SAMPLES) {
        throw new NoOutput(`Not shown: the output has ${times(...shape)} samples. Use a smaller image or stride.`);
      }
      const result = imageOf(shape, new Float32Array(sizeOf(shape)));
      let index = 0;
      for (const o of count(shape[0])) {
        for (const y of count(shape[1])) {
          for (const x of count(shape[2])) {
            result.samples[index++] = kind.value(layer, kind.terms(layer, image.shape, o, y, x), image, o, y, x);
          }
        }
      }
      return result;
    };
    """#
}
