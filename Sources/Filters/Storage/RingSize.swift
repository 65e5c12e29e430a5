// SPDX-License-Identifier: Apache-2.0

/// The size of the ring of one link.
package struct RingSize: Hashable, Sendable {
  /// The number of input rows held at once.
  package let rows: Int
  /// The bytes of all samples held: those rows in every channel, their halo columns, the padding
  /// that aligns each row to a cache line, one more row if the border mode is a constant, and the
  /// tables of the stage.
  package let bytes: Int

  /// A ring of this size.
  package init(rows: Int, bytes: Int) {
    self.rows = rows
    self.bytes = bytes
  }
}
