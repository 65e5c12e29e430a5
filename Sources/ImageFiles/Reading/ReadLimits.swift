// SPDX-License-Identifier: Apache-2.0

internal import CImageIO

/// The limits on images that a reader accepts.
public struct ReadLimits: Hashable, Sendable {
  /// The maximum number of pixels (width times height) of an image.
  public var maxPixels: Int
  /// Whether damaged PNG and JPEG files are accepted, as far as their libraries can decode them.
  ///
  /// `ImageReader.salvageNote` says what is lost.
  public var isLenient: Bool

  /// Creates limits; the default is 2^30 pixels, and no damage.
  public init(maxPixels: Int = 1 << 30, isLenient: Bool = false) {
    self.maxPixels = maxPixels
    self.isLenient = isLenient
  }
}

extension ReadLimits {
  /// Checks the size of an image that its header states.
  ///
  /// - Throws: `.limit`.
  func check(width: Int, height: Int, path: String) throws(FileError) {
    try ReadLimits.check("rows of \(width) pixels", width, most: Int(IC_MAX_WIDTH), path: path)
    try ReadLimits.check("\(height) rows", height, most: Int(Int32.max), path: path)
    let pixels = width * height
    if pixels > maxPixels {
      throw FileError(
        .limit, path: path,
        reason: "\(width) x \(height) are \(pixels) pixels, the limit is \(maxPixels)",
        detail: .pixels(count: pixels))
    }
  }

  /// Checks a count that no option can raise.
  ///
  /// - Throws: `.limit`.
  static func check(_ what: String, _ value: Int, most: Int, path: String) throws(FileError) {
    if value > most {
      throw FileError(.limit, path: path, reason: "\(what), the limit is \(most)")
    }
  }
}
