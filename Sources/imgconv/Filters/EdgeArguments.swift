// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Filters

/// `imgconv edge`.
struct EdgeArguments: FilterArguments {
  static let configuration = CommandConfiguration(
    commandName: "edge",
    abstract: "Detect edges.",
    usage: "imgconv edge [options] INPUT... OUTPUT",
    discussion: """
      FORMULA
        sobel      [1 2 1] / 4 across, [-1 0 1] along
        scharr     [3 10 3] / 16 across, [-1 0 1] along
        prewitt    [1 1 1] / 3 across, [-1 0 1] along
        roberts    1 0; 0 -1 and 0 1; -1 0
        laplacian  0 1 0; 1 -4 1; 0 1 0
        log        S^2 times the Laplacian of a Gaussian of sigma S
        dog        a Gaussian of S minus one of 1.6 S
        A step from 0 to 1 gives 1 with the first four. magnitude is sqrt(gx^2 + gy^2), or the absolute value for \
      laplacian, log and dog. x and y, and value for laplacian, log and dog, are signed: show them with --map signed \
      or --map abs. angle is the direction in turns plus 1/2.

      \(HelpText.borders)

      EXAMPLES
        imgconv edge in.png edges.png
        imgconv edge --response x --map signed in.png slope.png
        imgconv edge --operator dog --sigma 1.5 in.jpg edges.png
        imgconv edge --operator log --response value --map signed in.png blobs.png
      """)

  @Option(help: ArgumentHelp("The operator.", valueName: "operator"))
  var `operator` = Edge.Operator.sobel

  @Option(
    help: ArgumentHelp(
      "Part of the result to write; value is the signed result of laplacian, log and dog.",
      valueName: "response"))
  var response = Edge.Response.magnitude

  @Option(
    help: ArgumentHelp("Log and dog: sigma of the Gaussian in pixels. (default: 2)", valueName: "s")
  )
  var sigma: Double?

  @Option(help: ArgumentHelp("Distance between taps, in pixels.", valueName: "d"))
  var dilation = 1

  func filter(beside directory: String?) throws -> Filter {
    if sigma != nil && `operator` != .log && `operator` != .dog {
      throw ValidationError("--sigma is for --operator log and dog, not \(`operator`.rawValue)")
    }
    return .edge(
      Edge(`operator`, response: response, sigma: sigma ?? 2, dilation: dilation))
  }
}
