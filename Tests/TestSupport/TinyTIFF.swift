// SPDX-License-Identifier: Apache-2.0

/// An encoder of EXIF blocks that shares nothing with the editor: directories in either byte order.
///
/// Source: TIFF 6.0, section 2.
public struct TinyTIFF {
  /// The values of an entry.
  public enum Value: Sendable {
    /// ASCII; a NUL is added.
    case ascii(String)
    /// Undefined bytes.
    case bytes([UInt8])
    /// 16 bits.
    case shorts([Int])
    /// 32 bits.
    case longs([Int])
    /// Pairs of 32 bits.
    case rationals([(Int, Int)])
    /// The offset of a directory that follows.
    case directory([(UInt16, Value)])
    /// The offset of these bytes, which follow.
    case offset([UInt8])
  }

  /// Whether the least significant byte comes first.
  public let isLittleEndian: Bool
  private var bytes: [UInt8] = []

  /// A block of a main directory and, behind it, one for a thumbnail.
  public static func encoded(
    _ main: [(UInt16, Value)], thumbnail: [UInt8]? = nil, isLittleEndian: Bool
  ) -> [UInt8] {
    var tiff = TinyTIFF(isLittleEndian: isLittleEndian)
    tiff.bytes = isLittleEndian ? [0x49, 0x49, 42, 0] : [0x4d, 0x4d, 0, 42]
    tiff.bytes += tiff.number(8, 4)
    let next = tiff.append(main)
    if let thumbnail {
      tiff.set(tiff.bytes.count, at: next)
      _ = tiff.append([
        (0x0103, .shorts([6])), (0x0201, .offset(thumbnail)), (0x0202, .longs([thumbnail.count])),
      ])
    }
    return tiff.bytes
  }

  private init(isLittleEndian: Bool) { self.isLittleEndian = isLittleEndian }

  private func number(_ value: Int, _ size: Int) -> [UInt8] {
    let digits = (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    return isLittleEndian ? digits : digits.reversed()
  }

  private mutating func set(_ value: Int, at place: Int) {
    bytes.replaceSubrange(place..<place + 4, with: number(value, 4))
  }

  /// Appends a directory, its values and what these lead to; returns where the next directory's offset stands.
  private mutating func append(_ entries: [(UInt16, Value)]) -> Int {
    let start = bytes.count
    let next = start + 2 + 12 * entries.count
    bytes += number(entries.count, 2) + [UInt8](repeating: 0, count: 12 * entries.count + 4)
    for (index, (tag, value)) in entries.enumerated() {
      let place = start + 2 + 12 * index
      let (type, count, content) = encoded(value)
      let head = number(Int(tag), 2) + number(type, 2) + number(count, 4)
      bytes.replaceSubrange(place..<place + 8, with: head)
      switch value {
      case .directory(let entries):
        set(bytes.count, at: place + 8)
        _ = append(entries)
      case .offset(let content):
        set(bytes.count, at: place + 8)
        bytes += content
      default:
        if content.count <= 4 {
          bytes.replaceSubrange(place + 8..<place + 8 + content.count, with: content)
        } else {
          set(bytes.count, at: place + 8)
          bytes += content
        }
      }
    }
    return next
  }

  private func encoded(_ value: Value) -> (type: Int, count: Int, content: [UInt8]) {
    switch value {
    case .ascii(let text): (2, text.utf8.count + 1, Array(text.utf8) + [0])
    case .bytes(let bytes): (7, bytes.count, bytes)
    case .shorts(let values): (3, values.count, values.flatMap { number($0, 2) })
    case .longs(let values): (4, values.count, values.flatMap { number($0, 4) })
    case .rationals(let values):
      (5, values.count, values.flatMap { number($0.0, 4) + number($0.1, 4) })
    case .directory, .offset: (4, 1, [])
    }
  }
}
