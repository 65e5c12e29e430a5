// SPDX-License-Identifier: Apache-2.0

import Filters

/// The numbers of weights of a depthwise convolution followed by a pointwise one, and of one dense
/// convolution of the same size.
///
/// With C input channels, N output channels and a kernel of h x w, they are h w C + C N and h w C N, weights
/// of 0 included.
struct SeparableCost {
  /// The weights of the two together.
  let separable: Int
  /// The weights of one dense convolution in their place.
  let dense: Int

  /// Counts the weights of two stages; `nil` if they are not a depthwise separable convolution.
  init?(_ first: ExplainedStage, _ second: ExplainedStage) {
    guard case .convolution(let depthwise) = first.kind, depthwise.connection == .depthwise,
      depthwise.extent == .area, let kernel = first.stage.form.convolution,
      case .convolution(let pointwise) = second.kind, pointwise.connection != .depthwise,
      pointwise.extent == .point, first.output.channels == first.input.channels,
      first.input.channels > 1
    else { return nil }
    let (area, inputs) = (kernel.vertical.taps * kernel.horizontal.taps, first.input.channels)
    separable = area * inputs + inputs * second.output.channels
    dense = area * inputs * second.output.channels
  }
}
