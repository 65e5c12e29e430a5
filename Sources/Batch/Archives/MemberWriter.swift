// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles

/// A writer of members to an archive, which names, counts and reports them; calls come one at a time, in the order of
/// the archive.
final class MemberWriter {
  private let writer: TarWriter
  private let naming: MemberNaming
  private let errorsAreMembers: Bool
  private let maxErrors: Int?
  private let stop: CancellationFlag?
  private let watch: (@Sendable (ArchiveSummary, Int) -> Void)?
  private let ended: @Sendable (MemberOutcome) -> Void
  private var names = MemberNames()
  private var summary = ArchiveSummary()
  /// Whether there are hard links, sparse files with the names of images, and images of which the output has another
  /// name or none.
  private var has = (hardLinks: false, sparseImages: false, renamed: false)

  init(
    _ archive: ArchiveConversion, _ writer: TarWriter, _ naming: MemberNaming,
    ended: @escaping @Sendable (MemberOutcome) -> Void
  ) {
    self.writer = writer
    self.naming = naming
    self.ended = ended
    errorsAreMembers = archive.errorsAreMembers
    maxErrors = archive.maxErrors
    stop = archive.conversion.stop
    watch = archive.watch
  }

  /// Whether too many members have failed.
  var isStopped: Bool { maxErrors.map { summary.failed >= $0 } ?? false }

  /// Writes a member.
  ///
  /// - Throws: `.readWrite`, `.readerGone`.
  func write(_ piece: MemberPiece) throws(FileError) {
    let entry = piece.entry
    switch piece.body {
    case .copy(let contents):
      if let error = names.refusal(ofCopy: entry, naming) { return try fail(entry, error) }
      try writer.write(entry.globals)
      try writer.write(entry.blocks, contents: contents)
      countCopy(entry)
    case .failed(let error): try fail(entry, error, after: piece.duration)
    case .converted(let name, let result, let contents):
      guard names.take(name) else {
        return try fail(entry, naming.duplicate(entry.name, name), after: piece.duration)
      }
      try writer.write(entry.globals)
      try writer.write(entry.blocks(name: name, size: contents.count), contents: contents)
      if name != entry.name { has.renamed = true }
      end(entry, name, .success(result), written: contents, after: piece.duration)
    }
  }

  /// Copies a member part by part.
  ///
  /// - Throws: `.unreadable`, `.readWrite`, `.readerGone`, `.interrupted`.
  func copy(_ entry: TarEntry, from reader: TarReader) throws(FileError) {
    if let error = names.refusal(ofCopy: entry, naming) {
      try reader.skip(entry)
      return try fail(entry, error)
    }
    try writer.write(entry.globals)
    try writer.write(entry.blocks)
    try reader.copy(entry) { part throws(FileError) in
      if stop?.isOn == true { throw FileError(interrupted: naming.archive) }
      try writer.write(part)
    }
    countCopy(entry)
  }

  /// Returns the counts, with notes, after the last member; copies global headers that no member follows.
  ///
  /// - Throws: `.readWrite`, `.readerGone`.
  func end(_ reader: TarReader) throws(FileError) -> ArchiveSummary {
    try writer.write(reader.pendingGlobals)
    summary.isStopped = isStopped
    summary.notes = reader.notes
    if has.hardLinks && has.renamed {
      summary.notes.append(
        "hard links were copied unchanged; images that they lead to have other names or are missing"
      )
    }
    if has.sparseImages { summary.notes.append("sparse members were copied, not converted") }
    if summary.done + summary.failed == 0 {
      summary.notes.append("no member is an image (\(Plan.extensions.joined(separator: ", ")))")
    }
    return summary
  }
}

extension MemberWriter {
  private func countCopy(_ entry: TarEntry) {
    summary.copied += 1
    if entry.kind == .hardLink { has.hardLinks = true }
    if entry.kind == .sparse && naming.isImage(entry.name) { has.sparseImages = true }
    watch?(summary, entry.offset + entry.size)
  }

  /// Leaves a member out, or writes the error in its place.
  private func fail(
    _ entry: TarEntry, _ error: FileError, after duration: Duration = .zero
  ) throws(FileError) {
    try writer.write(entry.globals)
    has.renamed = true
    guard errorsAreMembers else {
      return end(entry, nil, .failure(error), written: nil, after: duration)
    }
    let name = names.takeError(for: entry.name)
    let contents = Array(naming.record(of: error, entry.name).line.utf8)
    try writer.write(entry.regularBlocks(name: name, size: contents.count), contents: contents)
    end(entry, name, .failure(error), written: contents, after: duration)
  }

  private func end(
    _ entry: TarEntry, _ output: [UInt8]?, _ result: Result<ConversionResult, FileError>,
    written: [UInt8]?, after duration: Duration
  ) {
    let file = written.map { contents in
      var sum = CRC32()
      unsafe sum.add(contents.span.bytes)
      return WrittenFile(size: contents.count, checksum: sum.value)
    }
    let outcome = MemberOutcome(
      index: entry.index, name: entry.name, output: output, result: result,
      inputSize: entry.size, written: file, duration: duration)
    summary.add(outcome)
    watch?(summary, entry.offset + entry.size)
    ended(outcome)
  }
}
