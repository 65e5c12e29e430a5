// SPDX-License-Identifier: Apache-2.0

package import Filters

/// The filter `sharpen`: its parameters and its help.
package enum SharpenDescription: FilterDescription {
  package static let name = Sharpen.name
  package static let abstract = "Sharpen with an unsharp mask."
  package static let discussion = """
    FORMULA
      x + A (x - b) where |x - b| > T, else x; b is x blurred by a Gaussian of sigma S.
      Samples run from 0 to 1, so a threshold of 0.01 is 2.55 levels of 8 bits.

    \(BorderDiagram.text)

    EXAMPLES
      imgconv sharpen in.png out.png
      imgconv sharpen --sigma 2 --amount 0.6 --threshold 0.01 photos/ sharp/
    """

  package static let sigma = Parameter<Double>(
    "sigma", "s", .value(1.5), range: 0...Blur.maxSigma, unit: .pixels,
    help: "Standard deviation of the blur in pixels.")
  package static let amount = Parameter<Double>(
    "amount", "a", .value(1), range: -1...100, help: "How much of the difference to add.")
  package static let threshold = Parameter<Double>(
    "threshold", "t", .value(0), range: 0...1, unit: .samples,
    help: "Leave differences up to this unchanged, 0...1.")

  package static let parameters: [any DeclaredParameter] = [
    sigma, amount, threshold,
  ]

  package static func filter(
    _ values: ParameterValues, in context: RecipeContext
  ) -> any FilterDefinition {
    Sharpen(sigma: values[sigma], amount: values[amount], threshold: values[threshold])
  }
}
