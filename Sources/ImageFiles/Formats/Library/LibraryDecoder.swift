// SPDX-License-Identifier: Apache-2.0

internal import CImageIO
internal import Filters

/// A decoder of PNG and JPEG that uses their libraries: the gate to the C readers.
@safe
final class LibraryDecoder: RowDecoder {
  let header: FileHeader
  private let file: InputFile
  private let handle: OpaquePointer

  /// Reads everything before the rows of a file of this format.
  ///
  /// - Throws: `.unreadable`, `.limit`, `.readWrite`.
  init(_ format: FileFormat, _ file: InputFile, limits: ReadLimits) throws(FileError) {
    self.file = file
    var error = ic_error()
    var opened: OpaquePointer?
    var cLimits = ic_limits()
    cLimits.max_pixels = UInt64(max(0, limits.maxPixels))
    cLimits.lenient = limits.isLenient
    switch file.source {
    case .descriptor(let descriptor, _):
      _ = unsafe file.takeAhead().withCBytes { taken in
        unsafe ic_reader_open(descriptor, taken, &cLimits, &opened, &error)
      }
    case .memory(let bytes):
      _ = unsafe bytes.withCBytes { unsafe ic_reader_open_memory($0, &cLimits, &opened, &error) }
    }
    guard let reader = unsafe opened else { throw FileError(reading: error, path: file.path) }
    unsafe handle = reader
    var header = unsafe FileHeader(ic_reader_header(reader).pointee, of: format)
    header.jpeg = unsafe JPEGCoding(reader)
    self.header = header
  }

  deinit {
    unsafe ic_reader_close(handle)
  }

  var metadata: Metadata { unsafe Metadata(of: handle) }

  var notes: [String] {
    unsafe (0..<ic_reader_note_count(handle)).map { index in
      unsafe String(cString: ic_reader_note(handle, index))
    }
  }

  var loss: String? {
    guard let loss = unsafe ic_reader_loss(handle) else { return nil }
    return unsafe String(cString: loss)
  }

  func prepare() throws(FileError) -> Bool {
    var error = ic_error()
    var isReady = false
    if unsafe ic_reader_prepare(handle, &isReady, &error) != IC_OK {
      throw FileError(reading: error, path: file.path)
    }
    return isReady
  }

  func nextRow(into row: inout MutableRow) throws(FileError) {
    var error = ic_error()
    let status = unsafe row.withUnsafePlanes { planes in
      unsafe ic_reader_next_row(handle, planes, &error)
    }
    if status != IC_OK { throw FileError(reading: error, path: file.path) }
  }

  /// The size of a row of the file's own integers, in bytes.
  var rowSize: Int { unsafe ic_reader_row_size(handle) }

  /// Decodes the next row to `rowSize` bytes.
  @unsafe
  func nextPixels(into pixels: UnsafeMutablePointer<UInt8>) throws(FileError) {
    var error = ic_error()
    if unsafe ic_reader_next_pixels(handle, pixels, &error) != IC_OK {
      throw FileError(reading: error, path: file.path)
    }
  }

  var pixels: (any PixelDecoder)? { header.bitDepth == 8 ? self : nil }

  /// Converts a row of `rowSize` bytes to samples; another thread may decode meanwhile.
  @unsafe
  func convert(_ pixels: UnsafePointer<UInt8>, into row: inout MutableRow) {
    unsafe row.withUnsafePlanes { unsafe ic_reader_convert(handle, pixels, $0) }
  }

  /// The error of a request for a row after the last one.
  var noRowLeft: FileError {
    FileError(.internalError, path: file.path, reason: "no row is left")
  }

  var mayStop: Bool { unsafe ic_reader_may_stop(handle) }

  func finish() throws(FileError) {
    var error = ic_error()
    if unsafe ic_reader_finish(handle, &error) != IC_OK {
      throw FileError(reading: error, path: file.path)
    }
  }
}

extension LibraryDecoder: PixelDecoder {
  func nextPixels(into row: inout MutableSpan<UInt8>) throws(FileError) {
    precondition(row.count == rowSize, "a row of another size")
    var error = ic_error()
    let status = unsafe row.withUnsafeMutableBufferPointer { row in
      unsafe ic_reader_next_pixels(handle, row.baseAddress, &error)
    }
    if status != IC_OK { throw FileError(reading: error, path: file.path) }
  }
}

extension JPEGCoding {
  /// Creates the coding of a reader's file; `nil` if that is not a JPEG.
  @unsafe
  fileprivate init?(_ reader: OpaquePointer) {
    let components = unsafe 0..<ic_reader_component_count(reader)
    if components.isEmpty { return nil }
    sampling = components.map { index in
      let factors = unsafe ic_reader_sampling(reader, index)
      return Sampling(horizontal: Int(factors.horizontal), vertical: Int(factors.vertical))
    }
    tables = components.map { index in
      guard let table = unsafe ic_reader_table(reader, index) else { return nil }
      return unsafe Array(UnsafeBufferPointer(start: table, count: Int(IC_TABLE_SIZE)))
    }
  }
}
