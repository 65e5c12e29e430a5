// SPDX-License-Identifier: Apache-2.0

internal import CImageIO
public import Filters

/// Delivers the rows of a PNG or JPEG file.
///
/// Memory does not depend on the image's height unless `header.isHeldWhole`.  A reader belongs to
/// one thread at a time.
@safe
public final class ImageReader: RowSource {
  /// What the file holds.
  public let header: FileHeader
  /// What the file says besides the samples.
  ///
  /// After `finish()` also what stands behind the image data.
  public private(set) var metadata: Metadata
  private let path: String
  private let file: InputFile
  private let handle: OpaquePointer

  /// Opens an image and reads what comes before its rows.
  ///
  /// - Throws: `.unreadable`, `.limit`, `.readWrite`.
  public init(_ input: Input, limits: ReadLimits = .init()) throws(FileError) {
    path = input.name
    file = try InputFile(input)
    var error = ic_error()
    var opened: OpaquePointer?
    var cLimits = ic_limits(max_pixels: UInt64(max(0, limits.maxPixels)))
    _ = unsafe ic_reader_open(file.descriptor, &cLimits, &opened, &error)
    guard let reader = unsafe opened else { throw FileError(reading: error, path: path) }
    unsafe handle = reader
    header = unsafe FileHeader(ic_reader_header(reader).pointee)
    metadata = unsafe Metadata(of: reader)
  }

  deinit {
    unsafe ic_reader_close(handle)
  }

  /// The extent of the whole image.
  public var shape: Shape { header.shape }

  /// Decodes the next row.
  ///
  /// - Throws: a `RowError` whose cause is a `FileError`.
  public func nextRow(into row: inout MutableRow) throws(RowError) {
    precondition(
      row.channels == shape.channels && row.width == shape.width, "a row of another shape")
    var error = ic_error()
    let status = unsafe row.withUnsafePlanes { planes in
      unsafe ic_reader_next_row(handle, planes, &error)
    }
    if status != IC_OK { throw RowError(FileError(reading: error, path: path)) }
  }

  /// Reads what comes after the last row, so that damage there is an error too.
  ///
  /// To be called once, after the last row.
  ///
  /// - Throws: `.unreadable`, `.limit`, `.readWrite`.
  public func finish() throws(FileError) {
    var error = ic_error()
    if unsafe ic_reader_finish(handle, &error) != IC_OK {
      throw FileError(reading: error, path: path)
    }
    metadata = unsafe Metadata(of: handle)
  }
}

/// An open descriptor for reading, closed with the last reference unless it is standard input.
private final class InputFile {
  let descriptor: Int32
  private let isOwned: Bool

  init(_ input: Input) throws(FileError) {
    do throws(System.Failure) {
      switch input {
      case .standardInput:
        descriptor = 0
        isOwned = false
      case .path(let path):
        descriptor = try System.openForReading(path)
        isOwned = true
      }
      if try System.kind(of: descriptor).isDirectory {
        if isOwned { try System.close(descriptor) }
        throw System.isDirectory
      }
    } catch {
      throw FileError(.unreadable, path: input.name, reason: error.reason)
    }
  }

  deinit {
    if isOwned { try? System.close(descriptor) }
  }
}
