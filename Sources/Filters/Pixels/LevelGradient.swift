// SPDX-License-Identifier: Apache-2.0

/// The magnitude of a gradient whose two derivatives are differences of smoothed samples on either side.
struct LevelGradient: Sendable {
  /// The weights of smoothing times `1 / scale`: those of both sides, and that of the middle.
  let side: Int16
  let middle: Int16
  /// A power of two.
  let scale: Float

  /// The largest sum of the squares of both derivatives: then its square root in `Float` is on the right side of every
  /// half.
  private static let maxSquares = Double(1 << 22)

  /// The gradient that a pass along columns and one along rows compute for every channel; `nil` if they are something
  /// else, or too large to be exact.
  init?(_ columns: Convolution, _ rows: Convolution) {
    let channels = columns.inputChannels
    let axis = Axis.same(taps: 3, center: 1)
    guard columns.vertical == axis, columns.horizontal == .identity, rows.vertical == .identity,
      rows.horizontal == axis, columns.border == rows.border, columns.keepsConstants,
      columns.outputs.count == 2 * channels, rows.inputChannels == 2 * channels,
      rows.outputs.count == 2 * channels
    else { return nil }
    guard let smooth = columns.outputs.first?.weights(of: 0) else { return nil }
    let derivative: [Float] = [-1, 0, 1]
    let constant = columns.border.constant ?? 0
    for channel in 0..<channels {
      let (across, down) = (2 * channel, 2 * channel + 1)
      guard columns.outputs[across].weights(of: channel) == smooth,
        columns.outputs[down].weights(of: channel) == derivative,
        rows.outputs[across].weights(of: across) == derivative,
        rows.outputs[down].weights(of: down) == smooth,
        // Outside the second pass is what the first makes of a constant.
        columns.border.constant == nil
          || abs(rows.outside(channel: across) - constant) <= 1e-6
            && abs(rows.outside(channel: down)) <= 1e-6
      else { return nil }
    }
    let shift = (0...4).first { shift in
      smooth.allSatisfy { ($0 * Float(1 << shift)).rounded() == $0 * Float(1 << shift) }
    }
    guard let shift, smooth[0] == smooth[2], smooth.allSatisfy({ $0 >= 0 }),
      smooth.reduce(0, +) == 1
    else { return nil }
    let most = Double(255 << shift)
    guard 2 * most * most <= Self.maxSquares else { return nil }
    scale = 1 / Float(1 << shift)
    side = Int16(smooth[0] / scale)
    middle = Int16(smooth[1] / scale)
  }
}

extension Convolution.Output {
  /// Returns the three weights of one channel along either axis; `nil` if the output reads other channels or has a bias.
  fileprivate func weights(of channel: Int) -> [Float]? {
    guard bias == 0, taps.allSatisfy({ $0.channel == channel }) else { return nil }
    var weights: [Float] = [0, 0, 0]
    for tap in taps { weights[tap.row + tap.column] += tap.weight }
    return weights
  }
}
