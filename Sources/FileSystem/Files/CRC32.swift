// SPDX-License-Identifier: Apache-2.0

/// The CRC-32 of PNG, gzip and zip, which detects accidental corruption but not tampering.
///
/// Two different contents have the same checksum in one of 2^32 cases.  Eight bytes are processed
/// at once, each through its own table.
///
/// Source: ISO 3309; Kounavis and Berry, "A Systematic Approach to Building High Performance
/// Software-Based CRC Generators", 2005 ("slicing by 8").
package struct CRC32: Sendable {
  /// The polynomial with its bits reversed.
  private static let polynomial: UInt32 = 0xedb8_8320
  /// `tables[256 * k + byte]` is the remainder of `byte` followed by `k` zero bytes.
  private static let tables: [UInt32] = {
    var tables = (0..<256).map { byte in
      (0..<8).reduce(UInt32(byte)) { crc, _ in crc >> 1 ^ (crc & 1 == 1 ? polynomial : 0) }
    }
    for index in 256..<8 * 256 {
      let previous = tables[index - 256]
      tables.append(previous >> 8 ^ tables[Int(previous & 0xff)])
    }
    return tables
  }()

  private var state: UInt32 = .max

  /// Creates the checksum of no bytes.
  package init() {}

  /// The checksum of all bytes so far.
  package var value: UInt32 { ~state }

  /// The checksum as eight hexadecimal digits, as other tools print it.
  package var text: String { CRC32.text(value) }

  /// Formats a checksum as eight hexadecimal digits.
  package static func text(_ value: UInt32) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }

  /// Adds bytes to the checksum.
  package mutating func add(_ bytes: RawSpan) {
    let tables = CRC32.tables.span
    var crc = state
    var place = 0
    while place + 8 <= bytes.byteCount {
      let word = unsafe bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: place, as: UInt64.self)
      let mixed = UInt64(littleEndian: word) ^ UInt64(crc)
      crc = 0
      for k in 0..<8 { crc ^= tables[(7 - k) << 8 | Int(mixed >> (8 * UInt64(k)) & 0xff)] }
      place += 8
    }
    while place < bytes.byteCount {
      let byte = unsafe bytes.unsafeLoad(fromUncheckedByteOffset: place, as: UInt8.self)
      crc = crc >> 8 ^ tables[Int((crc ^ UInt32(byte)) & 0xff)]
      place += 1
    }
    state = crc
  }
}
