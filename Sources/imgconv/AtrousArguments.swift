// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Filters

/// `imgconv atrous`.
struct AtrousArguments: FilterArguments {
  static let configuration = CommandConfiguration(
    commandName: "atrous",
    abstract: "Denoise or boost detail with the à trous (starlet) wavelet.",
    usage: "imgconv atrous [options] INPUT... OUTPUT",
    discussion: """
      FORMULA
        c[j] = c[j-1] smoothed by [1 4 6 4 1] / 16 both ways, 2^(j-1) pixels from tap to tap
        w[j] = c[j-1] - c[j], the details of about 2^j pixels
        The image is the sum of all w and of the last c. Each w[j] is multiplied with its gain; with --denoise K \
      what is not larger than K standard deviations of its noise becomes 0 first. The noise is measured in each level, by the \
      median of the absolute details.

      \(HelpText.borders)

      EXAMPLES
        imgconv atrous --denoise 3 noisy.png clean.png
        imgconv atrous --gain 1,2,1.5 in.jpg crisp.jpg
        imgconv atrous --levels 5 --write-levels planes/ in.png same.png
      """)

  @Option(help: ArgumentHelp("Number of levels.", valueName: "n"))
  var levels = 4

  @Option(
    help: ArgumentHelp(
      "Details up to K standard deviations of the noise become 0. (default: 0, none)",
      valueName: "k"))
  var denoise = 0.0

  @Option(
    help: ArgumentHelp(
      "What each level is multiplied with, finest first. (default: 1)", valueName: "g1,g2,..."))
  var gain: Matrix?

  @Option(
    help: ArgumentHelp(
      "Write each w and the last c as NPY to a directory: level-1.npy, ..., smooth.npy.",
      valueName: "dir"), completion: .directory)
  var writeLevels: String?

  var levelsFolder: String? { writeLevels }

  func filter(beside folder: String?) throws -> Filter {
    if let gain, gain.rows.count != 1 { throw ValidationError("--gain is one row of numbers") }
    return .atrous(Atrous(levels: levels, denoise: denoise, gains: gain?.rows[0] ?? []))
  }
}
