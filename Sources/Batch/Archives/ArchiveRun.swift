// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles

/// A run over the members of an archive, in which any number of workers take part.
///
/// Each worker does what is due: it writes the member whose turn it is, or reads the next one, and converts
/// it.  Reading and writing are done by one worker at a time each, in the order of the archive; so a worker never waits
/// for a member before its own to be converted, but for one that would hold too much.
///
/// Everything that workers change is in `shared`, under its lock; the flags there lend the reader and the output to one
/// worker at a time.
final class ArchiveRun: @unchecked Sendable {
  /// The total size of small members that wait to be copied, in bytes.
  private static let maxCopies = 8 << 20
  /// The largest member that is held to be copied; larger ones are copied in their turn, part by part.
  private static let maxCopy = 1 << 20

  /// What all workers know.
  struct State: Sendable {
    /// The number of members that were read.
    var tickets = 0
    /// The position of the member to be written next.
    var turn = 0
    /// The members that wait to be written.
    var pieces: [Int: MemberPiece] = [:]
    /// Whether a worker reads; another may write.
    var isReading = false
    var isWriting = false
    var isAtEnd = false
    /// The number of images that were read and not written yet.
    var images = 0
    /// The bytes that images, results and copies hold.
    var bytes = 0
    var copies = 0
    var failure: FileError?
    var isStopped = false

    /// Whether no more work is to be done, complete or not.
    var isOver: Bool { failure != nil || isStopped }
  }

  private enum Task: Sendable {
    case write(MemberPiece)
    case read(Int)
    /// The condition that the worker waited for holds.
    case go
    /// The run is over.
    case end
  }

  private let archive: ArchiveConversion
  private let conversion: Conversion
  private let naming: MemberNaming
  private let started: @Sendable (Int, [UInt8]) -> Void
  private let shared = Awaited(State())
  /// Belongs to the worker that reads.
  private let reader: TarReader
  /// Belongs to the worker that writes.
  private let output: MemberWriter
  /// The maximum of `State.bytes`.
  private let room: Int
  private let maxImages: Int

  init(
    _ archive: ArchiveConversion, _ reader: TarReader, _ writer: TarWriter, _ naming: MemberNaming,
    started: @escaping @Sendable (Int, [UInt8]) -> Void,
    ended: @escaping @Sendable (MemberOutcome) -> Void
  ) {
    self.archive = archive
    self.reader = reader
    self.naming = naming
    self.started = started
    output = MemberWriter(archive, writer, naming, ended: ended)
    maxImages = 2 * max(1, archive.threads)
    var conversion = archive.conversion
    conversion.replacing = .output
    conversion.takesChecksum = false
    conversion.threads = 1
    room = (conversion.budget?.bytes).map { $0 / 2 } ?? .max
    conversion.budget = conversion.budget.map { MemoryBudget(bytes: $0.bytes - $0.bytes / 2) }
    self.conversion = conversion
  }

  /// Ends the output after all workers have returned, and returns the counts.
  ///
  /// - Throws: the failure of the run.
  func summary() throws(FileError) -> ArchiveSummary {
    if let failure = shared.update({ $0.failure }) { throw failure }
    return try output.end(reader)
  }

  /// Takes part until nothing is left to do.
  func work() {
    while true {
      do throws(FileError) {
        switch next({ $0.isReading ? nil : self.reading(&$0) }) {
        case .write(let piece): try write(piece)
        case .read(let ticket): try read(ticket)
        case .go, .end: return
        }
      } catch {
        shared.update { $0.failure = $0.failure ?? error }
      }
    }
  }

  /// Returns the number of the member to read, if there is room for one more.
  private func reading(_ state: inout State) -> Task? {
    guard !state.isAtEnd, state.images < maxImages, state.copies < ArchiveRun.maxCopies else {
      return nil
    }
    state.isReading = true
    state.tickets += 1
    return .read(state.tickets - 1)
  }

  /// Waits until there is a member to write, `other` returns a task, or the run is over.
  private func next(_ other: (inout State) -> Task?) -> Task {
    let stop = conversion.stop
    return shared.wait { state in
      if stop?.isOn == true {
        state.failure = state.failure ?? FileError(interrupted: naming.archive)
      }
      if state.isOver { return .end }
      if !state.isWriting, let piece = state.pieces.removeValue(forKey: state.turn) {
        state.isWriting = true
        return .write(piece)
      }
      if let task = other(&state) { return task }
      return state.isAtEnd && state.turn == state.tickets ? .end : nil
    }
  }

  /// Writes what is due until a condition holds; returns whether it does, as the run may be over.
  private func wait(for condition: (inout State) -> Bool) throws(FileError) -> Bool {
    while true {
      switch next({ condition(&$0) ? .go : nil }) {
      case .write(let piece): try write(piece)
      case .go, .read: return true
      case .end: return false
      }
    }
  }
}

