// SPDX-License-Identifier: Apache-2.0

/// The directories of an EXIF block, every offset checked.
///
/// The main directory leads to the Exif and GPS directories, the Exif directory to the interoperability directory. The
/// directories chained after the main one, and those of tag 0x014A, describe other pictures: thumbnails and previews.
///
/// Source: TIFF 6.0, section 2; Exif 2.32 (CIPA DC-008), 4.6.3.
struct TIFFBlock {
  /// The block's numbers.
  var numbers: TIFFNumbers
  /// All directories, the main one first.
  private(set) var directories: [Directory] = []

  /// The damage that makes a block impossible to edit.
  enum Damage: Error, Hashable {
    /// There is no TIFF header.
    case header
    /// A directory lies outside the block, or overlaps another one.
    case directory
    /// A directory leads back to itself, or there are too many.
    case loop
    /// An entry that must be removed has a type of unknown size.
    case entry

    /// The damage as the end of a sentence.
    var text: String {
      switch self {
      case .header: "it has no TIFF header"
      case .directory: "a directory does not fit in it"
      case .loop: "its directories form a loop"
      case .entry: "an entry has an unknown type"
      }
    }
  }

  /// A table of entries.
  struct Directory {
    /// The subject of the entries.
    let kind: Kind
    /// The offset of the table.
    let place: Int
    /// The entries, in the order of the table.
    let entries: [Entry]
    /// Whether the offset of the next directory follows the entries.
    let hasNext: Bool

    /// The subject of a directory's entries.
    enum Kind: Hashable, Sendable { case main, exif, gps, interoperability, picture }

    /// The bytes of the table.
    var range: Range<Int> { place..<place + 2 + 12 * entries.count + (hasNext ? 4 : 0) }
  }

  /// An entry of a directory.
  struct Entry {
    /// The meaning of the value.
    let tag: UInt16
    /// The value's type, as TIFF numbers it.
    let type: UInt16
    /// The number of values.
    let count: Int
    /// The offset of the entry's 12 bytes.
    let place: Int
    /// The bytes of the values; `nil` if the type is unknown or the values lie outside the block.
    let value: Range<Int>?

    /// Whether the values are stored in the entry itself and move with it.
    var isInline: Bool { value?.lowerBound == place + 8 }
  }

  static let orientationTag: UInt16 = 0x0112
  /// The maximum number of directories: cameras write five.
  private static let maxDirectories = 64
  /// The size in bytes of a value of each type, from type 1.
  private static let typeSizes = [1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4]

  /// Reads all directories.
  ///
  /// - Throws: `Damage`.
  init(_ bytes: [UInt8]) throws(Damage) {
    guard let numbers = TIFFNumbers(bytes), let first = numbers.number(at: 4, size: 4) else {
      throw .header
    }
    self.numbers = numbers
    try read(.main, at: first)
    try checkOverlaps()
  }

  /// The block.
  var bytes: [UInt8] { numbers.bytes }

  /// Returns the kind of directory that an entry leads to.
  static func target(of tag: UInt16, in kind: Directory.Kind) -> Directory.Kind? {
    switch (kind, tag) {
    case (.main, 0x8769): .exif
    case (.main, 0x8825): .gps
    case (.exif, 0xa005): .interoperability
    case (.main, 0x014a): .picture
    default: nil
    }
  }

  /// Reads a directory and those it leads to; a chain is followed without recursion.
  private mutating func read(_ kind: Directory.Kind, at place: Int) throws(Damage) {
    var (kind, place) = (kind, place)
    while true {
      let directory = try table(kind, at: place)
      directories.append(directory)
      for entry in directory.entries {
        guard let target = TIFFBlock.target(of: entry.tag, in: kind) else { continue }
        for offset in offsets(of: entry) { try read(target, at: offset) }
      }
      guard kind == .main || kind == .picture, directory.hasNext,
        let next = numbers.number(at: directory.range.upperBound - 4, size: 4), next != 0
      else { return }
      (kind, place) = (.picture, next)
    }
  }

  private func table(_ kind: Directory.Kind, at place: Int) throws(Damage) -> Directory {
    if directories.count == TIFFBlock.maxDirectories
      || directories.contains(where: { $0.place == place })
    {
      throw .loop
    }
    guard place >= 8, let count = numbers.number(at: place, size: 2),
      place + 2 + 12 * count <= bytes.count
    else { throw .directory }
    let entries = (0..<count).map { entry(at: place + 2 + 12 * $0) }
    return Directory(
      kind: kind, place: place, entries: entries,
      hasNext: place + 2 + 12 * count + 4 <= bytes.count)
  }

