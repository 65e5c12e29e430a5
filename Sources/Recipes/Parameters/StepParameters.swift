// SPDX-License-Identifier: Apache-2.0

package import Filters

/// The parameters that every step has besides those of its filter.
package enum StepParameters: ParameterGroup {
  /// The border mode.
  package static let border = Parameter<BorderMode>(
    "border", "mode", .described("replicate; zero for convolve"),
    help: "How to fill samples outside the image.")
  /// The handling of alpha.
  package static let alpha = Parameter<AlphaMode>(
    "alpha", "mode", .value(.premultiply), help: "How to filter color and alpha.")
  /// Whether to filter in linear light.
  package static let linear = Parameter<Bool>(
    "linear", help: "Filter in linear light, by the image's transfer curve (cICP, gAMA or sRGB).")
  /// Whether to use the full kernel for wide Gaussians.
  package static let exact = Parameter<Bool>(
    "exact",
    help: "Use the full kernel for wide Gaussians: slower, up to 0.05 of an output level closer.")

  /// All parameters, in the order of the help.
  package static let parameters: [any DeclaredParameter] = [border, alpha, linear, exact]

  /// Returns the options that the values describe.
  package static func options(_ values: ParameterValues) -> FilterOptions {
    FilterOptions(
      border: values.given(border), alpha: values[alpha], isLinear: values[linear],
      tolerance: values[exact] ? 0 : nil)
  }
}
