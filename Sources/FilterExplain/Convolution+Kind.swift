// SPDX-License-Identifier: Apache-2.0

import Filters

extension Convolution {
  /// Whether each output reads one position: a 1 x 1 kernel.
  var isPointwise: Bool { vertical.taps == 1 && horizontal.taps == 1 }

  /// The input channel that each output channel is, if the convolution only reorders channels: 1 x 1, one
  /// weight of 1 for each output, no bias, each input once, and not all in their order.
  var permutation: [Int]? {
    guard isPointwise, vertical == .identity, horizontal == .identity,
      outputs.count == inputChannels
    else { return nil }
    let sources = outputs.compactMap { output -> Int? in
      let taps = output.taps.filter { $0.weight != 0 }
      return taps.count == 1 && taps[0].weight == 1 && output.bias == 0 ? taps[0].channel : nil
    }
    return Set(sources).count == inputChannels && sources != Array(0..<inputChannels)
      ? sources : nil
  }

  /// Returns whether another convolution computes the same of an input.
  func equals(_ other: Convolution) -> Bool {
    inputChannels == other.inputChannels && outputs == other.outputs
      && vertical == other.vertical && horizontal == other.horizontal && border == other.border
      && (0..<inputChannels).allSatisfy { outside(channel: $0) == other.outside(channel: $0) }
  }
}
