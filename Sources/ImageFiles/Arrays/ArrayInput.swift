// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// An array that a conversion filters.
struct ArrayInput: ChainInput {
  /// The array.
  let view: ArrayView
  /// Whether the last channel is alpha.
  let hasAlpha: Bool
  /// Checks for the deadline and cancellation before each row.
  let watch: Deadline

  var shape: Shape { view.layout.shape }

  var holdsIntegers: Bool { view.layout.type.bitDepth != nil }

  var transferCurve: TransferCurve { .sRGB }

  func rows() throws(FileError) -> any RowSource {
    let watch = watch
    do throws(OutOfMemory) {
      return try ArraySource(view) { try watch.check() }
    } catch {
      throw FileError(error, path: ArrayResult.name)
    }
  }
}
