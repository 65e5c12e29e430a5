// SPDX-License-Identifier: Apache-2.0

/// A header block of a tar archive: 512 bytes, of which only the fields below are interpreted.
///
/// Source: POSIX.1-2024, pax, "ustar Interchange Format"; GNU tar, "Basic Tar Format".
struct TarHeader: Sendable {
  /// The dialect of a header, which decides how its name is stored.
  enum Dialect {
    /// Without a magic: names of up to 100 bytes.
    case old
    /// POSIX: up to 155 bytes of directories before the name.
    case ustar
    /// GNU: other fields are in the place of the directories.
    case gnu
  }

  /// The size of a block in bytes.
  static let size = 512
  static let nameField = 0..<100
  private static let sizeField = 124..<136
  private static let checksumField = 148..<156
  private static let typePlace = 156
  private static let linkField = 157..<257
  private static let magicField = 257..<263
  private static let prefixField = 345..<500
  /// The byte of a GNU sparse header that says that a block of its map follows.
  private static let sparsePlace = 482
  /// The largest size in octal digits: 11 of them.
  static let largestOctal = 1 << 33 - 1

  /// All bytes of the block.
  private(set) var bytes: [UInt8]

  /// Creates a header from a block; `nil` if its checksum is wrong.
  init?(_ block: [UInt8]) {
    bytes = block
    guard let stored = TarNumber.value(block[TarHeader.checksumField]) else { return nil }
    if stored == TarHeader.sum(block) { return }
    // Some old programs summed signed bytes.
    guard stored == TarHeader.sum(block) - 256 * block.count(where: { $0 > 127 }) else {
      return nil
    }
  }

  /// Creates a ustar header for a member of a type, with mode 644 and all else zero.
  init(type: UInt8) {
    bytes = [UInt8](repeating: 0, count: TarHeader.size)
    put("0000644\0", at: 100)
    put("0000000\0", at: 108)
    put("0000000\0", at: 116)
    put("00000000000\0", at: 136)
    put("ustar\u{0}00", at: TarHeader.magicField.lowerBound)
    bytes[TarHeader.typePlace] = type
    setSize(0)
    updateChecksum()
  }

  /// The type of the member, a character.
  var type: UInt8 { bytes[TarHeader.typePlace] }

  var dialect: Dialect {
    let magic = bytes[TarHeader.magicField]
    if magic.elementsEqual("ustar\0".utf8) { return .ustar }
    return magic.elementsEqual("ustar ".utf8) ? .gnu : .old
  }

  /// The size of the member's contents; `nil` if the field holds no number of bytes.
  var contentSize: Int? { TarNumber.value(bytes[TarHeader.sizeField]) }

  /// The member's name, with its directories.
  var name: [UInt8] {
    let name = TarHeader.text(bytes[TarHeader.nameField])
    if dialect != .ustar { return name }
    let prefix = TarHeader.text(bytes[TarHeader.prefixField])
    return prefix.isEmpty ? name : prefix + [UInt8(ascii: "/")] + name
  }

  /// The name that a link leads to.
  var linkName: [UInt8] { TarHeader.text(bytes[TarHeader.linkField]) }

  /// Whether a block of the map of a GNU sparse file follows.
  var hasSparseBlock: Bool { bytes[TarHeader.sparsePlace] == 1 }

  /// Whether a block begins like that of a tar archive with a magic.
  static func isMagic(in block: [UInt8]) -> Bool {
    block.count >= magicField.upperBound && block[magicField].starts(with: "ustar".utf8)
  }
}

extension TarHeader {
  /// Stores a name if it fits, and the longest part of it that does if not; call `updateChecksum()` afterwards.
  ///
  /// - Returns: whether it fits.
  mutating func setName(_ name: [UInt8]) -> Bool {
    let room = TarHeader.nameField.count
    if dialect == .ustar { put([], in: TarHeader.prefixField) }
    if name.count <= room {
      put(name, in: TarHeader.nameField)
      return true
    }
    if dialect == .ustar, let slash = TarHeader.split(name) {
      put(name[..<slash], in: TarHeader.prefixField)
      put(name[(slash + 1)...], in: TarHeader.nameField)
      return true
    }
    put(name.prefix(room), in: TarHeader.nameField)
    return false
  }

  /// Returns the last slash at which a name can be split in two parts that fit; `nil` if there is none.
  private static func split(_ name: [UInt8]) -> Int? {
    let last = name.prefix(prefixField.count + 1).lastIndex(of: UInt8(ascii: "/"))
    guard let last, last > 0, (1...nameField.count).contains(name.count - last - 1) else {
      return nil
    }
    return last
  }

  /// Stores the size of the contents, in octal digits if it fits and else in base 256; call `updateChecksum()`
  /// afterwards.
  mutating func setSize(_ size: Int) {
    put(
      size <= TarHeader.largestOctal ? TarNumber.octal(size) : TarNumber.base256(size),
      in: TarHeader.sizeField)
  }

  /// Sets the type.
  mutating func setType(_ type: UInt8) { bytes[TarHeader.typePlace] = type }

  /// Stores the checksum of all other bytes.
  mutating func updateChecksum() {
    let digits = String(TarHeader.sum(bytes), radix: 8)
    put(
      String(repeating: "0", count: 6 - digits.count) + digits + "\0 ",
      at: TarHeader.checksumField.lowerBound)
  }

  private mutating func put(_ text: String, at place: Int) {
    bytes.replaceSubrange(place..<place + text.utf8.count, with: text.utf8)
  }

  /// Fills a field with bytes, then zeros.
  private mutating func put(_ value: some Collection<UInt8>, in field: Range<Int>) {
    let padding = [UInt8](repeating: 0, count: field.count - value.count)
    bytes.replaceSubrange(field, with: Array(value) + padding)
  }

  /// Returns a field up to its first NUL.
  private static func text(_ field: ArraySlice<UInt8>) -> [UInt8] {
    Array(field.prefix { $0 != 0 })
  }

  /// The sum of all bytes of a block, its checksum counted as spaces.
  private static func sum(_ block: [UInt8]) -> Int {
    let own = block[checksumField].reduce(0) { $0 + Int($1) }
    return block.reduce(0) { $0 + Int($1) } - own + 32 * checksumField.count
  }
}
