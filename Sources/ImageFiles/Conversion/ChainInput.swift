// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// An image that a conversion filters: a file or an array, whose rows can be read more than once.
protocol ChainInput {
  /// The extent.
  var shape: Shape { get }
  /// Whether the last channel is alpha, not premultiplied.
  var hasAlpha: Bool { get }
  /// Whether samples are integers, and so from 0 to 1.
  var holdsIntegers: Bool { get }
  /// The curve by which samples stand for light.
  var transferCurve: TransferCurve { get }

  /// Returns a fresh source of the image's rows.
  func rows() throws(FileError) -> any RowSource
}

extension RereadableInput: ChainInput {
  var shape: Shape { header.shape }

  var hasAlpha: Bool { header.hasAlpha }

  var holdsIntegers: Bool { header.bitDepth <= 16 }

  var transferCurve: TransferCurve { metadata.transferCurve }
}

/// What the stages of a conversion must know about the samples that it writes.
struct ChainOutput {
  /// The bits of integers; `nil` for floats.
  let bitDepth: Int?
  /// Whether transparency must be flattened.
  let refusesAlpha: Bool

  /// The samples of an array.
  init(_ type: SampleType) {
    bitDepth = type.bitDepth
    refusesAlpha = false
  }

  /// The samples of a file.
  init(_ encoding: Encoding) {
    bitDepth = encoding.format.capabilities.storesFloats ? nil : encoding.bitDepth
    refusesAlpha = encoding.format.capabilities.refusesAlpha
  }
}
