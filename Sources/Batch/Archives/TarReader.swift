// SPDX-License-Identifier: Apache-2.0

internal import Filters
package import ImageFiles

/// A reader of a tar archive, from its beginning to its end without seeking: ustar, pax, and the long names of GNU tar.
///
/// The contents of a member are read, copied or skipped, by one call, before the next member is requested.
package final class TarReader {
  /// The maximum size of the extended headers of one member together, in bytes.
  private static let maxExtensions = 1 << 20
  /// The number of bytes that are read at once.
  private static let partSize = 1 << 18

  private let file: InputFile
  private var buffer = [UInt8](repeating: 0, count: TarReader.partSize)
  private var filled = 0..<0
  private var count = 0
  /// The number of bytes that were taken.
  private(set) var place = 0
  private var globals = PaxRecords()
  /// The blocks of global headers that no member has taken yet.
  private(set) var pendingGlobals: [UInt8] = []
  /// Notes on irregularities, one sentence each; complete at the end of the archive.
  package private(set) var notes: [String] = []

  /// Opens an archive.
  ///
  /// - Parameter ahead: the bytes at its beginning that were taken from its descriptor before.
  /// - Throws: `.unreadable`.
  package init(_ input: Input, ahead: [UInt8] = []) throws(FileError) {
    file = try InputFile(input, ahead: ahead)
  }

  /// Returns the next member; `nil` at the end of the archive, after reading what follows it.
  ///
  /// - Throws: `.unreadable` for a damaged or truncated archive, `.readWrite`.
  package func next() throws(FileError) -> TarEntry? {
    let start = place
    var extensions: [TarExtension] = []
    var size = 0
    while let header = try nextHeader(isFirst: extensions.isEmpty) {
      switch header.type {
      case TarType.pax, TarType.longName, TarType.longLink:
        extensions.append(TarExtension(header: header, contents: try extended(header, &size)))
      case TarType.global:
        let contents = try extended(header, &size)
        // The others do not matter here, and their number has no bound.
        for record in try records(contents).records where ["path", "size"].contains(record.key) {
          globals.set(record.key, record.value)
        }
        pendingGlobals += header.bytes + contents + TarEntry.zeros(contents.count)
      default:
        defer { pendingGlobals = [] }
        return try entry(header, extensions, from: start)
      }
    }
    if !extensions.isEmpty { throw fault("an extended header at byte \(start) has no member") }
    return nil
  }

  /// Reads the contents of a member.
  ///
  /// - Throws: `.limit` if there is no memory for them, which are then skipped; `.unreadable`, `.readWrite`.
  package func contents(of entry: TarEntry) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    do throws(OutOfMemory) {
      // The system provides pages when they are filled, so a size that is a lie costs nothing.
      try bytes.reserve(entry.size)
    } catch {
      try skip(entry)
      throw FileError(error, path: file.path)
    }
    while bytes.count < entry.size { bytes += try part(upTo: entry.size - bytes.count) }
    try skip(entry.padding)
    return bytes
  }

  /// Passes the contents of a member to `body`, part by part, with the zeros after them.
  ///
  /// - Throws: `.unreadable`, `.readWrite`; whatever `body` throws.
  func copy(
    _ entry: TarEntry, _ body: (ArraySlice<UInt8>) throws(FileError) -> Void
  ) throws(FileError) {
    var left = entry.size + entry.padding
    while left > 0 {
      let part = try part(upTo: left)
      left -= part.count
      try body(part)
    }
  }

  /// Skips the contents of a member.
  ///
  /// - Throws: `.unreadable`, `.readWrite`.
  func skip(_ entry: TarEntry) throws(FileError) { try skip(entry.size + entry.padding) }

  /// Reads all members, and skips their contents.
  ///
  /// - Throws: `.unreadable`, `.readWrite`.
  func readToEnd() throws(FileError) {
    while let entry = try next() { try skip(entry) }
  }

  private func skip(_ count: Int) throws(FileError) {
    var left = count
    while left > 0 { left -= try part(upTo: left).count }
  }
}

extension TarReader {
  /// Returns the next header; `nil` at the end of the archive.
  private func nextHeader(isFirst: Bool) throws(FileError) -> TarHeader? {
    let start = place
    guard let block = try block() else {
      if start == 0 { throw fault("the file is empty") }
      throw fault("truncated: the end of the archive is missing at byte \(start)")
    }
    if block.allSatisfy({ $0 == 0 }) {
      try finish(after: start)
      return nil
    }
    if let header = TarHeader(block) { return header }
    if start > 0 { throw fault("damaged: no member's header at byte \(start)") }
    if let name = Compression.name(of: block) {
      throw fault("is compressed by \(name); decompress it first, such as through a pipe")
    }
    throw fault("is not a tar archive")
  }

  /// Reads the second block of zeros that ends an archive, and all that follows it.
  private func finish(after start: Int) throws(FileError) {
    if let second = try block() {
      if second.contains(where: { $0 != 0 }) {
        throw fault("damaged: a single block of zeros at byte \(start)")
      }
    } else {
      notes.append("the archive ends after one block of zeros, not two")
    }
    var hasSurplus = false
    repeat {
      hasSurplus = hasSurplus || buffer[filled].contains { $0 != 0 }
      filled = 0..<0
    } while try fill()
    if hasSurplus { notes.append("left out trailing data after the end of the archive") }
  }

