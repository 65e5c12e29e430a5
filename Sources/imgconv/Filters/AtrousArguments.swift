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
        The image is the sum of all w and of the last c, the residual. --gain multiplies each w[j], and the \
      residual if there is one number more than levels. --denoise K first sets to 0 what is at most K standard deviations \
      of the level's noise. The noise is measured in each level, by the median of the absolute details; -v prints it.

      \(HelpText.borders)

      EXAMPLES
        imgconv atrous --denoise 3 noisy.png clean.png
        imgconv atrous --denoise 4,3,2,0 noisy.png clean.png
        imgconv atrous --gain 1,2,1.5 in.jpg crisp.jpg
        imgconv atrous --levels 2 --gain 1,1,0 --map signed in.png details.png
        imgconv atrous --levels 5 --write-levels planes/ in.png same.png
      """)

  @Option(help: ArgumentHelp("Number of levels.", valueName: "n"))
  var levels = 4

  @Option(
    help: ArgumentHelp(
      "Set details up to K standard deviations of the noise to 0: one K for all levels, or one for each, finest first. "
        + "(default: 0, none)", valueName: "k1,k2,..."))
  var denoise: Matrix?

  @Option(
    help: ArgumentHelp(
      "Multiply each level, finest first, and optionally the residual after the last. (default: 1)",
      valueName: "g1,g2,..."))
  var gain: Matrix?

  @Option(
    help: ArgumentHelp(
      "Write each w and the last c as NPY to a directory: level-1.npy, ..., smooth.npy.",
      valueName: "dir"), completion: .directory)
  var writeLevels: String?

  var levelsDirectory: String? { writeLevels }

  func filter(beside directory: String?) throws -> Filter {
    return .atrous(
      Atrous(
        levels: levels, denoise: try Self.numbers(denoise, "--denoise"),
        gains: try Self.numbers(gain, "--gain")))
  }

  private static func numbers(_ list: Matrix?, _ option: String) throws -> [Double] {
    guard let list else { return [] }
    guard list.rows.count == 1 else {
      throw ValidationError("\(option) takes one list of numbers, such as 3 or 3,2,1")
    }
    return list.rows[0]
  }
}
