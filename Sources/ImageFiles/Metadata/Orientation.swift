// SPDX-License-Identifier: Apache-2.0

extension Metadata {
  /// How the stored image is to be turned for a viewer, EXIF's tag 0x0112: 1 (as it is) to 8.
  ///
  /// 1 if there is no EXIF, no such tag, or a value outside 1 to 8.
  public var orientation: Int {
    guard let exif, let value = TIFF(exif)?.orientation, (1...8).contains(value) else { return 1 }
    return value
  }
}

/// The few fields of a TIFF structure that an orientation needs.
///
/// Source: TIFF 6.0, section 2: a header of 8 bytes leads to a directory of 12-byte entries.
private struct TIFF {
  private let bytes: [UInt8]
  private let isLittleEndian: Bool

  init?(_ bytes: [UInt8]) {
    switch Array(bytes.prefix(4)) {
    case [0x49, 0x49, 42, 0]: isLittleEndian = true
    case [0x4d, 0x4d, 0, 42]: isLittleEndian = false
    default: return nil
    }
    self.bytes = bytes
  }

  var orientation: Int? {
    guard let directory = number(at: 4, size: 4), let count = number(at: directory, size: 2) else {
      return nil
    }
    for index in 0..<count {
      let entry = directory + 2 + 12 * index
      guard let tag = number(at: entry, size: 2) else { return nil }
      if tag == 0x0112 && number(at: entry + 2, size: 2) == 3 {
        return number(at: entry + 8, size: 2)
      }
    }
    return nil
  }

  /// An unsigned number of the file's byte order; nil if it is not inside.
  private func number(at offset: Int, size: Int) -> Int? {
    guard offset <= bytes.count - size else { return nil }
    let digits = bytes[offset..<offset + size]
    let ordered = isLittleEndian ? Array(digits.reversed()) : Array(digits)
    return ordered.reduce(0) { $0 << 8 | Int($1) }
  }
}