  /// Returns the entry whose 12 bytes, all inside the block, start at `place`.
  private func entry(at place: Int) -> Entry {
    func number(_ offset: Int, _ size: Int) -> Int {
      numbers.number(at: place + offset, size: size) ?? 0
    }
    let (type, count) = (number(2, 2), number(4, 4))
    var value: Range<Int>?
    if (1...TIFFBlock.typeSizes.count).contains(type) {
      let size = TIFFBlock.typeSizes[type - 1] * count
      let start = size <= 4 ? place + 8 : number(8, 4)
      if start <= bytes.count - size { value = start..<start + size }
    }
    return Entry(
      tag: UInt16(number(0, 2)), type: UInt16(type), count: count, place: place, value: value)
  }

  /// Returns the offsets that an entry holds, at most `maxDirectories`.
  func offsets(of entry: Entry) -> [Int] { integers(of: entry, max: TIFFBlock.maxDirectories) }

  /// Returns the first unsigned integers of an entry of type SHORT, LONG or IFD.
  func integers(of entry: Entry, max: Int) -> [Int] {
    guard let value = entry.value, [3, 4, 13].contains(entry.type) else { return [] }
    let size = entry.type == 3 ? 2 : 4
    return stride(from: value.lowerBound, to: value.upperBound, by: size).prefix(max)
      .compactMap { numbers.number(at: $0, size: size) }
  }

  /// Checks that no tables share bytes, as those cannot be edited separately.
  private func checkOverlaps() throws(Damage) {
    var end = 8
    for range in directories.map(\.range).sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if range.lowerBound < end { throw .directory }
      end = range.upperBound
    }
  }
}

extension TIFFBlock {
  /// Returns a block that holds nothing but an orientation: 26 bytes.
  static func minimal(orientation: Int) -> [UInt8] {
    [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, UInt8(orientation), 0, 0]
      + [0, 0, 0, 0]
  }

  /// Returns the entries with this tag in directories of this kind.
  func entries(_ tag: UInt16, in kind: Directory.Kind) -> [Entry] {
    directories.filter { $0.kind == kind }.flatMap(\.entries).filter { $0.tag == tag }
  }

  /// Returns the text of an ASCII entry, up to its first NUL, without spaces at its ends; `nil` if it is empty.
  func text(_ tag: UInt16, in kind: Directory.Kind) -> String? {
    guard let entry = entries(tag, in: kind).first, entry.type == 2, let value = entry.value else {
      return nil
    }
    var text = bytes[value].prefix { $0 != 0 }
    while text.last == 0x20 { text.removeLast() }
    text = text.drop { $0 == 0x20 }
    return text.isEmpty ? nil : String(decoding: text, as: UTF8.self)
  }

  /// Whether the orientation turns the image.
  var hasVisibleOrientation: Bool { (2...8).contains(numbers.orientation ?? 1) }

  /// The orientation if the block holds no other entry.
  var onlyOrientation: Int? {
    guard directories.count == 1, directories[0].entries.count == 1 else { return nil }
    return numbers.orientation
  }

  /// Exchanges the values of the horizontal and the vertical resolution, where both are single rationals.
  ///
  /// Source: Exif 2.32 (CIPA DC-008), tags 0x011A and 0x011B.
  mutating func exchangeResolutions() {
    guard let x = entries(0x011a, in: .main).first, let y = entries(0x011b, in: .main).first,
      x.type == 5, y.type == 5, let first = x.value, let second = y.value, first.count == 8,
      second.count == 8
    else { return }
    let (across, down) = (Array(bytes[first]), Array(bytes[second]))
    numbers.bytes.replaceSubrange(first, with: down)
    numbers.bytes.replaceSubrange(second, with: across)
  }

  /// Whether there are directories of thumbnails or previews.
  var hasPictures: Bool { directories.contains { $0.kind == .picture } }

  /// Overwrites the number of a single SHORT or LONG entry where it is present.
  mutating func set(_ tag: UInt16, in kind: Directory.Kind, to value: Int) {
    for entry in entries(tag, in: kind) where entry.count == 1 && [3, 4].contains(entry.type) {
      if entry.type == 3 && value > 0xffff { numbers.set(4, at: entry.place + 2, size: 2) }
      let isLong = entry.type == 4 || value > 0xffff
      numbers.set(value, at: entry.place + 8, size: isLong ? 4 : 2)
    }
  }
}
