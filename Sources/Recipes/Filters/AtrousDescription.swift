// SPDX-License-Identifier: Apache-2.0

package import Filters

/// The filter `atrous`: its parameters and its help.
package enum AtrousDescription: FilterDescription {
  package static let name = Atrous.name
  package static let abstract = "Denoise or boost detail with the à trous (starlet) wavelet."
  package static let discussion = """
    FORMULA
      c[j] = c[j-1] smoothed by [1 4 6 4 1] / 16 both ways, 2^(j-1) pixels from tap to tap
      w[j] = c[j-1] - c[j], the details of about 2^j pixels
      The image is the sum of all w and of the last c, the residual. --gain multiplies each w[j], and the \
    residual if there is one number more than levels. --denoise K first sets to 0 what is at most K standard deviations \
    of the level's noise. The noise is measured in each level, by the median of the absolute details; -v prints it.

    \(BorderDiagram.text)

    EXAMPLES
      imgconv atrous --denoise 3 noisy.png clean.png
      imgconv atrous --denoise 4,3,2,0 noisy.png clean.png
      imgconv atrous --gain 1,2,1.5 in.jpg crisp.jpg
      imgconv atrous --levels 2 --gain 1,1,0 --map signed in.png details.png
      imgconv atrous --levels 5 --write-levels planes/ in.png same.png
    """

  package static let levels = Parameter<Int>(
    "levels", "n", .value(4), range: 1...Double(Atrous.maxLevels), help: "Number of levels.")
  package static let denoise = Parameter<NumberRows>(
    "denoise", "k1,k2,...", .described("0, none"), range: 0...1000, unit: .deviations,
    form: "numbers with commas between, such as 3 or 3,2,1",
    help:
      "Set details up to K standard deviations of the noise to 0: one K for all levels, or one for each, finest first."
  )
  package static let gain = Parameter<NumberRows>(
    "gain", "g1,g2,...", .described("1"), range: -1000...1000,
    form: "numbers with commas between, such as 1,2,1.5",
    help: "Multiply each level, finest first, and optionally the residual after the last.")
  package static let writeLevels = Parameter<String>(
    "write-levels", "dir", .none, file: .outputDirectory,
    help: "Write each w and the last c as NPY to a directory: level-1.npy, ..., smooth.npy.")

  package static let parameters: [any DeclaredParameter] = [
    levels, denoise, gain, writeLevels,
  ]

  package static func filter(
    _ values: ParameterValues, in context: RecipeContext
  ) throws(ParameterError) -> any FilterDefinition {
    Atrous(
      levels: values[levels], denoise: try numbers(values, denoise),
      gains: try numbers(values, gain))
  }

  private static func numbers(
    _ values: ParameterValues, _ parameter: Parameter<NumberRows>
  ) throws(ParameterError) -> [Double] {
    guard let rows = values.given(parameter)?.rows else { return [] }
    guard rows.count == 1 else {
      throw ParameterError(
        [parameter.name],
        "{\(parameter.name)} takes one list of numbers, such as 3 or 3,2,1")
    }
    return rows[0]
  }
}
