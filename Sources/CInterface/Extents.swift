// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// The extents of arrays.
enum Extents {
  /// The maximum number of rows or columns.
  private static let maxSide = Int64(Int32.max)
  /// The maximum number of channels.
  private static let maxChannels: Int64 = 1 << 16
  /// The maximum number of samples: their bytes as floats fit in an address space.
  private static let maxSamples: Int64 = 1 << 45

  /// Returns the shape of these extents.
  ///
  /// - Throws: `IMGCONV_INVALID` if one of them is not positive, or too large.
  static func shape(_ channels: Int64, _ height: Int64, _ width: Int64) throws(CallError) -> Shape {
    try check(channels, "channels", most: maxChannels)
    try check(height, "height", most: maxSide)
    try check(width, "width", most: maxSide)
    let (samples, overflow) = (height * width).multipliedReportingOverflow(by: channels)
    if overflow || samples > maxSamples {
      throw .shape("\(channels) x \(height) x \(width) samples are too many")
    }
    return Shape(channels: Int(channels), height: Int(height), width: Int(width))
  }

  private static func check(_ count: Int64, _ name: String, most: Int64) throws(CallError) {
    guard (1...most).contains(count) else {
      throw .shape("\(name) is \(count); it must be from 1 to \(most)")
    }
  }
}
