// SPDX-License-Identifier: Apache-2.0

internal import CImageIO
internal import Filters

/// An encoder of PNG and JPEG that uses their libraries: the gate to the C writers.
@safe
final class LibraryEncoder: RowEncoder {
  /// The file, kept open while it is written; `nil` if the bytes are kept in memory.
  private let file: OutputFile?
  private let path: String
  private let handle: OpaquePointer

  /// Prepares an image in `file`; nothing is written yet.
  ///
  /// - Parameters:
  ///   - metadata: metadata that the format can carry.
  ///   - threads: the number of threads that may compress PNG besides the caller's.
  /// - Throws: `.cannotCreate`, `.limit`.
  convenience init(
    to file: OutputFile, shape: Shape, encoding: Encoding, metadata: Metadata, threads: Int
  ) throws(FileError) {
    try self.init(
      to: file, path: file.path, shape: shape, encoding: encoding, metadata: metadata,
      threads: threads)
  }

  /// Prepares an image in `file`, or in memory if that is `nil`; `path` is the name in messages.
  init(
    to file: OutputFile?, path: String, shape: Shape, encoding: Encoding, metadata: Metadata,
    threads: Int = 1
  ) throws(FileError) {
    var output = ic_output(encoding, shape)
    output.threads = UInt32(clamping: threads)
    var error = ic_error()
    var created: OpaquePointer?
    if let file {
      _ = unsafe ic_writer_create(file.descriptor, &output, &created, &error)
    } else {
      _ = unsafe ic_writer_create_in_memory(&output, &created, &error)
    }
    guard let writer = unsafe created else { throw FileError(writing: error, path: path) }
    unsafe handle = writer
    self.file = file
    self.path = path
    if encoding.format == .jpeg { try setCoding(encoding, channels: shape.channels) }
    try add(metadata)
    var facts = metadata.facts
    _ = unsafe ic_writer_set_facts(handle, &facts, &error)
    try check(error)
  }

  /// A copy of the bytes kept in memory: the whole file after `finish()`.
  var bytes: [UInt8] { unsafe Array(ic_writer_bytes(handle)) }

  deinit {
    unsafe ic_writer_destroy(handle)
  }

  func write(row: borrowing RowBuffer) throws(FileError) {
    var error = ic_error()
    _ = unsafe row.withUnsafePlanes { planes in
      unsafe ic_writer_write_row(handle, planes, &error)
    }
    try check(error)
  }

  /// The size of a row of the file's own integers, in bytes.
  var rowSize: Int { unsafe ic_writer_row_size(handle) }

  /// Converts a row to `rowSize` bytes; another thread may encode meanwhile.
  @unsafe
  func convert(_ row: borrowing RowBuffer, into pixels: UnsafeMutablePointer<UInt8>) {
    unsafe row.withUnsafePlanes { unsafe ic_writer_convert(handle, $0, pixels) }
  }

  /// Encodes a row of `rowSize` bytes.
  @unsafe
  func write(pixels: UnsafePointer<UInt8>) throws(FileError) {
    var error = ic_error()
    _ = unsafe ic_writer_write_pixels(handle, pixels, &error)
    try check(error)
  }

  func finish(adding late: Metadata) throws(FileError) {
    try add(late)
    var error = ic_error()
    _ = unsafe ic_writer_finish(handle, &error)
    try check(error)
  }

  private func check(_ error: ic_error) throws(FileError) {
    if error.status != IC_OK { throw FileError(writing: error, path: path) }
  }

  /// Sets the JPEG tables and sampling factors that quality and subsampling do not express.
  private func setCoding(_ encoding: Encoding, channels: Int) throws(FileError) {
    var error = ic_error()
    if let sampling = encoding.sampling, channels == 3 {
      precondition(sampling.count == 3, "sampling factors of another number of components")
      let factors = sampling.map { factor in
        ic_sampling(
          horizontal: UInt8(clamping: factor.horizontal), vertical: UInt8(clamping: factor.vertical)
        )
      }
      _ = unsafe ic_writer_set_sampling(handle, factors, &error)
      try check(error)
    }
    if let tables = encoding.tables {
      let isWhole = tables.allSatisfy { $0.count == Int(IC_TABLE_SIZE) }
      precondition(tables.count == channels && isWhole, "tables of another number of components")
      _ = unsafe ic_writer_set_tables(handle, tables.flatMap(\.self), &error)
      try check(error)
    }
  }

  /// Adds all metadata except the scalar facts.
  private func add(_ metadata: Metadata) throws(FileError) {
    var error = ic_error()
    for (block, bytes) in metadata.cBlocks {
      _ = unsafe bytes.withCBytes { unsafe ic_writer_set_block(handle, block, $0, &error) }
      try check(error)
    }
    for text in metadata.texts {
      _ = unsafe text.withCText { unsafe ic_writer_add_text(handle, $0, &error) }
      try check(error)
    }
    for segment in metadata.segments {
      _ = unsafe segment.withCSegment { unsafe ic_writer_add_segment(handle, $0, &error) }
      try check(error)
    }
  }
}

extension ic_output {
  fileprivate init(_ encoding: Encoding, _ shape: Shape) {
    self.init()
    format = encoding.format == .png ? IC_PNG : IC_JPEG
    width = UInt32(shape.width)
    height = UInt32(shape.height)
    channels = UInt32(shape.channels)
    bit_depth = UInt32(encoding.bitDepth)
    quality = Int32(clamping: encoding.quality)
    subsampling =
      switch encoding.subsampling {
      case .s444: IC_444
      case .s422: IC_422
      case .s420: IC_420
      }
    progressive = encoding.isProgressive
    compression =
      switch encoding.compression {
      case .fast: IC_FAST
      case .balanced: IC_BALANCED
      case .small: IC_SMALL
      }
  }
}
