// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles

/// The output file of a page: written piece by piece, moved into place only when complete.
final class PageFile {
  private static let blockSize = 1 << 16

  private let file: OutputFile
  private var buffer: [UInt8] = []

  /// Opens the output, whose temporary file is one of `temporaries`.
  ///
  /// - Throws: `.cannotCreate`.
  init(_ output: Output, temporaries: Temporaries) throws(FileError) {
    file = try OutputFile(output, temporaries: temporaries)
  }

  /// Appends a piece.
  ///
  /// - Throws: `.readWrite`, `.readerGone`.
  func write(_ piece: HTML) throws(FileError) {
    buffer += piece.text.utf8
    if buffer.count >= PageFile.blockSize { try flush() }
  }

  /// Moves the complete page into place.
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
