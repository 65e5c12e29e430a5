// SPDX-License-Identifier: Apache-2.0

/// A block that ImageMagick and others write as a PNG text of hexadecimal digits.
///
/// The keyword is "Raw profile type NAME"; the text is a line feed, the name, a line feed, the size in decimal digits
/// with spaces before it, a line feed, and the digits in lines of 72.
///
/// Source: ImageMagick, coders/png.c, and ExifTool's description of the same texts.
struct RawProfile {
  /// The name, in lower case: exif, app1, xmp, iptc, 8bim, icc, icm.
  let name: String
  /// The block; `nil` if the digits cannot be read.
  let bytes: [UInt8]?

  private static let keyword = "raw profile type "

  /// Creates the profile that a text holds; `nil` if the text is not one.
  init?(_ text: Metadata.Text) {
    let title = text.title.lowercased()
    guard title.hasPrefix(RawProfile.keyword) else { return nil }
    name = String(title.dropFirst(RawProfile.keyword.count))
    bytes = RawProfile.decoded(text.bytes)
  }

  private static func decoded(_ text: [UInt8]) -> [UInt8]? {
    let lines = text.split(whereSeparator: { $0 == 0x0a || $0 == 0x0d })
    guard lines.count >= 2 else { return nil }
    let digits = lines[1].filter { $0 != 0x20 }
    guard let count = Int(String(decoding: digits, as: UTF8.self)), count >= 0 else { return nil }
    var values: [UInt8] = []
    for byte in lines[2...].joined() where byte != 0x20 {
      guard let value = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
      values.append(UInt8(value))
    }
    guard values.count == 2 * count else { return nil }
    return (0..<count).map { values[2 * $0] << 4 | values[2 * $0 + 1] }
  }
}
