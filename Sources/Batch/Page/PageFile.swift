// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles

/// The page on its way to its file: written as it is made, in its place only when it is whole.
final class PageFile {
  private static let blockSize = 1 << 16

  private let file: OutputFile
  private var buffer: [UInt8] = []

  /// - Throws: `.cannotCreate`.
  init(_ output: Output) throws(FileError) {
    file = try OutputFile(output)
  }

  /// Writes a piece behind the others.
  ///
  /// - Throws: `.readWrite`, `.readerGone`.
  func write(_ piece: HTML) throws(FileError) {
    buffer += piece.text.utf8
    if buffer.count >= PageFile.blockSize { try flush() }
  }

  /// Puts the page in its place.
  ///
  /// - Throws: `.readWrite`, `.readerGone`, `.cannotCreate`.
  func commit() throws(FileError) {
    try flush()
    try file.commit()
  }

  private func flush() throws(FileError) {
    try file.write(buffer)
    buffer.removeAll(keepingCapacity: true)
  }
}
