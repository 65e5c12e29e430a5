// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Filters

/// `imgconv upsample`.
struct UpsampleArguments: FilterArguments {
  static let configuration = CommandConfiguration(
    commandName: "upsample",
    abstract: "Enlarge by an integer factor with a transposed convolution.",
    usage: "imgconv upsample [options] INPUT... OUTPUT",
    discussion: """
      FORMULA
        Output sample y is at u = (y + 1/2) / N - 1/2 of the input. It is the \
      mean of the input samples i around it with the weights h(u - i), divided by their sum.
        nearest   h(x) = 1 for |x| <= 1/2
        bilinear  h(x) = 1 - |x|
        bicubic   Keys, a = -1/2
        mitchell  Mitchell and Netravali, B = C = 1/3
        lanczos3  sinc(x) sinc(x / 3)
        bspline   the cubic B-spline

      \(HelpText.borders)

      EXAMPLES
        imgconv upsample in.png out.png
        imgconv upsample --scale 2,3 --kernel lanczos3 in.jpg out.png
        (2 times the rows, 3 times the columns)
      """)

  @Option(
    help: ArgumentHelp(
      "Factor for rows, and for columns. (default: 2)",
      valueName: "n[,nx]"))
  var scale: Pair<Int>?

  @Option(help: ArgumentHelp("The kernel.", valueName: "kernel"))
  var kernel = ResamplingKernel.bicubic

  @Option(help: ArgumentHelp("Distance between taps, in input pixels.", valueName: "d"))
  var dilation = 1

  func filter(beside directory: String?) throws -> Filter {
    let scale = scale ?? Pair(2)
    return .upsample(
      Upsample(
        rows: scale.vertical, columns: scale.horizontal, kernel: kernel, dilation: dilation))
  }
}
