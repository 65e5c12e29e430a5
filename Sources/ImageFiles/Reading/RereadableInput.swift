// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// An input whose rows can be read more than once, as some filters must measure the image first.
///
/// A regular file is reopened for each pass.  Other inputs, such as standard input, are held in memory as `Float`s.
final class RereadableInput {
  /// The file's header.
  let stored: FileHeader
  /// The header of the image that is read: the file's, or that of the upright image.
  let header: FileHeader
  /// The orientation by which rows are turned upright; `nil` to leave them as they are stored.
  let turn: Orientation?
  private let input: Input
  private let limits: ReadLimits
  private let isReadAgain: Bool
  private let watch: Deadline
  private let threads: Int
  private var reader: ImageReader
  private var isReaderFresh = true
  private var held: HeldRows?
  /// The index of the image that rows come from.
  private var image = 0

  /// Opens an input.
  ///
  /// - Parameters:
  ///   - isReadAgain: whether `rows()` will be called more than once.
  ///   - watch: checks for the deadline and cancellation between two rows.
  ///   - threads: as in `ImageReader`.
  ///   - orientation: whether rows are turned upright.
  ///   - ahead: the bytes of a pipe that were taken before.
  /// - Throws: as `ImageReader` does; `.limit` if upright rows are too long.
  init(
    _ input: Input, limits: ReadLimits, isReadAgain: Bool, watch: Deadline, threads: Int,
    orientation: OrientationMode, ahead: [UInt8] = []
  ) throws(FileError) {
    self.watch = watch
    self.threads = threads
    self.input = input
    self.limits = limits
    self.isReadAgain = isReadAgain
    reader = try ImageReader(
      input, limits: limits, watch: watch, threads: threads, ahead: ahead)
    let stored = reader.header
    let turn = orientation == .apply ? reader.metadata.statedOrientation : nil
    header = turn.map { stored.upright(by: $0) } ?? stored
    (self.stored, self.turn) = (stored, turn)
    let shape = header.shape
    try limits.check(width: shape.width, height: shape.height, path: input.name)
  }

  /// The name in messages.
  var name: String { input.name }

  /// The file's metadata; after `finish()` including what follows the samples.
  var metadata: Metadata { reader.metadata }

  /// Notes on tolerated irregularities of the file, one sentence each; complete after `finish()`.
  var notes: [String] { reader.notes }

  /// The one of `notes` that says what a damaged file has lost.
  var salvageNote: String? { reader.salvageNote }

  /// Goes to a later image along the batch axis, after all passes over the current one.
  ///
  /// - Throws: as `ImageReader` does.
  func select(image index: Int) throws(FileError) {
    image = index
    held = nil
    try reader.select(image: index)
    isReaderFresh = true
  }

  /// Returns a fresh source of the image's rows.
  ///
  /// - Throws: as `ImageReader` does; `.unreadable` if the file has changed.
  func rows() throws(FileError) -> any RowSource {
    if let held { return held.source() }
    if isHeld {
      let rows = try allRows()
      held = rows
      return rows.source()
    }
    if !isReaderFresh { try open() }
    isReaderFresh = false
    return try uprightRows()
  }

  /// Whether the only pass can take 8-bit pixels, as they are stored.
  var deliversPixels: Bool { !isReadAgain && turn == nil && reader.deliversPixels }

  /// Returns a source of the pixels of the image as it is read, for the only pass; its samples are n / 255.
  ///
  /// - Throws: as `rows()`.
  func uprightPixels() throws(FileError) -> any PixelSource {
    if deliversPixels { return pixels() }
    let rows = try rows()
    do throws(OutOfMemory) {
      return try PixelsOfRows(rows)
    } catch {
      throw FileError(error, path: name)
    }
  }

  /// Returns a source of the image's pixels, for the only pass.
  ///
  /// - Precondition: `deliversPixels`.
  func pixels() -> any PixelSource {
    precondition(deliversPixels && isReaderFresh, "a second pass")
    isReaderFresh = false
    return reader
  }

  /// Reads everything after the last row of the source that was returned last.
  ///
  /// - Parameter readsAllRows: whether rows that were not requested are read too; if not, reading stops where that loses
  ///   no metadata.  A pipe is always read to its end, for the sake of the program that writes to it.
  /// - Throws: as `ImageReader` does.
  func finish(readsAllRows: Bool = true) throws(FileError) {
    try watch.check()
    if held != nil { return }
    if readsAllRows || !input.canBeReopened {
      try reader.finish()
    } else {
      try reader.stop()
    }
  }

  private func open() throws(FileError) {
    reader = try ImageReader(input, limits: limits, watch: watch, threads: threads)
    if reader.header != stored {
      throw FileError(.unreadable, path: input.name, reason: "was changed while it was read")
    }
    if image > 0 { try reader.select(image: image) }
  }

  /// Whether the samples are kept in memory from the first pass on.
  var isHeld: Bool { isReadAgain && !input.canBeReopened }

  /// The bytes of samples that turning the image upright takes.
  var bytesTurned: Int {
    guard let turn else { return 0 }
    return Turned.bytesHeld(
      turning: stored.shape, by: turn, maxValue: stored.exactMaxValue)
  }

  /// Returns the rows of the fresh reader, turned upright if that is wanted.
  private func uprightRows() throws(FileError) -> any RowSource {
    let rows = Watched(reader, by: watch)
    guard let turn else { return rows }
    do throws(OutOfMemory) {
      return try rows.upright(by: turn, maxValue: stored.exactMaxValue)
    } catch {
      throw FileError(error, path: input.name)
    }
  }

  private func allRows() throws(FileError) -> HeldRows {
    let rows: HeldRows
    let source = try uprightRows()
    do throws(RowError) {
      rows = try HeldRows(collecting: source)
    } catch {
      throw FileError(of: error, path: input.name)
    }
    if image + 1 == header.imageCount { try reader.finish() }
    return rows
  }
}