extension ArchiveRun {
  /// Writes the member whose turn it is.
  private func write(_ piece: MemberPiece) throws(FileError) {
    try output.write(piece)
    let isStopped = output.isStopped
    shared.update { state in
      state.isWriting = false
      state.turn += 1
      state.bytes -= piece.bytesHeld
      if piece.isCopy { state.copies -= piece.bytesHeld } else { state.images -= 1 }
      if isStopped { state.isStopped = true }
    }
  }

  /// Reads the next member and puts it where it waits for its turn.
  private func read(_ ticket: Int) throws(FileError) {
    guard let entry = try reader.next() else {
      shared.update { state in
        state.tickets -= 1
        (state.isAtEnd, state.isReading) = (true, false)
      }
      return
    }
    if entry.kind == .file && naming.isImage(entry.name) {
      try readImage(entry, ticket)
    } else if entry.size > ArchiveRun.maxCopy {
      try copy(entry)
    } else {
      let contents = try reader.contents(of: entry)
      let piece = MemberPiece(entry: entry, body: .copy(contents))
      shared.update { state in
        state.bytes += piece.bytesHeld
        state.copies += piece.bytesHeld
        state.pieces[ticket] = piece
        state.isReading = false
      }
    }
  }

  /// Copies a large member in its turn.
  private func copy(_ entry: TarEntry) throws(FileError) {
    let isDue = try wait { state in
      guard state.turn == state.tickets - 1, !state.isWriting else { return false }
      state.isWriting = true
      return true
    }
    if !isDue { return }
    try output.copy(entry, from: reader)
    let isStopped = output.isStopped
    shared.update { state in
      (state.isReading, state.isWriting) = (false, false)
      state.turn += 1
      if isStopped { state.isStopped = true }
    }
  }

  /// Reads an image, lets another worker read on, and converts it.
  private func readImage(_ entry: TarEntry, _ ticket: Int) throws(FileError) {
    guard let contents = try contents(of: entry) else { return }
    started(entry.index, entry.name)
    shared.update { state in
      state.images += 1
      state.isReading = false
    }
    let piece: MemberPiece
    var held = 0
    switch contents {
    case .success(let bytes):
      held = bytes.count
      piece = convert(entry, bytes)
    case .failure(let error): piece = MemberPiece(entry: entry, body: .failed(error))
    }
    if case .failed(let error) = piece.body, error.kind == .interrupted {
      throw FileError(interrupted: naming.archive)
    }
    shared.update { state in
      state.bytes += piece.bytesHeld - held
      state.pieces[ticket] = piece
    }
  }

  /// Reads the contents of an image once there is room for them, or skips them and returns why; `nil` if the run is
  /// over.
  private func contents(
    of entry: TarEntry
  ) throws(FileError) -> Result<[UInt8], FileError>? {
    if let error = refusal(of: entry) {
      try reader.skip(entry)
      return .failure(error)
    }
    // A member larger than the room was refused, so there is always room when nothing is held.
    let fits = try wait { state in
      guard state.bytes <= self.room - entry.size else { return false }
      state.bytes += entry.size
      return true
    }
    if !fits { return nil }
    do {
      return .success(try reader.contents(of: entry))
    } catch {
      guard case .outOfMemory? = error.detail else { throw error }
      shared.update { $0.bytes -= entry.size }
      return .failure(
        FileError(
          .limit, path: naming.shown(entry.name), reason: error.reason, detail: error.detail))
    }
  }

  /// Returns why an image is not even read; `nil` if it is.
  private func refusal(of entry: TarEntry) -> FileError? {
    if let fault = MemberNames.fault(in: entry.name) {
      return naming.error(.unreadable, entry.name, fault)
    }
    if archive.skipped.contains(entry.index) {
      return naming.error(.internalError, entry.name, archive.skipReason)
    }
    return entry.size > room ? error(entry, needing: entry.size) : nil
  }

  /// Creates the error of a member that needs more than its half of the memory.
  private func error(_ entry: TarEntry, needing bytes: Int) -> FileError {
    let needed = 2 * min(bytes, .max / 2)
    let limit = archive.conversion.budget?.bytes ?? room
    return FileError(
      .limit, path: naming.shown(entry.name),
      reason: "needs about \(needed) bytes of memory, the limit is \(limit)",
      detail: .memory(needed: needed, limit: limit))
  }

  private func convert(_ entry: TarEntry, _ contents: [UInt8]) -> MemberPiece {
    let start = ContinuousClock.now
    let input = Input.bytes(contents, name: naming.shown(entry.name))
    let body: MemberPiece.Body
    do throws(FileError) {
      let (name, conversion) = try naming.output(of: entry.name, input, by: conversion)
      let memory = MemoryOutput(name: naming.shownOutput(name))
      let result = try conversion.run(input, to: .memory(memory))
      body = .converted(name: name, result, memory.bytes)
    } catch {
      if case .memory(let needed, _)? = error.detail {
        body = .failed(self.error(entry, needing: needed))
      } else {
        body = .failed(error)
      }
    }
    return MemberPiece(entry: entry, body: body, duration: ContinuousClock.now - start)
  }
}
