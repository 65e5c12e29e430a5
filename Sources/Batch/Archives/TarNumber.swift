// SPDX-License-Identifier: Apache-2.0

/// The numbers of tar headers.
enum TarNumber {
  /// Returns the number in a field; `nil` if there is none, or it is negative or too large for `Int`.
  ///
  /// A field holds octal digits between spaces and NULs, or a number in base 256 if its first bit is set.  An empty
  /// field is 0.
  static func value(_ field: ArraySlice<UInt8>) -> Int? {
    guard let first = field.first else { return nil }
    if first & 0x80 != 0 { return base256(field) }
    let isPadding = { (byte: UInt8) in byte == 0 || byte == UInt8(ascii: " ") }
    let digits = field.drop(while: { $0 == UInt8(ascii: " ") }).prefix { !isPadding($0) }
    guard field[digits.endIndex...].allSatisfy(isPadding) else { return nil }
    var value = 0
    for digit in digits {
      guard (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(digit), value >> 59 == 0 else {
        return nil
      }
      value = value << 3 | Int(digit - UInt8(ascii: "0"))
    }
    return value
  }

  private static func base256(_ field: ArraySlice<UInt8>) -> Int? {
    var value = 0
    for (index, byte) in field.enumerated() {
      // The first byte is 0x80 for a number that is not negative.
      let digit = index == 0 ? byte & 0x7f : byte
      guard value >> 54 == 0 else { return nil }
      value = value << 8 | Int(digit)
    }
    return value
  }

  /// Returns a number as 11 octal digits and a NUL.
  static func octal(_ value: Int) -> [UInt8] {
    let digits = String(value, radix: 8)
    return Array((String(repeating: "0", count: max(0, 11 - digits.count)) + digits).utf8) + [0]
  }

  /// Returns a number in 12 bytes in base 256.
  static func base256(_ value: Int) -> [UInt8] {
    [0x80, 0, 0, 0] + (0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * $0)) }
  }
}
