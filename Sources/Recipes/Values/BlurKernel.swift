// SPDX-License-Identifier: Apache-2.0

/// The kernels of the filter `blur` by their names.
package enum BlurKernel: String, NamedValue {
  /// A Gaussian.
  case gaussian
  /// Equal weights.
  case box
  /// A row of Pascal's triangle.
  case binomial
}
