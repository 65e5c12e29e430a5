// SPDX-License-Identifier: Apache-2.0

internal import CRowLoops

/// A copy of an array, for an output that lies over its input.
@safe
package struct ArrayCopy {
  /// The copy, as planes without gaps.
  package let view: ArrayView
  private let memory: UnsafeMutablePointer<UInt8>

  /// Copies an array.
  ///
  /// - Throws: `OutOfMemory`, `ArrayError`.
  package init(_ source: ArrayView) throws {
    let (shape, type) = (source.layout.shape, source.layout.type)
    let layout = try ArrayLayout(planesOf: shape, type)
    unsafe memory = try RowStorage.allocate(repeating: 0, count: layout.bytes.count)
    unsafe view = try ArrayView(layout, at: UnsafeMutableRawPointer(memory))
    for channel in 0..<shape.channels {
      for y in 0..<shape.height {
        unsafe crl_gather(
          view.line(channel, y), source.line(channel, y), source.layout.columnStride, type.size,
          shape.width)
      }
    }
  }

  /// Frees the memory; the view must not be used any more.
  package func free() { unsafe RowStorage.free(memory) }
}
