// SPDX-License-Identifier: Apache-2.0

internal import CImageIO
internal import Filters

/// An encoder of PNG and JPEG that uses their libraries: the gate to the C writers.
@safe
final class LibraryEncoder: RowEncoder {
  /// The destination; a file is kept open while it is written.
  private let file: Destination
  private let handle: OpaquePointer
  private let isPlanar: Bool
  /// The bits per sample.
  private let bitDepth: Int

  /// Prepares an image in a file or in memory; nothing is written yet.
  ///
  /// - Throws: `.cannotCreate`, `.limit`.
  init(
    _ format: ic_format, to file: Destination, _ plan: EncodingPlan
  ) throws(FileError) {
    let encoding = plan.encoding
    var output = ic_output(format, encoding, plan.shape)
    output.threads = UInt32(clamping: plan.threads)
    output.planar = plan.isPlanar
    isPlanar = plan.isPlanar
    bitDepth = encoding.bitDepth
    var error = ic_error()
    var created: OpaquePointer?
    switch file {
    case .file(let file): _ = unsafe ic_writer_create(file.descriptor, &output, &created, &error)
    case .memory: _ = unsafe ic_writer_create_in_memory(&output, &created, &error)
    }
    guard let writer = unsafe created else { throw FileError(writing: error, path: file.path) }
    unsafe handle = writer
    self.file = file
    if encoding.format.capabilities.options.contains(.quality) {
      try setCoding(encoding, channels: plan.shape.channels)
    }
    try add(plan.metadata)
    var scalars = plan.metadata.scalars
    _ = unsafe ic_writer_set_scalars(handle, &scalars, &error)
    try check(error)
  }

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
    if case .memory = file {
      let bytes = unsafe ic_writer_bytes(handle)
      try unsafe file.write(RawSpan(_unsafeStart: bytes.data, byteCount: bytes.count))
    }
  }

  var planes: (any PlaneEncoder)? { isPlanar ? self : nil }

  var pixels: (any PixelEncoder)? { bitDepth == 8 && !isPlanar ? self : nil }

  fileprivate func check(_ error: ic_error) throws(FileError) {
    if error.status != IC_OK { throw FileError(writing: error, path: file.path) }
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

  /// Adds all metadata except the scalar metadata.
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

extension LibraryEncoder: PixelEncoder {
  func write(pixels: Span<UInt8>) throws(FileError) {
    precondition(pixels.count == rowSize, "a row of another size")
    var error = ic_error()
    _ = unsafe pixels.withUnsafeBufferPointer { row in
      unsafe ic_writer_write_pixels(handle, row.baseAddress, &error)
    }
    try check(error)
  }
}

extension LibraryEncoder: PlaneEncoder {
  func begin() throws(FileError) {
    var error = ic_error()
    _ = unsafe ic_writer_begin_planes(handle, &error)
    try check(error)
  }

  func withRow(
    _ row: Int, of component: Int, _ body: (inout MutableSpan<UInt8>) -> Void
  ) {
    let row = unsafe ic_writer_plane_row(handle, UInt32(component), UInt32(row))
    guard let start = unsafe row.samples else { preconditionFailure("no such row") }
    var span = unsafe MutableSpan(_unsafeStart: start, count: row.capacity)
    body(&span)
  }

  func complete(rows count: Int) throws(FileError) {
    var error = ic_error()
    _ = unsafe ic_writer_write_planes(handle, UInt32(count), &error)
    try check(error)
  }
}

extension ic_output {
  fileprivate init(_ format: ic_format, _ encoding: Encoding, _ shape: Shape) {
    self.init()
    self.format = format
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
      case .fastest: IC_FASTEST
      case .fast: IC_FAST
      case .balanced: IC_BALANCED
      case .small: IC_SMALL
      }
  }
}
