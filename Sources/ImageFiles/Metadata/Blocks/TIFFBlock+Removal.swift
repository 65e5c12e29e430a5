// SPDX-License-Identifier: Apache-2.0

extension TIFFBlock {
  /// Returns the block without some entries and without all thumbnails; `nil` if no entry is left.
  ///
  /// No value moves, so MakerNotes, whose offsets count from the block's start, stay readable. A table is closed within
  /// its own space. The bytes of what is removed become zero unless an entry that stays uses them too, and are cut off
  /// at the block's end.
  ///
  /// - Parameters:
  ///   - clearsRest: whether bytes that no remaining entry uses become zero too.
  ///   - keeps: whether an entry stays; it is not asked about entries that lead to directories, which stay as long as
  ///     the directory has an entry.
  /// - Throws: `Damage.entry` if the bytes of a removed entry cannot be found.
  func removing(
    clearsRest: Bool = false, unless keeps: (Directory.Kind, Entry) -> Bool
  ) throws(Damage) -> [UInt8]? {
    let tables = remainingTables(keeps)
    guard tables.contains(where: { $0.directory.kind == .main }) else { return nil }
    let removedCount =
      directories.reduce(0) { $0 + $1.entries.count }
      - tables.reduce(0) { $0 + $1.entries.count }
    if removedCount == 0 && tables.count == directories.count && !clearsRest { return bytes }
    var removed = clearsRest ? [0..<bytes.count] : []
    for directory in directories { removed += try removedRanges(directory, tables, clearsRest) }
    let values = tables.flatMap { $0.entries.filter { !$0.isInline }.compactMap(\.value) }
    let kept = [0..<8] + tables.map(\.range) + values
    return closed(tables, uses(removed: removed, kept: kept))
  }

  /// The use of a byte.
  private enum Use { case unknown, removed, kept }

  /// A directory and its entries that stay.
  private struct Table {
    let directory: Directory
    let entries: [Entry]

    /// The bytes of the closed table.
    var range: Range<Int> {
      directory.place..<directory.place + 2 + 12 * entries.count + (directory.hasNext ? 4 : 0)
    }
  }

  /// Returns the directories that still have entries, in the order of the block; innermost ones are decided first.
  private func remainingTables(_ keeps: (Directory.Kind, Entry) -> Bool) -> [Table] {
    var tables: [Table] = []
    for kind in [Directory.Kind.interoperability, .gps, .exif, .main] {
      for directory in directories where directory.kind == kind {
        let entries = directory.entries.filter { entry in
          guard TIFFBlock.target(of: entry.tag, in: kind) != nil else { return keeps(kind, entry) }
          return offsets(of: entry).contains { place in
            tables.contains { $0.directory.place == place }
          }
        }
        if !entries.isEmpty { tables.append(Table(directory: directory, entries: entries)) }
      }
    }
    return tables
  }

  /// Returns the bytes that a directory loses: its table, values of entries, and a thumbnail's own bytes.
  private func removedRanges(
    _ directory: Directory, _ tables: [Table], _ clearsRest: Bool
  ) throws(Damage) -> [Range<Int>] {
    var result = [directory.range]
    let kept = tables.first { $0.directory.place == directory.place }?.entries ?? []
    let keptPlaces = Set(kept.map(\.place))
    for entry in directory.entries where !keptPlaces.contains(entry.place) {
      if let value = entry.value {
        result.append(value)
      } else if !clearsRest && !(1...13).contains(entry.type) {
        throw .entry
      }
    }
    if directory.kind == .picture || directory.kind == .main {
      result += pictureData(directory, keptPlaces)
    }
    return result
  }

  /// Returns the bytes of a thumbnail: a JPEG stream or strips, whose entries do not stay.
  ///
  /// Source: TIFF 6.0, tags 273 and 279; Exif 2.32, tags 0x0201 and 0x0202.
  private func pictureData(_ directory: Directory, _ kept: Set<Int>) -> [Range<Int>] {
    let limit = bytes.count
    func numbers(_ tag: UInt16) -> [Int] {
      directory.entries.filter { $0.tag == tag && !kept.contains($0.place) }.prefix(2)
        .flatMap { integers(of: $0, max: 0xffff) }
    }
    return [(UInt16(0x0201), UInt16(0x0202)), (0x0111, 0x0117), (0x0144, 0x0145)].flatMap { tags in
      zip(numbers(tags.0), numbers(tags.1)).filter { $0.0 < limit }
        .map { $0.0..<min(limit, $0.0 + $0.1) }
    }
  }

  /// Returns the use of each byte; bytes that something remaining uses are kept.
  private func uses(removed: [Range<Int>], kept: [Range<Int>]) -> [Use] {
    var uses = [Use](repeating: .unknown, count: bytes.count)
    for (ranges, use) in [(removed, Use.removed), (kept, .kept)] {
      // In order, each byte is marked once even if hostile entries share the same value.
      var end = 0
      for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
        for index in max(end, range.lowerBound)..<max(end, range.lowerBound, range.upperBound) {
          uses[index] = use
        }
        end = max(end, range.upperBound)
      }
    }
    return uses
  }

  /// Returns the block with closed tables and its removed bytes cleared.
  private func closed(_ tables: [Table], _ uses: [Use]) -> [UInt8] {
    var result = numbers
    for index in uses.indices where uses[index] == .removed { result.bytes[index] = 0 }
    for table in tables {
      let place = table.directory.place
      result.set(table.entries.count, at: place, size: 2)
      for (index, entry) in table.entries.enumerated() {
        let start = place + 2 + 12 * index
        result.bytes.replaceSubrange(
          start..<start + 12, with: bytes[entry.place..<entry.place + 12])
      }
      if table.directory.hasNext { result.set(0, at: table.range.upperBound - 4, size: 4) }
    }
    var end = result.bytes.count
    while end > 8, uses[end - 1] != .kept, result.bytes[end - 1] == 0 { end -= 1 }
    return Array(result.bytes[..<end])
  }
}
