// SPDX-License-Identifier: Apache-2.0

package import Filters

extension [UInt8] {
  /// The growth below which memory is not asked for first.
  private static let smallGrowth = 1 << 16
  /// What an array takes beside its elements, and a little more.
  private static let arrayHeader = 64

  /// Makes room for `count` bytes in all; the capacity at least doubles, so that appending takes linear time.
  ///
  /// An array that cannot grow ends the program.  So as many bytes are requested first by a call that can fail, and
  /// given back.
  ///
  /// - Throws: `OutOfMemory`.
  package mutating func reserve(_ count: Int) throws(OutOfMemory) {
    if count <= capacity { return }
    let (twice, isOver) = capacity.multipliedReportingOverflow(by: 2)
    let wanted = isOver ? count : Swift.max(count, twice)
    if wanted > [UInt8].smallGrowth {
      let (whole, isTooMuch) = wanted.addingReportingOverflow([UInt8].arrayHeader)
      guard !isTooMuch, let block = unsafe RowStorage.allocateZeros(of: UInt8.self, count: whole)
      else { throw OutOfMemory(bytes: wanted) }
      unsafe RowStorage.free(block)
    }
    reserveCapacity(wanted)
  }
}
