// SPDX-License-Identifier: Apache-2.0

extension ExplainPageScript {
  /// Numbers, elements, images and borders.
  static let base = #"""
    // Numbers are Float, as in imgconv: each product and each sum is rounded.
    const f32 = Math.fround;
    const byId = (id) => document.getElementById(id);
    const count = (n) => Array.from({ length: n }, (_, index) => index);
    const modulo = (a, b) => ((a % b) + b) % b;
    const times = (...sides) => sides.join(" \u00d7 ");
    const plural = (n, one, many) => `${n} ${n === 1 ? one : many}`;

    /** Up to four digits; integers below a million in full. */
    const shown = (value) => {
      const isShort = Number.isInteger(value) && Math.abs(value) < 1e6;
      const text = String(isShort ? value : Number(value.toPrecision(4)));
      return (text === "-0" ? "0" : text).replaceAll("-", "\u2212");
    };

    /** An element with attributes and children; text never becomes markup. */
    const make = (tag, attributes = {}, ...children) => {
      const element = document.createElement(tag);
      for (const [name, value] of Object.entries(attributes)) {
        if (value === undefined || value === null || value === false) continue;
        if (name === "text") element.textContent = value;
        else element.setAttribute(name, value === true ? "" : value);
      }
      element.append(...children.filter((child) => child !== null && child !== undefined));
      return element;
    };

    /** Shows a number in an element, and keeps all its digits for who asks. */
    const write = (element, value) => {
      const text = shown(value);
      element.textContent = text;
      element.dataset.value = String(value);
      element.classList.toggle("long", text.length > 3);
      element.classList.toggle("longer", text.length > 5);
      return element;
    };

    /** Samples in the order of imgconv: channels, rows, columns. */
    const imageOf = (shape, samples) => ({ shape, samples: Float32Array.from(samples) });
    const sampleAt = (image, c, y, x) => image.samples[(c * image.shape[1] + y) * image.shape[2] + x];
    const sizeOf = ([channels, height, width]) => channels * height * width;

    /** The image's sample that a border mode shows at a position; null where it shows a constant. */
    const borderIndex = (border, position, size) => {
      if (position >= 0 && position < size) return position;
      if (border === "replicate" || border === "trim") return position < 0 ? 0 : size - 1;
      if (border === "wrap") return modulo(position, size);
      if (border === "symmetric") {
        const folded = modulo(position, 2 * size);
        return folded < size ? folded : 2 * size - 1 - folded;
      }
      if (border === "reflect") {
        if (size === 1) return 0;
        const folded = modulo(position, 2 * (size - 1));
        return folded < size ? folded : 2 * (size - 1) - folded;
      }
      return null;
    };
    """#
}
