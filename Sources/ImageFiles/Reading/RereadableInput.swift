// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// An input whose rows can be read more than once, as some filters must measure the image first.
///
/// A regular file is reopened for each pass.  Other inputs, such as standard input, are held in memory as `Float`s.
final class RereadableInput {
  /// The file's header.
  let header: FileHeader
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
  /// - Throws: as `ImageReader` does.
  init(
    _ input: Input, limits: ReadLimits, isReadAgain: Bool, watch: Deadline, threads: Int
  ) throws(FileError) {
    self.watch = watch
    self.threads = threads
    self.input = input
    self.limits = limits
    self.isReadAgain = isReadAgain
    reader = try ImageReader(input, limits: limits, watch: watch, threads: threads)
    header = reader.header
  }

  /// The name in messages.
  var name: String { input.name }

  /// The file's metadata; after `finish()` including what follows the samples.
  var metadata: Metadata { reader.metadata }

  /// Notes on tolerated irregularities of the file, one sentence each; complete after `finish()`.
  var notes: [String] { reader.notes }

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
    return Watched(reader, by: watch)
  }

  /// Reads everything after the last row of the source that was returned last.
  ///
  /// - Throws: as `ImageReader` does.
  func finish() throws(FileError) {
    try watch.check()
    if held == nil { try reader.finish() }
  }

  private func open() throws(FileError) {
    reader = try ImageReader(input, limits: limits, watch: watch, threads: threads)
    if reader.header != header {
      throw FileError(.unreadable, path: input.name, reason: "was changed while it was read")
    }
    if image > 0 { try reader.select(image: image) }
  }

  /// Whether the samples are kept in memory from the first pass on.
  var isHeld: Bool { isReadAgain && !input.canBeReopened }

  private func allRows() throws(FileError) -> HeldRows {
    let rows: HeldRows
    do throws(RowError) {
      rows = try HeldRows(collecting: Watched(reader, by: watch))
    } catch {
      throw FileError(of: error, path: input.name)
    }
    if image + 1 == header.imageCount { try reader.finish() }
    return rows
  }
}
