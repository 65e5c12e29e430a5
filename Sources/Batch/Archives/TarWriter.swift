// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles

/// A writer of a tar archive, from its beginning to its end.
///
/// A file appears under its name by `commit`, or not at all.
final class TarWriter {
  /// The size to which tar fills up archives, in bytes: 20 blocks.
  private static let recordSize = 20 * TarHeader.size
  private static let blockSize = 1 << 18

  private let file: OutputFile
  private var buffer: [UInt8] = []
  private var size = 0

  /// Opens the output, whose temporary file is one of `temporaries`.
  ///
  /// - Throws: `.cannotCreate`.
  init(_ output: Output, temporaries: Temporaries) throws(FileError) {
    file = try OutputFile(output, temporaries: temporaries)
  }

  /// Appends bytes.
  ///
  /// - Throws: `.readWrite`, `.readerGone`.
  func write(_ bytes: some Collection<UInt8>) throws(FileError) {
    buffer += bytes
    size += bytes.count
    if buffer.count >= TarWriter.blockSize { try flush() }
  }

  /// Appends the blocks of a member and its contents.
  ///
  /// - Throws: as `write(_:)`.
  func write(_ blocks: [UInt8], contents: [UInt8]) throws(FileError) {
    try write(blocks)
    try write(contents)
    try write(TarEntry.zeros(contents.count))
  }

  /// Sends what is held to the output, such as before a reader of a pipe has to wait.
  ///
  /// - Throws: `.readWrite`, `.readerGone`.
  func flush() throws(FileError) {
    try file.write(buffer)
    buffer.removeAll(keepingCapacity: true)
  }

  /// Appends the end of the archive.
  ///
  /// - Throws: as `write(_:)`.
  /// - Returns: the size and the checksum of a new regular file; `nil` for anything else or if it is not asked for.
  func finish(takesChecksum: Bool) throws(FileError) -> WrittenFile? {
    try write([UInt8](repeating: 0, count: 2 * TarHeader.size))
    let rest = size % TarWriter.recordSize
    if rest > 0 { try write([UInt8](repeating: 0, count: TarWriter.recordSize - rest)) }
    try flush()
    return takesChecksum ? try file.written() : nil
  }

  /// Gives the finished archive its name.
  ///
  /// - Parameter modified: the modification time, in nanoseconds since 1970-01-01; `nil` for the current time.
  /// - Throws: `.readWrite`, `.cannotCreate`.
  func commit(_ replacing: Replacing, isFlushed: Bool, modified: Int?) throws(FileError) {
    if let modified { file.setModified(modified) }
    try file.commit(replacing, isFlushed: isFlushed)
  }

  /// Removes what was written to a file.
  func discard() { file.discard() }
}
