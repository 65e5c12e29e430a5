// SPDX-License-Identifier: Apache-2.0

package import Filters

/// The filter `mix`: its parameters and its help.
package enum MixDescription: FilterDescription {
  package static let name = Mix.name
  package static let abstract = "Mix channels with a 1x1 convolution."
  package static let discussion = """
    FORMULA
      Output color i is bias i plus the sum of matrix (i, j) times input color j. Samples run from 0 to 1. \
    Alpha is unchanged. A gray image counts as one with three equal colors.

    PRESETS
      gray        0.2126 R + 0.7152 G + 0.0722 B (Rec. 709), one color
      sepia       the brown of old photographs
      saturate=S  between gray (0) and the image (1), and beyond
      hue=DEG     colors rotated around the gray axis
      invert      1 - x
      swap=bgr    the colors in another order, or some of them

    EXAMPLES
      imgconv mix --preset gray in.png gray.png
      imgconv mix --preset saturate=1.3 photos/ vivid/
      imgconv mix --matrix "0,0,1; 0,1,0; 1,0,0" --bias 0,0.1,0 in.png out.png
    """

  package static let matrix = Parameter<NumberRows>(
    "matrix", "r,g,b;...", .none, help: "One row per output color, one number per input color.")
  package static let bias = Parameter<NumberRows>(
    "bias", "b,...", .described("0"), unit: .samples,
    form: "numbers with commas between, such as 0,0.1,0", help: "Add to each output color.")
  package static let preset = Parameter<MixPreset>(
    "preset", "name", .none, help: "Use a matrix by name.")

  package static let parameters: [any DeclaredParameter] = [
    matrix, bias, preset,
  ]

  package static func filter(
    _ values: ParameterValues, in context: RecipeContext
  ) throws(ParameterError) -> any FilterDefinition {
    var mix: Mix
    switch (values.given(matrix), values.given(preset)) {
    case (let matrix?, nil): mix = Mix(matrix: matrix.rows)
    case (nil, let preset?): mix = preset.mix
    default:
      throw ParameterError(["matrix", "preset"], "either {matrix} or {preset} is needed")
    }
    if let bias = values.given(bias) {
      guard bias.rows.count == 1 else {
        throw ParameterError(["bias"], "{bias} is one row of numbers")
      }
      mix.bias = bias.rows[0]
    }
    return mix
  }
}
