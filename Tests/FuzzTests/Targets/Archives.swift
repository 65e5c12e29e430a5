// SPDX-License-Identifier: Apache-2.0

import Batch
import ImageFiles

/// Reads a tar archive, after the checksums of what may be headers were corrected if its last byte is odd.
///
/// An archive that is read to its end has the members of a plain reading of it, and a header that is written for a
/// member is read again with the same name and size.
func tarFault(_ bytes: [UInt8]) -> String? {
  let archive = bytes.last.map { $0 & 1 == 1 } == true ? corrected(bytes) : bytes
  guard let members = members(of: archive) else { return nil }
  guard let plain = PlainTar(archive).members else { return nil }
  if members.count != plain.count { return "tar: \(members.count) members, plainly \(plain.count)" }
  for (member, other) in zip(members, plain) {
    if member.entry.name != other.name { return "tar: another name than plainly read" }
    if !member.contents.elementsEqual(other.contents) {
      return "tar: other contents than plainly read"
    }
    if let fault = rewriteFault(member.entry) { return fault }
  }
  return nil
}

private func members(of archive: [UInt8]) -> [(entry: TarEntry, contents: [UInt8])]? {
  do {
    let reader = try TarReader(.bytes(archive, name: "archive"))
    var members: [(TarEntry, [UInt8])] = []
    while let entry = try reader.next() { members.append((entry, try reader.contents(of: entry))) }
    return members
  } catch {
    return nil
  }
}

/// Writes the headers of a member for another size, and of a longer name, and reads them again.
private func rewriteFault(_ entry: TarEntry) -> String? {
  if entry.kind != .file { return nil }
  for name in [entry.name, Array("a/".utf8) + entry.name + Array(repeating: 0x62, count: 90)] {
    if name.isEmpty || name.contains(0) { continue }
    let blocks = entry.blocks(name: name, size: 3) + [1, 2, 3] + [UInt8](repeating: 0, count: 509)
    guard let again = members(of: blocks + [UInt8](repeating: 0, count: 1024)), again.count == 1
    else {
      return "tar: a member that was written is not read"
    }
    if again[0].entry.name != name || again[0].contents != [1, 2, 3] {
      return "tar: a member that was written is another"
    }
  }
  return nil
}

/// The archive with the right checksum in every block that has a type and a magic.
private func corrected(_ bytes: [UInt8]) -> [UInt8] {
  var bytes = bytes
  for start in stride(from: 0, to: bytes.count - 511, by: 512) {
    if !bytes[(start + 257)..<(start + 262)].elementsEqual("ustar".utf8) { continue }
    bytes.replaceSubrange((start + 148)..<(start + 156), with: Array(repeating: 0x20, count: 8))
    let digits = String(bytes[start..<start + 512].reduce(0) { $0 + Int($1) }, radix: 8)
    let text = String(repeating: "0", count: 6 - digits.count) + digits + "\0 "
    bytes.replaceSubrange((start + 148)..<(start + 156), with: text.utf8)
  }
  return bytes
}

/// A plain reading of an archive: headers, pax records of names and sizes, and GNU's long names.
private struct PlainTar {
  struct Member {
    let name: [UInt8]
    let contents: ArraySlice<UInt8>
  }

  private let bytes: [UInt8]
  private var place = 0
  private var found: [Member] = []
  /// The pax records and the long name that the next member takes, and the records of all members.
  private var own: [String: [UInt8]] = [:]
  private var globals: [String: [UInt8]] = [:]
  private var longName: [UInt8]?

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// All members; `nil` if the archive has something that this does not know.
  var members: [Member]? {
    var reader = self
    while reader.place + 512 <= bytes.count {
      let block = Array(bytes[reader.place..<reader.place + 512])
      if block.allSatisfy({ $0 == 0 }) { return reader.found }
      guard reader.take(block) else { return nil }
    }
    return nil
  }

  private mutating func take(_ block: [UInt8]) -> Bool {
    place += 512
    let type = block[156]
    guard let stated = PlainTar.number(block[124..<136]) else { return false }
    switch type {
    case UInt8(ascii: "x"), UInt8(ascii: "g"), UInt8(ascii: "L"), UInt8(ascii: "K"):
      guard let contents = contents(stated) else { return false }
      return takeExtension(type, Array(contents))
    // Sparse files have maps, and old programs marked directories by their names.
    case UInt8(ascii: "S"): return false
    default: break
    }
    let isEmpty = (UInt8(ascii: "1")...UInt8(ascii: "6")).contains(type)
    let text = own["size"] ?? globals["size"] ?? []
    let size = isEmpty ? 0 : text.isEmpty ? stated : Int(String(decoding: text, as: UTF8.self))
    guard let size, let contents = contents(size) else { return false }
    let path = own["path"] ?? globals["path"] ?? []
    let name = path.isEmpty ? (own["path"] == nil ? longName : nil) ?? ustarName(block) : path
    found.append(Member(name: name, contents: contents))
    (own, longName) = ([:], nil)
    return true
  }

  private mutating func takeExtension(_ type: UInt8, _ contents: [UInt8]) -> Bool {
    if type == UInt8(ascii: "L") { longName = Array(contents.prefix { $0 != 0 }) }
    if type == UInt8(ascii: "L") || type == UInt8(ascii: "K") { return true }
    var rest = contents[...]
    while let first = rest.first, first != 0 {
      guard let space = rest.firstIndex(of: 0x20),
        let length = Int(String(decoding: rest[..<space], as: UTF8.self)), length <= rest.count,
        let sign = rest.firstIndex(of: UInt8(ascii: "=")), sign < rest.startIndex + length
      else { return false }
      let key = String(decoding: rest[(space + 1)..<sign], as: UTF8.self)
      let value = Array(rest[(sign + 1)..<(rest.startIndex + length - 1)])
      if type == UInt8(ascii: "x") { own[key] = value } else { globals[key] = value }
      rest = rest.dropFirst(length)
    }
    return true
  }

  private mutating func contents(_ size: Int) -> ArraySlice<UInt8>? {
    guard size >= 0, size <= bytes.count - place else { return nil }
    defer { place += (size + 511) / 512 * 512 }
    return bytes[place..<place + size]
  }

  private func ustarName(_ block: [UInt8]) -> [UInt8] {
    let name = block[..<100].prefix { $0 != 0 }
    let prefix = block[345..<500].prefix { $0 != 0 }
    let isUstar = block[257..<263].elementsEqual("ustar\0".utf8)
    return isUstar && !prefix.isEmpty ? Array(prefix + [0x2f] + name) : Array(name)
  }

  private static func number(_ field: ArraySlice<UInt8>) -> Int? {
    if field.first.map({ $0 & 0x80 != 0 }) == true {
      return field.dropFirst().reduce(Int(field[field.startIndex] & 0x7f)) {
        $0 >> 54 == 0 ? $0 << 8 | Int($1) : .max
      }
    }
    let text = String(decoding: field.filter { $0 != 0x20 && $0 != 0 }, as: UTF8.self)
    return text.isEmpty ? 0 : Int(text, radix: 8)
  }
}
