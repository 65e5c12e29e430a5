// SPDX-License-Identifier: Apache-2.0

package import ImageMetrics
internal import Filters

/// A comparison of two image files, or of two batches of as many images.
///
/// Memory does not depend on the images' heights, except for files that a reader must hold whole.
package struct FileComparison: Sendable {
  /// The first image.
  package let first: Input
  /// The second image.
  package let second: Input
  /// The limits on the sizes of the images.
  package var limits = ReadLimits()
  /// The path of the heat map of errors to write, or `nil`.
  ///
  /// It is an 8-bit PNG; see `Comparison.heatMap(of:)`.  Writing it reads both images twice.
  package var heatMap: String?

  /// The result of a comparison.
  package struct Result: Sendable {
    /// The metrics.
    package let comparison: Comparison
    /// The header of the first file.
    package let header: FileHeader
    /// Whether the last channel is alpha in both files.
    package let hasAlpha: Bool
  }

  /// Creates a comparison of two files, or of a file and standard input.
  package init(_ first: Input, _ second: Input) {
    self.first = first
    self.second = second
  }

  /// Compares the files and writes the heat map.
  ///
  /// The heat map appears once both files have been read to the end without an error; after an
  /// error nothing is left of it.
  ///
  /// - Throws: `.unreadable` about the second file if the shapes differ; `.cannotCreate` for a heat
  ///   map of a batch; `FileError` about a file or the heat map, of any kind.
  package func run() throws(FileError) -> Result {
    let files = try open()
    let count = files.first.header.imageCount
    var picture: (file: OutputFile, writer: ImageWriter)?
    if let heatMap {
      if count > 1 {
        throw FileError(
          .cannotCreate, path: heatMap,
          reason: "a heat map shows the errors of one image, not of a batch of \(count)")
      }
      picture = try create(heatMap, over: files.pair.imageShape)
    }

    let comparison: Comparison
    do throws(RowError) {
      comparison = try Comparison(of: files.pair, levels: files.levels, imageCount: count) {
        () throws(RowError) in try files.advance()
      }
    } catch {
      throw FileError(of: error, path: first.name)
    }
    try files.finish()
    if let picture { try write(comparison, to: picture.writer, picture.file) }
    return Result(
      comparison: comparison, header: files.first.header,
      hasAlpha: files.first.header.hasAlpha && files.second.header.hasAlpha)
  }

  /// Two open files and the pairs of their rows.
  private struct Files {
    let first: ImageReader
    let second: ImageReader
    let pair: ImagePair

    /// 65535 if all samples are multiples of 1/65535, as all 8-bit and 16-bit ones usually are.
    var levels: Int? {
      let levels = Int(UInt16.max)
      return [first, second].allSatisfy { file in
        file.header.maxValue.map { levels.isMultiple(of: $0) } ?? false
      } ? levels : nil
    }

    /// Goes to the next image of each file.
    func advance() throws(RowError) {
      do throws(FileError) {
        try first.nextImage()
        try second.nextImage()
      } catch {
        throw RowError(error)
      }
    }

    func finish() throws(FileError) {
      try first.finish()
      try second.finish()
    }
  }

  private func open() throws(FileError) -> Files {
    let reader = try ImageReader(first, limits: limits)
    let other = try ImageReader(second, limits: limits)
    let counts = [reader, other].map(\.header.imageCount)
    if counts[0] != counts[1] {
      throw FileError(
        .unreadable, path: second.name,
        reason: "number of images: \(counts[1]), in \(first.name): \(counts[0]); "
          + "only batches of the same size can be compared")
    }
    do throws(ShapeError) {
      return Files(first: reader, second: other, pair: try ImagePair(reader, other))
    } catch {
      throw FileError(
        .unreadable, path: second.name,
        reason: "is \(other.shape) (channels x height x width), \(first.name) is "
          + "\(reader.shape); only images of one shape can be compared")
    }
  }

  private func create(
    _ path: String, over shape: Shape
  ) throws(FileError) -> (OutputFile, ImageWriter) {
    let output = Output.path(path)
    if let old = FileIdentity(output), old == FileIdentity(first) || old == FileIdentity(second) {
      throw FileError(
        .cannotCreate, path: path, reason: "is one of the inputs; choose another output")
    }
    let file = try OutputFile(output)
    let writer = try ImageWriter(
      to: file, shape: Shape(channels: 3, height: shape.height, width: shape.width),
      hasAlpha: false, encoding: Encoding(.png))
    return (file, writer)
  }

  /// Reads both files again and writes the heat map.
  private func write(
    _ comparison: Comparison, to writer: ImageWriter, _ file: OutputFile
  ) throws(FileError) {
    let files = try open()
    let map: any RowSource
    do {
      map = try comparison.heatMap(of: files.pair)
    } catch let error as OutOfMemory {
      throw FileError(error, path: first.name)
    } catch {
      throw FileError(.unreadable, path: first.name, reason: "changed while it was read")
    }
    guard map.shape == writer.shape else {
      throw FileError(.unreadable, path: first.name, reason: "changed while it was read")
    }
    try writer.write(map)
    try files.finish()
    try writer.finish()
    try file.commit()
  }
}

extension Input {
  /// Whether the input can be reopened to read the same bytes: not a pipe or standard input.
  ///
  /// It is `true` for a path that cannot be examined; opening it reports the error.
  package var canBeReopened: Bool {
    if case .bytes = self { return true }
    guard case .path(let path) = self else { return false }
    guard let status = (try? FileStatus(path)) ?? nil else { return true }
    return status.isRegular || status.isDirectory
  }
}
