// SPDX-License-Identifier: Apache-2.0

public import Filters

/// The result of a conversion as far as the input's header determines it.
public struct ConversionPreview: Hashable, Sendable {
  /// The extent of the image that would be read, upright if its orientation is applied; of each image of a batch.
  public let input: Shape
  /// The extent of the image that would be written; of each image of a batch.
  public let output: Shape
  /// The number of images along the input's batch axis; `nil` if it has none.
  public let batchSize: Int?
  /// The bytes of samples that the filters, a reader that must hold its whole image, and turning the image upright would
  /// hold at once.
  ///
  /// It excludes the codecs' own memory and that of an encoder that holds a whole image.
  public let bytesHeld: Int
}

extension Conversion {
  /// Returns what `run(_:to:)` would do, without reading samples or writing anything.
  ///
  /// - Throws: the errors of `run(_:to:)` that can be detected without the samples.
  public func preview(_ input: Input, to output: Output) throws(FileError) -> ConversionPreview {
    var conversion = self
    conversion.isPreview = true
    let prepared = try conversion.prepare(
      input, to: output, watch: Deadline(stop: stop, timeout: timeout, path: input.name))
    let header = prepared.original.header
    return ConversionPreview(
      input: header.shape, output: prepared.chain.lowered.shape, batchSize: header.batchSize,
      bytesHeld: try prepared.chain.bytesHeld + min(prepared.original.bytesTurned, .max / 4)
        + (header.isHeldWhole ? header.sampleBytes : 0))
  }
}
