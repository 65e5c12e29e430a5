// SPDX-License-Identifier: Apache-2.0

internal import Filters

extension Conversion {
  /// The approximate bytes that the codecs of the input and of the output hold besides what they report: windows,
  /// tables and buffers.
  private static let codecBytes = 1 << 20

  /// Returns the approximate number of bytes that converting one image takes.
  ///
  /// The rings of rows are counted exactly.  Each codec reports an upper bound for its own memory.
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
    var bytes = Conversion.codecBytes + header.format.codec.bytesHeld(decoding: original.stored)
    // One copy each in the reader, the conversion and the writer.
    bytes += 3 * original.metadata.byteCount
    // Far more than any budget if there is no such number.
    bytes += min(original.bytesTurned, .max / 4)
    if original.isHeld { bytes += HeldRows.bytes(of: input) }
    if recipe.needsMeasuring { bytes += result.noiseMeterBytes }
    // Planes and pixels take about as much as samples, or less; the output's sampling, which decides between them, may
    // still change.
    bytes += max(
      planes(result, over: original, encoding)?.bytesHeld ?? 0,
      pixels(result, over: original, encoding)?.bytesHeld ?? 0,
      try result.bytesHeld(over: input, threads: levelsDirectory == nil ? threads : 1))
    let reading = (original.stored.shape, header.bitDepth, self.threads)
    for (shape, depth, threads) in [reading, (result.shape, encoding.bitDepth, threads)]
    where Relays.areWorth(shape, threads: threads) {
      bytes += PixelStrip.bytesHeld(rowSize: 4 * shape.width * depth / 8)
    }
    let plan = EncodingPlan(shape: result.shape, encoding: encoding, threads: threads)
    return bytes
      + encoding.format.codec.bytesHeld(encoding: plan, isSequential: output.isStream)
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
    if case .memory = self { return false }
    guard case .path(let path) = self else { return true }
    return ((try? FileStatus(path)) ?? nil)?.isRegular == false
  }
}
