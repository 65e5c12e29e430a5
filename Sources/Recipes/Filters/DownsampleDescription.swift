// SPDX-License-Identifier: Apache-2.0

package import Filters

/// The filter `downsample`: its parameters and its help.
package enum DownsampleDescription: FilterDescription {
  package static let name = Downsample.name
  package static let abstract = "Reduce by an integer factor with a strided convolution."
  package static let discussion = """
    FORMULA
      The transpose of 'imgconv upsample' with the same scale and kernel, its weights divided by their sum: \
    an output pixel is the mean of the input pixels that it would be spread over. A block cut off by the edge gives \
    a pixel too.

    \(BorderDiagram.text)

    EXAMPLES
      imgconv downsample in.png half.png
      imgconv downsample --scale 4 --kernel bilinear photos/ small/
    """

  package static let scale = Parameter<PerAxis<Int>>(
    "scale", "n[,nx]", .described("2"), range: 1...Double(Filter.maxScale),
    help: "Factor for rows, and for columns.")
  package static let kernel = Parameter<ResamplingKernel>(
    "kernel", "kernel", .value(.lanczos3), help: "The kernel.")

  package static let parameters: [any DeclaredParameter] = [
    scale, kernel,
  ]

  package static func filter(
    _ values: ParameterValues, in context: RecipeContext
  ) -> any FilterDefinition {
    let scale = values.given(scale) ?? PerAxis(2)
    return Downsample(scale, kernel: values[kernel])
  }
}
