// SPDX-License-Identifier: Apache-2.0

/// A JPEG file taken apart without the codecs: its segments up to the first scan's header, and the rest.
///
/// Source: ITU-T T.81, annex B.
public struct TinyJPEG {
  /// A marker segment.
  public struct Segment: Equatable {
    /// The second byte of the marker: 0xe1 for APP1.
    public var marker: UInt8
    /// The content, without the length.
    public var bytes: [UInt8]

    /// A segment with this content, of at most 65533 bytes.
    public init(_ marker: UInt8, _ bytes: [UInt8]) {
      self.marker = marker
      self.bytes = bytes
    }

    /// APPn: a prefix of ASCII, then bytes.
    public init(app number: UInt8, _ prefix: String, _ bytes: [UInt8] = []) {
      self.init(0xe0 + number, Array(prefix.utf8) + bytes)
    }

    /// With marker and length.
    public var encoded: [UInt8] {
      let length = bytes.count + 2
      return [0xff, marker, UInt8(length >> 8), UInt8(length & 255)] + bytes
    }

    /// Whether the content begins with this ASCII text.
    public func has(_ prefix: String) -> Bool { bytes.starts(with: Array(prefix.utf8)) }
  }

  /// The segments behind SOI; the last is the first scan's header.
  public var segments: [Segment]
  /// Coded data, EOI, and what follows.
  public var rest: [UInt8]

  /// Takes a file apart; nil if it has no scan.
  public init?(_ file: [UInt8]) {
    segments = []
    var place = 2
    while place + 4 <= file.count, file[place] == 0xff {
      let end = place + 2 + Int(file[place + 2]) << 8 + Int(file[place + 3])
      guard end <= file.count else { return nil }
      segments.append(Segment(file[place + 1], Array(file[place + 4..<end])))
      place = end
      if segments.last?.marker == 0xda {
        rest = Array(file[place...])
        return
      }
    }
    return nil
  }

  /// The file.
  public var encoded: [UInt8] { [0xff, 0xd8] + segments.flatMap(\.encoded) + rest }

  /// Puts segments behind the first one, JFIF's.
  public mutating func insert(_ more: [Segment]) { segments.insert(contentsOf: more, at: 1) }

  /// The segments of one kind of marker.
  public func all(_ marker: UInt8) -> [Segment] { segments.filter { $0.marker == marker } }

  /// The frame header: SOF0 to SOF2.
  public var frame: Segment? { segments.first { (0xc0...0xc2).contains($0.marker) } }

  /// The sampling factors of each component, "2x1" for two along a row.
  public var sampling: [String] {
    components.map { "\($0.factors >> 4)x\($0.factors & 15)" }
  }

  /// The quantization table of each component, row by row.
  public var tables: [[UInt16]?] {
    var slots: [UInt8: [UInt16]] = [:]
    for segment in all(0xdb) {
      var rest = segment.bytes[...]
      while let head = rest.popFirst() {
        let size = head >> 4 == 0 ? 1 : 2
        let numbers = (0..<64).map { index in
          rest.dropFirst(index * size).prefix(size).reduce(UInt16(0)) { $0 << 8 | UInt16($1) }
        }
        rest = rest.dropFirst(64 * size)
        slots[head & 15] = TinyJPEG.zigzag.indices.map { numbers[TinyJPEG.zigzag[$0]] }
      }
    }
    return components.map { slots[$0.table] }
  }

  /// Gives each component a table of its own, 16-bit where a number needs it.
  public mutating func replaceTables(_ tables: [[UInt16]]) {
    segments.removeAll { $0.marker == 0xdb }
    for (slot, table) in tables.enumerated() {
      let isWide = table.contains { $0 > 255 }
      var bytes = [UInt8(slot) | (isWide ? 0x10 : 0)]
      for position in 0..<64 {
        guard let at = TinyJPEG.zigzag.firstIndex(of: position) else { continue }
        bytes += isWide ? [UInt8(table[at] >> 8)] : []
        bytes.append(UInt8(table[at] & 255))
      }
      segments.insert(Segment(0xdb, bytes), at: 1)
    }
    guard let at = segments.firstIndex(where: { $0.marker == frame?.marker }) else { return }
    for slot in tables.indices { segments[at].bytes[8 + 3 * slot] = UInt8(slot) }
    // Wide tables are not baseline.
    if tables.joined().contains(where: { $0 > 255 }) && segments[at].marker == 0xc0 {
      segments[at].marker = 0xc1
    }
  }

  private var components: [(factors: UInt8, table: UInt8)] {
    guard let bytes = frame?.bytes, bytes.count > 5 else { return [] }
    return (0..<Int(bytes[5])).map { (bytes[7 + 3 * $0], bytes[8 + 3 * $0]) }
  }

  /// Where each number of a table, row by row, stands in a file: along the diagonals, up and down in turn.
  private static let zigzag: [Int] = {
    let places = (0..<64).map { (row: $0 / 8, column: $0 % 8) }
    let order = places.indices.sorted { first, second in
      let (a, b) = (places[first], places[second])
      let (left, right) = (a.row + a.column, b.row + b.column)
      if left != right { return left < right }
      return left.isMultiple(of: 2) ? a.row > b.row : a.row < b.row
    }
    var result = Array(repeating: 0, count: 64)
    for (position, place) in order.enumerated() { result[place] = position }
    return result
  }()
}