  private func entry(
    _ header: TarHeader, _ extensions: [TarExtension], from start: Int
  ) throws(FileError) -> TarEntry {
    var pax = PaxRecords()
    for part in extensions where part.header.type == TarType.pax {
      pax.add(try records(part.contents))
    }
    let long = extensions.last { $0.header.type == TarType.longName }
      .map { Array($0.contents.prefix { $0 != 0 }) }
    let name = value("path", pax) ?? long ?? header.name
    var kind = TarType.kind(header.type, name: name)
    if pax.hasKey(beginningWith: "GNU.sparse.") { kind = .sparse }
    var size = header.contentSize
    if let text = value("size", pax) {
      size = Int(String(decoding: text, as: UTF8.self)).flatMap { $0 < 0 ? nil : $0 }
    }
    if TarType.isEmpty(header.type) { size = 0 }
    guard let size, size <= .max - TarHeader.size else {
      throw fault("damaged: the member at byte \(start) has no valid size")
    }
    let map = header.type == TarType.sparse ? try sparseMap(header) : []
    count += 1
    return TarEntry(
      index: count - 1, offset: start, globals: pendingGlobals, extensions: extensions, pax: pax,
      isGlobal: (globals["path"] != nil, globals["size"] != nil), header: header, sparseMap: map,
      name: name, kind: kind, size: size)
  }

  /// Returns a pax value of a member, its own or a global one; `nil` if there is none, or an empty one.
  private func value(_ key: String, _ pax: PaxRecords) -> [UInt8]? {
    let value = pax[key] ?? globals[key]
    return value?.isEmpty == true ? nil : value
  }

  /// Returns the blocks of a GNU sparse map that follow a header.
  private func sparseMap(_ header: TarHeader) throws(FileError) -> [UInt8] {
    var map: [UInt8] = []
    var continues = header.hasSparseBlock
    while continues {
      guard let block = try block() else { throw truncated }
      map += block
      if map.count > TarReader.maxExtensions { throw fault("a sparse map has more than 1 MiB") }
      continues = block[504] == 1
    }
    return map
  }

  /// Returns the contents of an extended header; `size` is the sum for a member.
  private func extended(_ header: TarHeader, _ size: inout Int) throws(FileError) -> [UInt8] {
    let start = place - TarHeader.size
    guard let count = header.contentSize else {
      throw fault("damaged: the extended header at byte \(start) has no valid size")
    }
    // Long before the sum could overflow; each header counts, even an empty one.
    if count > TarReader.maxExtensions || size + count + TarHeader.size > TarReader.maxExtensions {
      throw fault("the extended headers at byte \(start) have more than 1 MiB")
    }
    size += count + TarHeader.size
    let padded = try bytes(count + TarEntry.padding(count))
    return Array(padded.prefix(count))
  }

  private func records(_ contents: [UInt8]) throws(FileError) -> PaxRecords {
    guard let records = PaxRecords(contents) else {
      throw fault("damaged: a malformed extended header before byte \(place)")
    }
    return records
  }
}

extension TarReader {
  /// Returns the next block; `nil` at the end of the input.
  private func block() throws(FileError) -> [UInt8]? {
    if filled.isEmpty { guard try fill() else { return nil } }
    return try bytes(TarHeader.size)
  }

  /// Returns the next `count` bytes, which are few.
  private func bytes(_ count: Int) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count { bytes += try part(upTo: count - bytes.count) }
    return bytes
  }

  /// Returns between 1 and `count` of the next bytes.
  private func part(upTo count: Int) throws(FileError) -> ArraySlice<UInt8> {
    if filled.isEmpty { guard try fill() else { throw truncated } }
    let taken = min(count, filled.count)
    let part = buffer[filled.prefix(taken)]
    filled = filled.dropFirst(taken)
    place += taken
    return part
  }

  /// Reads the next bytes; returns whether there are any.
  private func fill() throws(FileError) -> Bool {
    var own: [UInt8] = []
    // A view of a property of a class could outlive it.
    swap(&own, &buffer)
    defer { swap(&own, &buffer) }
    var span = own.mutableSpan
    var bytes = unsafe span.mutableBytes
    let count = try file.read(into: &bytes)
    filled = 0..<count
    return count > 0
  }

  private var truncated: FileError {
    place < TarHeader.size
      ? fault("is not a tar archive")
      : fault("truncated: ends within a member at byte \(place)")
  }

  private func fault(_ reason: String) -> FileError {
    FileError(.unreadable, path: file.path, reason: "tar: " + reason)
  }
}

/// The compressions in which archives are often stored.
private enum Compression {
  /// Returns the program that compressed a file that begins with these bytes; `nil` for an unknown one.
  static func name(of block: [UInt8]) -> String? {
    let signatures: [(String, [UInt8])] = [
      ("gzip", [0x1f, 0x8b]), ("zstd", [0x28, 0xb5, 0x2f, 0xfd]), ("bzip2", Array("BZh".utf8)),
      ("xz", [0xfd] + Array("7zXZ".utf8)),
    ]
    return signatures.first { block.starts(with: $0.1) }?.0
  }
}
