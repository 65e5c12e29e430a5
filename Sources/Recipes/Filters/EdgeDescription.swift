// SPDX-License-Identifier: Apache-2.0

package import Filters

/// The filter `edge`: its parameters and its help.
package enum EdgeDescription: FilterDescription {
  package static let name = Edge.name
  package static let abstract = "Detect edges."
  package static let discussion = """
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

    \(BorderDiagram.text)

    EXAMPLES
      imgconv edge in.png edges.png
      imgconv edge --response x --map signed in.png slope.png
      imgconv edge --operator dog --sigma 1.5 in.jpg edges.png
      imgconv edge --operator log --response value --map signed in.png blobs.png
    """

  package static let `operator` = Parameter<Edge.Operator>(
    "operator", "operator", .value(.sobel), help: "The operator.")
  package static let response = Parameter<Edge.Response>(
    "response", "response", .value(.magnitude),
    help: "Part of the result to write; value is the signed result of laplacian, log and dog.")
  package static let sigma = Parameter<Double>(
    "sigma", "s", .described("2"), range: 0.3...Blur.maxSigma / 2, unit: .pixels,
    help: "Log and dog: sigma of the Gaussian in pixels.")
  package static let dilation = Parameter<Int>(
    "dilation", "d", .value(1), range: 1...Double(Filter.maxDilation), unit: .pixels,
    help: "Distance between taps, in pixels.")

  package static let parameters: [any DeclaredParameter] = [
    `operator`, response, sigma, dilation,
  ]

  package static func filter(
    _ values: ParameterValues, in context: RecipeContext
  ) throws(ParameterError) -> any FilterDefinition {
    let name = values[`operator`]
    let sigma = values.given(sigma)
    if sigma != nil && name != .log && name != .dog {
      throw ParameterError(
        ["sigma"], "{sigma} is for {operator} log and dog, not \(name.rawValue)")
    }
    return Edge(
      name, response: values[response], sigma: sigma ?? 2, dilation: values[dilation])
  }
}
