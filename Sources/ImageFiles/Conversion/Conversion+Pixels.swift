// SPDX-License-Identifier: Apache-2.0

internal import Filters

extension Conversion {
  /// Returns the filter from 8-bit pixels to 8-bit pixels that the stages are; `nil` if they must run on samples.
  ///
  /// Some filters are faster on pixels, and nearer to the exact result.
  ///
  /// - Parameters:
  ///   - lowered: the stages of the whole conversion.
  ///   - original: the input.
  ///   - encoding: the output's.
  func pixels(
    _ lowered: Lowered, over original: RereadableInput, _ encoding: Encoding
  ) -> PixelFilter? {
    let header = original.header
    guard header.exactMaxValue == 255, !header.hasAlpha, header.imageCount == 1,
      encoding.bitDepth == 8, !encoding.format.capabilities.storesFloats,
      map == .clamp, levelsDirectory == nil, !measuresImages
    else { return nil }
    return PixelFilter(lowered, over: header.shape)
  }

  /// Filters the pixels of an input and encodes them.
  ///
  /// - Throws: `FileError` about the input or the output.
  func write(
    _ filter: PixelFilter, of original: RereadableInput, to writer: ImageWriter, by watch: Deadline
  ) throws(FileError) {
    let source = try original.uprightPixels()
    let pixels: FilteredPixels
    do throws(OutOfMemory) {
      pixels = try FilteredPixels(filter, over: source)
    } catch {
      throw FileError(error, path: original.name)
    }
    try writer.write(pixels: pixels) { () throws(FileError) in
      try watch.check()
      progress?.count(1)
    }
  }
}
