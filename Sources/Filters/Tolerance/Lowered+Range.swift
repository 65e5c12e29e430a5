// SPDX-License-Identifier: Apache-2.0

extension Lowered {
  /// Whether every sample of the result lies in 0...1, but for rounding, for every image of samples in 0...1.
  ///
  /// It is found by interval arithmetic, channel by channel, so `false` says only that it is not known.
  ///
  /// - Parameter channels: the channels of the image.
  public func staysInUnitRange(channels: Int) -> Bool {
    var bounds = Array(repeating: SampleBound.unit, count: channels)
    for stage in stages { bounds = stage.bounds(of: bounds) }
    // Sums of weights that are rounded apart.
    let slack = 1e-4
    return bounds.allSatisfy { $0.low >= -slack && $0.high <= 1 + slack }
  }
}
