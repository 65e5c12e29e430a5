// SPDX-License-Identifier: Apache-2.0

public import Filters

/// What a conversion would do, as far as the input's header tells.
public struct ConversionPreview: Hashable, Sendable {
  /// The extent of the image that would be read.
  public let input: Shape
  /// The extent of the image that would be written.
  public let output: Shape
  /// The bytes of samples that would be held at once, by the filters and by a reader that must hold
  /// its whole image.
  ///
  /// The codecs' own memory is not in it, nor an encoder's that holds a whole image.
  public let bytesHeld: Int
}

extension Conversion {
  /// What `run(_:to:)` would do; only what stands before the input's samples is read, and nothing
  /// is written.
  ///
  /// - Throws: what of the errors of `run(_:to:)` can be known without the samples.
  public func preview(_ input: Input, to output: Output) throws(FileError) -> ConversionPreview {
    var conversion = self
    conversion.isPreview = true
    let prepared = try conversion.prepare(
      input, to: output, watch: RowWatch(stop: stop, timeout: timeout, path: input.name))
    let header = prepared.original.header
    let samples = header.shape.channels * header.shape.height * header.shape.width
    return ConversionPreview(
      input: header.shape, output: prepared.chain.lowered.shape,
      bytesHeld: try prepared.chain.bytesHeld
        + (header.isHeldWhole ? samples * header.bitDepth / 8 : 0)
    )
  }
}
