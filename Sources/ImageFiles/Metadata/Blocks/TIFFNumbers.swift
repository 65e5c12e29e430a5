// SPDX-License-Identifier: Apache-2.0

/// A TIFF block as numbers of its byte order; offsets outside the block give `nil`.
///
/// Source: TIFF 6.0, section 2: a header of 8 bytes leads to a directory of 12-byte entries.
struct TIFFNumbers {
  /// The block.
  var bytes: [UInt8]
  /// Whether the least significant byte comes first.
  let isLittleEndian: Bool

  /// Creates a block that starts with a TIFF header; `nil` if it does not.
  init?(_ bytes: [UInt8]) {
    switch Array(bytes.prefix(4)) {
    case [0x49, 0x49, 42, 0]: isLittleEndian = true
    case [0x4d, 0x4d, 0, 42]: isLittleEndian = false
    default: return nil
    }
    self.bytes = bytes
  }

  /// Returns the unsigned number of `size` bytes at `offset`.
  func number(at offset: Int, size: Int) -> Int? {
    guard offset >= 0, offset <= bytes.count - size else { return nil }
    var result = 0
    for index in 0..<size {
      let place = isLittleEndian ? offset + size - 1 - index : offset + index
      result = result << 8 | Int(bytes[place])
    }
    return result
  }

  /// Overwrites the number of `size` bytes at `offset`; does nothing outside the block.
  mutating func set(_ value: Int, at offset: Int, size: Int) {
    guard offset >= 0, offset <= bytes.count - size else { return }
    for index in 0..<size {
      let place = isLittleEndian ? offset + index : offset + size - 1 - index
      bytes[place] = UInt8(truncatingIfNeeded: value >> (8 * index))
    }
  }

  /// The orientation in the first directory, as far as it can be read even in a damaged block.
  var orientation: Int? {
    guard let directory = number(at: 4, size: 4), let count = number(at: directory, size: 2) else {
      return nil
    }
    for index in 0..<count {
      let entry = directory + 2 + 12 * index
      guard let tag = number(at: entry, size: 2) else { return nil }
      if tag == Int(TIFFBlock.orientationTag) && number(at: entry + 2, size: 2) == 3 {
        return number(at: entry + 8, size: 2)
      }
    }
    return nil
  }
}
