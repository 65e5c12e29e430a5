// SPDX-License-Identifier: Apache-2.0

internal import Filters

extension Conversion {
  /// The approximate bytes that codecs hold besides rows: libpng's and zlib's windows and buffers
  /// (under 0.7 MB at the highest effort), libjpeg's tables, our buffers of 64 KiB.
  private static let codecBytes = 1 << 20

  /// Returns the approximate number of bytes that converting one image takes.
  ///
  /// The rings of rows are counted exactly.  The codecs' memory is an upper bound that follows from
  /// their documentation: coefficients of 2 bytes for progressive JPEG, samples of 1 or 2 bytes for
  /// Adam7, whole planes for several channels of NPY through a pipe.
  ///
  /// - Parameters:
  ///   - result: the recipe's stages for this image.
  ///   - output: the destination; several planes of NPY are held whole for a pipe.
  ///   - threads: the number of threads that filter and write; the reader uses `self.threads`.
  func bytesNeeded(
    for result: Lowered, over original: RereadableInput, encoding: Encoding, to output: Output,
    threads: Int
  ) throws(ShapeError) -> Int {
    let header = original.header
    let input = header.shape
    var bytes = Conversion.codecBytes + Conversion.readerBytes(header)
    // One copy each in the reader, the conversion and the writer.
    bytes += 3 * original.metadata.byteCount
    if original.isHeld { bytes += HeldRows.bytes(of: input) }
    if recipe.needsMeasuring { bytes += result.noiseMeterBytes }
    bytes += try result.bytesHeld(over: input, threads: levelsDirectory == nil ? threads : 1)
    let reading = (input, header.bitDepth, self.threads)
    for (shape, depth, threads) in [reading, (result.shape, encoding.bitDepth, threads)]
    where Relays.areWorth(shape, threads: threads) {
      bytes += PixelStrip.bytesHeld(rowSize: 4 * shape.width * depth / 8)
    }
    if encoding.format == .png && encoding.compression != .fast
      && Relays.areWorth(result.shape, threads: threads)
    {
      bytes += Conversion.pngThreadBytes * min(threads, Conversion.maxPNGThreads)
    }
    return bytes + Conversion.writerBytes(result.shape, encoding, isStaged: !output.isStream)
  }

  /// Returns the bytes that a reader holds: some rows, or the whole image as integers.
  private static func readerBytes(_ header: FileHeader) -> Int {
    let shape = header.shape
    switch header.format {
    case .png:
      let rows = 8 + (header.isHeldWhole ? shape.height : 0)
      return shape.channels * shape.width * rows * (header.bitDepth / 8)
    case .jpeg:
      // Four inks are delivered as three channels.
      let inks = header.colorModel == .cmyk || header.colorModel == .ycck
      let row = (inks ? 4 : shape.channels) * shape.width
      return row * (jpegRows + (header.isHeldWhole ? 2 * (shape.height + 16) : 0))
    case .npy:
      let size = header.storedBitDepth / 8
      return NPYStrips(shape, size: size, isSequential: header.isHeldWhole).count * size
    }
  }

  /// The rows of samples in libjpeg's working buffers: two groups of 16 rows with their context,
  /// and the coefficients of one.
  private static let jpegRows = 80

  /// The bytes of the PNG writer's strips besides long rows: a quarter of a megabyte unfiltered,
  /// filtered and deflated, and the tables of two compressors.
  private static let pngStripBytes = 2 << 20

  /// The bytes of each compression thread: a strip as it is filtered and deflated twice, a window, two compressors.
  private static let pngThreadBytes = 3 << 19
  /// The max number of compression threads, as in png_packer.c.
  private static let maxPNGThreads = 8

  /// Returns the bytes that a writer holds: some rows, a strip, or the whole image as coefficients or floats.
  private static func writerBytes(_ shape: Shape, _ encoding: Encoding, isStaged: Bool) -> Int {
    switch encoding.format {
    case .png:
      return pngStripBytes + 8 * shape.channels * shape.width * (encoding.bitDepth / 8 + 4)
    case .jpeg:
      let rows = jpegRows + (encoding.isProgressive ? 2 * (shape.height + 16) : 0)
      return shape.channels * shape.width * rows
    case .npy:
      let strips = NPYStrips(shape, size: MemoryLayout<Float>.stride, isSequential: !isStaged)
      return strips.count * MemoryLayout<Float>.stride
    }
  }
}

extension Metadata {
  /// The total size of all blocks, texts and segments, in bytes.
  fileprivate var byteCount: Int {
    cBlocks.reduce(0) { $0 + $1.1.count } + texts.reduce(0) { $0 + $1.bytes.count }
      + segments.reduce(0) { $0 + $1.bytes.count }
  }
}

extension Output {
  /// Whether bytes can only be written in order.
  fileprivate var isStream: Bool {
    guard case .path(let path) = self else { return true }
    return ((try? FileStatus(path)) ?? nil)?.isRegular == false
  }
}
