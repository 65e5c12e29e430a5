// SPDX-License-Identifier: Apache-2.0

package import Filters

/// The filter `upsample`: its parameters and its help.
package enum UpsampleDescription: FilterDescription {
  package static let name = Upsample.name
  package static let abstract = "Enlarge by an integer factor with a transposed convolution."
  package static let discussion = """
    FORMULA
      Output sample y is at u = (y + 1/2) / N - 1/2 of the input. It is the \
    mean of the input samples i around it with the weights h(u - i), divided by their sum.
      nearest   h(x) = 1 for |x| <= 1/2
      bilinear  h(x) = 1 - |x|
      bicubic   Keys, a = -1/2
      mitchell  Mitchell and Netravali, B = C = 1/3
      lanczos3  sinc(x) sinc(x / 3)
      bspline   the cubic B-spline

    \(BorderDiagram.text)

    EXAMPLES
      imgconv upsample in.png out.png
      imgconv upsample --scale 2,3 --kernel lanczos3 in.jpg out.png
      (2 times the rows, 3 times the columns)
    """

  package static let scale = Parameter<PerAxis<Int>>(
    "scale", "n[,nx]", .described("2"), range: 1...Double(Filter.maxScale),
    help: "Factor for rows, and for columns.")
  package static let kernel = Parameter<ResamplingKernel>(
    "kernel", "kernel", .value(.bicubic), help: "The kernel.")
  package static let dilation = Parameter<Int>(
    "dilation", "d", .value(1), range: 1...Double(Filter.maxDilation), unit: .pixels,
    help: "Distance between taps, in input pixels.")

  package static let parameters: [any DeclaredParameter] = [
    scale, kernel, dilation,
  ]

  package static func filter(
    _ values: ParameterValues, in context: RecipeContext
  ) -> any FilterDefinition {
    let scale = values.given(scale) ?? PerAxis(2)
    return Upsample(
      scale, kernel: values[kernel],
      dilation: values[dilation])
  }
}
