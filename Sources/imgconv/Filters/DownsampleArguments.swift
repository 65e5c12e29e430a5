// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Filters

/// `imgconv downsample`.
struct DownsampleArguments: FilterArguments {
  static let configuration = CommandConfiguration(
    commandName: "downsample",
    abstract: "Reduce by an integer factor with a strided convolution.",
    usage: "imgconv downsample [options] INPUT... OUTPUT",
    discussion: """
      FORMULA
        The transpose of 'imgconv upsample' with the same scale and kernel, its weights divided by their sum: \
      an output pixel is the mean of the input pixels that it would be spread over. A block cut off by the edge gives \
      a pixel too.

      \(HelpText.borders)

      EXAMPLES
        imgconv downsample in.png half.png
        imgconv downsample --scale 4 --kernel bilinear photos/ small/
      """)

  @Option(
    help: ArgumentHelp(
      "Factor for rows, and for columns. (default: 2)",
      valueName: "n[,nx]"))
  var scale: Pair<Int>?

  @Option(help: ArgumentHelp("The kernel.", valueName: "kernel"))
  var kernel = ResamplingKernel.lanczos3

  func filter(beside directory: String?) throws -> Filter {
    let scale = scale ?? Pair(2)
    return .downsample(
      Downsample(rows: scale.vertical, columns: scale.horizontal, kernel: kernel))
  }
}
