// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles

/// A member of a tar archive without its contents.
package struct TarEntry: Sendable {
  /// The kind of a member.
  package enum Kind: Hashable {
    /// A regular file.
    case file
    case directory
    case hardLink
    /// A file with holes, whose contents begin with or follow a map.
    case sparse
    /// Anything else: symbolic links, devices, pipes, and types of other programs.
    case other
  }

  /// The position in the archive, from 0; extended headers do not count.
  let index: Int
  /// The offset of the first header of the member, in bytes.
  let offset: Int
  /// The blocks of global extended headers before the member.
  let globals: [UInt8]
  /// The blocks of the member's own extended headers, in any order and form.
  let extensions: [TarExtension]
  /// The records of the member's own pax headers.
  let pax: PaxRecords
  /// Whether global headers set the names and the sizes of members.
  let isGlobal: (name: Bool, size: Bool)
  let header: TarHeader
  /// The blocks of a GNU sparse map after the header.
  let sparseMap: [UInt8]
  /// The name, with its directories.
  package let name: [UInt8]
  package let kind: Kind
  /// The number of bytes of the contents.
  package let size: Int

  /// The number of zeros that fill the last block of contents.
  var padding: Int { TarEntry.padding(size) }

  static func padding(_ size: Int) -> Int {
    let rest = size % TarHeader.size
    return rest == 0 ? 0 : TarHeader.size - rest
  }

  /// All blocks before the contents as they were read, but for the globals.
  var blocks: [UInt8] {
    extensions.flatMap { $0.header.bytes + $0.contents + TarEntry.zeros($0.contents.count) }
      + header.bytes + sparseMap
  }

  /// Returns the zeros that follow contents of a size.
  static func zeros(_ size: Int) -> [UInt8] { [UInt8](repeating: 0, count: padding(size)) }
}

/// An extended header of a member: pax records, or a long name of GNU tar.
struct TarExtension: Sendable {
  let header: TarHeader
  let contents: [UInt8]
}

extension TarEntry {
  /// Returns the blocks for a regular file of another name and size whose other attributes are those of this member.
  ///
  /// Names and sizes that do not fit the header go to a pax header.
  package func blocks(name newName: [UInt8], size newSize: Int) -> [UInt8] {
    var header = header
    var pax = pax
    let fits = header.setName(newName)
    if fits && pax["path"] == nil && !isGlobal.name {
      pax.remove("path")
    } else {
      pax.set("path", newName)
    }
    let isLong = newSize > TarHeader.largestOctal && header.dialect == .ustar
    if isLong || isGlobal.size {
      pax.set("size", Array("\(newSize)".utf8))
    } else {
      pax.remove("size")
    }
    header.setSize(isLong ? 0 : newSize)
    header.updateChecksum()
    return paxBlocks(pax, name: newName) + linkBlocks + header.bytes
  }

  /// Returns the blocks for a regular file in the place of this member, which may be anything.
  func regularBlocks(name newName: [UInt8], size newSize: Int) -> [UInt8] {
    var regular = header
    regular.setType(TarType.file)
    return TarEntry(
      index: index, offset: offset, globals: [], extensions: [], pax: PaxRecords(),
      isGlobal: isGlobal, header: regular, sparseMap: [], name: newName, kind: .file, size: newSize
    ).blocks(name: newName, size: newSize)
  }

  /// Returns the blocks of a pax header with these records, under the name of the old one if there was one.
  private func paxBlocks(_ pax: PaxRecords, name newName: [UInt8]) -> [UInt8] {
    if pax.records.isEmpty { return [] }
    let contents = pax.bytes
    var own = extensions.first { $0.header.type == TarType.pax }?.header
    if own == nil {
      var made = TarHeader(type: TarType.pax)
      _ = made.setName(Array("PaxHeaders/".utf8) + Path(bytes: newName).parts.name.prefix(80))
      own = made
    }
    guard var own else { return [] }
    own.setSize(contents.count)
    own.updateChecksum()
    return own.bytes + contents + TarEntry.zeros(contents.count)
  }

  /// The blocks of a long name of a link, which a regular file may have too.
  private var linkBlocks: [UInt8] {
    extensions.filter { $0.header.type == TarType.longLink }.flatMap {
      $0.header.bytes + $0.contents + TarEntry.zeros($0.contents.count)
    }
  }
}

/// The types of headers.
enum TarType {
  static let file = UInt8(ascii: "0")
  static let pax = UInt8(ascii: "x")
  static let global = UInt8(ascii: "g")
  static let longName = UInt8(ascii: "L")
  static let longLink = UInt8(ascii: "K")
  static let sparse = UInt8(ascii: "S")

  /// Returns the kind of a member of a type with a name.
  static func kind(_ type: UInt8, name: [UInt8]) -> TarEntry.Kind {
    switch type {
    // Programs before POSIX mark a directory by its name alone.
    case 0: name.last == UInt8(ascii: "/") ? .directory : .file
    case file, UInt8(ascii: "7"): .file
    case UInt8(ascii: "1"): .hardLink
    case UInt8(ascii: "5"): .directory
    case sparse: .sparse
    default: .other
    }
  }

  /// Whether members of a type have no contents, whatever their size fields say: links, devices, directories and pipes.
  static func isEmpty(_ type: UInt8) -> Bool {
    (UInt8(ascii: "1")...UInt8(ascii: "6")).contains(type)
  }
}
