// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Filters

/// `imgconv sharpen`.
struct SharpenArguments: FilterArguments {
  static let configuration = CommandConfiguration(
    commandName: "sharpen",
    abstract: "Sharpen with an unsharp mask.",
    usage: "imgconv sharpen [options] INPUT... OUTPUT",
    discussion: """
      FORMULA
        x + A (x - b) where |x - b| > T, else x; b is x blurred by a Gaussian of sigma S.
        Samples run from 0 to 1, so a threshold of 0.01 is 2.55 levels of 8 bits.

      \(HelpText.borders)

      EXAMPLES
        imgconv sharpen in.png out.png
        imgconv sharpen --sigma 2 --amount 0.6 --threshold 0.01 photos/ sharp/
      """)

  @Option(help: ArgumentHelp("Standard deviation of the blur in pixels.", valueName: "s"))
  var sigma = 1.5

  @Option(help: ArgumentHelp("How much of the difference to add.", valueName: "a"))
  var amount = 1.0

  @Option(
    help: ArgumentHelp("Leave differences up to this unchanged, 0...1.", valueName: "t"))
  var threshold = 0.0

  func filter(beside directory: String?) throws -> Filter {
    .sharpen(Sharpen(sigma: sigma, amount: amount, threshold: threshold))
  }
}
