// SPDX-License-Identifier: Apache-2.0

public import Filters

/// A source of the rows of an image file of any registered format.
///
/// ```swift
/// let reader = try ImageReader(.path("scan.png"))
/// let image = try Image(collecting: reader)
/// try reader.finish()
/// ```
///
/// Memory does not depend on the image's height unless `header.isHeldWhole`.  A reader belongs to
/// one thread at a time.  A regular file may have any number of readers.
public final class ImageReader: RowSource {
  /// The file's header.
  public let header: FileHeader
  /// The file's metadata.
  ///
  /// After `finish()` it includes what follows the image data.
  public private(set) var metadata: Metadata
  /// Notes on tolerated irregularities of the file and on skipped pieces, one sentence each.
  ///
  /// The list is complete after `finish()`.
  public private(set) var notes: [String]
  /// The one of `notes` that says what a damaged file has lost; `nil` if nothing is lost, and always unless
  /// `ReadLimits.isLenient`.
  ///
  /// It is known after `finish()`.
  public private(set) var salvageNote: String?
  private let decoder: any RowDecoder
  private let watch: Deadline?
  private var isReady = false
  private var rowsLeft: Int
  /// The index of the image that rows come from.
  private var image = 0
  private let path: String

  /// Opens an image and reads what comes before its rows.
  ///
  /// - Throws: `.unreadable`, `.limit`, `.readWrite`.
  public convenience init(_ input: Input, limits: ReadLimits = .init()) throws(FileError) {
    try self.init(input, limits: limits, watch: nil, threads: 1)
  }

  /// Opens an image with a deadline and cancellation check and a number of threads.
  ///
  /// - Parameters:
  ///   - watch: checks for the deadline and cancellation while an image that is held whole is decoded, before its first
  ///     row.
  ///   - threads: with more than one, a large regular file is decoded in its own thread.
  ///   - ahead: the bytes of a pipe that were taken before.
  package init(
    _ input: Input, limits: ReadLimits, watch: Deadline?, threads: Int, ahead: [UInt8] = []
  ) throws(FileError) {
    self.watch = watch
    path = input.name
    let file = try InputFile(input, ahead: ahead)
    let format = try ImageReader.format(of: file)
    // An idle pipe would block the thread, and the caller that joins it.
    let plan = DecodingPlan(limits: limits, threads: input.canBeReopened ? threads : 1)
    decoder = try format.codec.decoder(of: file, plan)
    header = decoder.header
    metadata = decoder.metadata
    notes = decoder.notes
    rowsLeft = decoder.header.shape.height
  }

  /// Detects the format of a file by its first bytes.
  ///
  /// - Throws: `.unreadable` if it is not supported, `.readWrite`.
  private static func format(of file: InputFile) throws(FileError) -> FileFormat {
    let beginning = try file.peek(FileFormat.signatureBytes)
    if beginning.isEmpty {
      throw FileError(.unreadable, path: file.path, reason: "the file is empty")
    }
    if let format = FileFormat.detected(in: beginning) { return format }
    if let format = FileFormat.truncated(in: beginning) {
      throw FileError(.unreadable, path: file.path, reason: "\(format.family): truncated data")
    }
    if let format = ForeignFormat(try file.peek(ForeignFormat.bytesNeeded), fileName: file.path) {
      throw FileError(format, path: file.path)
    }
    throw FileError(.unreadable, path: file.path, reason: "neither \(FileFormat.list("nor"))")
  }

  /// The extent of the whole image; of each image of a batch.
  public var shape: Shape { header.shape }

  /// Goes to the first row of the next image along an NPY file's batch axis; `header.batchSize` counts the images.
  ///
  /// Rows of the current image that were not requested are skipped.
  ///
  /// - Precondition: there is another image.
  /// - Throws: `.unreadable`, `.readWrite`.
  public func nextImage() throws(FileError) { try select(image: image + 1) }

  /// Goes to the first row of an image along the batch axis; in a pipe, no earlier one than the current.
  ///
  /// - Precondition: there is such an image.
  func select(image index: Int) throws(FileError) {
    precondition((0..<header.imageCount).contains(index), "no image \(index)")
    try prepare()
    try decoder.select(image: index)
    image = index
    rowsLeft = shape.height
  }

  /// Decodes the next row.
  ///
  /// - Throws: a `RowError` whose cause is a `FileError`.
  public func nextRow(into row: inout MutableRow) throws(RowError) {
    precondition(
      row.channels == shape.channels && row.width == shape.width, "a row of another shape")
    rowsLeft -= 1
    do {
      try prepare()
      try decoder.nextRow(into: &row)
    } catch {
      throw RowError(error)
    }
  }

  /// Whether rows can be taken as 8-bit pixels, by `nextPixels(into:)`.
  public var deliversPixels: Bool { decoder.pixels != nil }

  private func prepare() throws(FileError) {
    while !isReady {
      try watch?.check()
      isReady = try decoder.prepare()
    }
  }

  /// Reads the rest of the file, so that damage there is an error too.
  ///
  /// The rest is the rows not requested, as a strided convolution may leave some, all images after the current one, and
  /// everything after the last row.
  /// Call it once; no row may be requested afterwards.
  ///
  /// - Throws: `.unreadable`, `.limit`, `.readWrite`.
  public func finish() throws(FileError) {
    try prepare()
    if image + 1 < header.imageCount { try select(image: header.imageCount - 1) }
    if rowsLeft > 0 { try skipRows() }
    try decoder.finish()
    takeResults()
  }

  /// Ends reading before the last row if all metadata is known by then, and reads the rest otherwise.
  ///
  /// Damage in what is not read is not seen.
  ///
  /// - Throws: as `finish()`.
  package func stop() throws(FileError) {
    guard rowsLeft > 0, decoder.mayStop else { return try finish() }
    try decoder.stop()
    takeResults()
  }

  private func takeResults() {
    metadata = decoder.metadata
    notes = decoder.notes
    salvageNote = decoder.loss.map { "salvaged from a damaged file: \($0)" }
    if let salvageNote { notes.insert(salvageNote, at: 0) }
  }

  fileprivate func takePixels(into row: inout MutableSpan<UInt8>) throws(FileError) {
    guard let pixels = decoder.pixels else { preconditionFailure("a reader of samples alone") }
    rowsLeft -= 1
    try prepare()
    try pixels.nextPixels(into: &row)
  }

  private func skipRows() throws(FileError) {
    var buffer = try RowBuffer(for: shape, path: path)
    while rowsLeft > 0 {
      var row = buffer.row()
      try decoder.nextRow(into: &row)
      rowsLeft -= 1
    }
  }
}

extension ImageReader: PixelSource {
  /// Decodes the next row as 8-bit samples of whole pixels, in place of `nextRow(into:)`.
  ///
  /// - Precondition: `deliversPixels`.
  /// - Throws: a `RowError` whose cause is a `FileError`.
  public func nextPixels(into row: inout MutableSpan<UInt8>) throws(RowError) {
    do throws(FileError) {
      try takePixels(into: &row)
    } catch {
      throw RowError(error)
    }
  }
}
