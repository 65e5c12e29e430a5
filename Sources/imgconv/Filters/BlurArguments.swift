// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Filters

/// `imgconv blur`.
struct BlurArguments: FilterArguments {
  static let configuration = CommandConfiguration(
    commandName: "blur",
    abstract: "Smooth images.",
    usage: "imgconv blur [options] INPUT... OUTPUT",
    discussion: """
      FORMULA
        gaussian  w(x) = exp(-x^2 / (2 S^2))            x = -r...r, r = ceil(4 S)
        box       w(x) = 1                              x = -R...R
        binomial  w(x) = row 2R of Pascal's triangle    x = -R...R
        The weights are divided by their sum. The kernel runs along the columns, then along the rows. From a sigma of \
      4.5 on a chain of short kernels comes within 0.05 of an 8-bit level of it; --exact uses all weights. \
      A sample outside the image is what --border says.

      \(HelpText.borders)

      EXAMPLES
        imgconv blur in.png out.png
        imgconv blur --sigma 1,5 in.jpg out.jpg   (1 along columns, 5 along rows)
        imgconv blur --kernel box --radius 3 photos/ soft/
      """)

  /// The kernels by their names.
  enum Kernel: String, CaseIterable, ExpressibleByArgument {
    case gaussian, box, binomial
  }

  @Option(
    help: ArgumentHelp(
      "Standard deviation of the Gaussian in pixels, vertical and horizontal. (default: 2)",
      valueName: "s[,sx]"))
  var sigma: Pair<Double>?

  @Option(help: ArgumentHelp("The kernel.", valueName: "kernel"))
  var kernel = Kernel.gaussian

  @Option(
    help: ArgumentHelp(
      "Box and binomial: pixels on either side of the center. (default: 1)", valueName: "r"))
  var radius: Int?

  @Option(help: ArgumentHelp("Distance between taps, in pixels.", valueName: "d"))
  var dilation = 1

  func filter(beside directory: String?) throws -> Filter {
    if kernel == .gaussian && radius != nil {
      throw ValidationError("--radius is for --kernel box and binomial; gaussian takes --sigma")
    }
    if kernel != .gaussian && sigma != nil {
      throw ValidationError(
        "--sigma is for --kernel gaussian; \(kernel.rawValue) takes --radius")
    }
    let sigma = sigma ?? Pair(2)
    let weighting: Blur.Weighting =
      switch kernel {
      case .gaussian: .gaussian(vertical: sigma.vertical, horizontal: sigma.horizontal)
      case .box: .box(radius: radius ?? 1)
      case .binomial: .binomial(radius: radius ?? 1)
      }
    return .blur(Blur(weighting, dilation: dilation))
  }
}
