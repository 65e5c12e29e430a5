// SPDX-License-Identifier: Apache-2.0

package import Filters

/// The filter `blur`: its parameters and its help.
package enum BlurDescription: FilterDescription {
  package static let name = Blur.name
  package static let abstract = "Smooth images."
  package static let discussion = """
    FORMULA
      gaussian  w(x) = exp(-x^2 / (2 S^2))            x = -r...r, r = ceil(4 S)
      box       w(x) = 1                              x = -R...R
      binomial  w(x) = row 2R of Pascal's triangle    x = -R...R
      The weights are divided by their sum. The kernel runs along the columns, then along the rows. From a sigma of \
    4.5 on a chain of short kernels comes within 0.05 of an 8-bit level of it; --exact uses all weights. \
    A sample outside the image is what --border says.

    \(BorderDiagram.text)

    EXAMPLES
      imgconv blur in.png out.png
      imgconv blur --sigma 1,5 in.jpg out.jpg   (1 along columns, 5 along rows)
      imgconv blur --kernel box --radius 3 photos/ soft/
    """

  package static let sigma = Parameter<PerAxis<Double>>(
    "sigma", "s[,sx]", .described("2"), range: 0...Blur.maxSigma, unit: .pixels,
    help: "Standard deviation of the Gaussian in pixels, vertical and horizontal.")
  package static let kernel = Parameter<BlurKernel>(
    "kernel", "kernel", .value(.gaussian), help: "The kernel.")
  package static let radius = Parameter<Int>(
    "radius", "r", .described("1"), unit: .pixels,
    help: "Box and binomial: pixels on either side of the center.")
  package static let dilation = Parameter<Int>(
    "dilation", "d", .value(1), range: 1...Double(Filter.maxDilation), unit: .pixels,
    help: "Distance between taps, in pixels.")

  package static let parameters: [any DeclaredParameter] = [
    sigma, kernel, radius, dilation,
  ]

  package static func filter(
    _ values: ParameterValues, in context: RecipeContext
  ) throws(ParameterError) -> any FilterDefinition {
    let kernel = values[kernel]
    if kernel == .gaussian && values.given(radius) != nil {
      throw ParameterError(
        ["radius"], "{radius} is for {kernel} box and binomial; gaussian takes {sigma}")
    }
    if kernel != .gaussian && values.given(sigma) != nil {
      throw ParameterError(
        ["sigma"], "{sigma} is for {kernel} gaussian; \(kernel.rawValue) takes {radius}")
    }
    let sigma = values.given(sigma) ?? PerAxis(2)
    let radius = values.given(radius) ?? 1
    let weighting: Blur.Weighting =
      switch kernel {
      case .gaussian: .gaussian(vertical: sigma.vertical, horizontal: sigma.horizontal)
      case .box: .box(radius: radius)
      case .binomial: .binomial(radius: radius)
      }
    return Blur(weighting, dilation: values[dilation])
  }
}
