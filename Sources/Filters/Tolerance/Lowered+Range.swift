// SPDX-License-Identifier: Apache-2.0

extension Lowered {
  /// Returns whether every sample of the result lies in 0...1, up to rounding, for every image with samples in 0...1.
  ///
  /// The answer comes from interval arithmetic, channel by channel, so `false` only means that it is not known.
  ///
  /// - Parameter channels: the channels of the image.
  public func staysInUnitRange(channels: Int) -> Bool {
    var bounds = Array(repeating: SampleBound.unit, count: channels)
    for stage in stages { bounds = stage.bounds(of: bounds) }
    // The weights of a sum are rounded separately.
    let slack = 1e-4
    return bounds.allSatisfy { $0.low >= -slack && $0.high <= 1 + slack }
  }
}
