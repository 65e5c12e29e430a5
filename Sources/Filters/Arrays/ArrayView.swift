// SPDX-License-Identifier: Apache-2.0

/// An image in memory that its user owns: a layout and an address.
///
/// The maker of a view promises that the memory stays valid while it is used, and that no other code writes to samples
/// that are read, or touches samples that are written.
@safe
package struct ArrayView: @unchecked Sendable {
  /// The layout.
  package let layout: ArrayLayout
  /// The address of sample `[0, 0, 0]`.
  let start: UnsafeMutableRawPointer

  /// A view of the samples around an address.
  ///
  /// - Throws: `ArrayError.range` if they do not lie in the address space.
  @unsafe
  package init(_ layout: ArrayLayout, at start: UnsafeMutableRawPointer) throws(ArrayError) {
    let address = UInt(bitPattern: start)
    let low = address.addingReportingOverflow(UInt(bitPattern: layout.bytes.lowerBound))
    let high = address.addingReportingOverflow(UInt(bitPattern: layout.bytes.upperBound))
    // A negative offset wraps around unless it leads below 0; a positive one must not.
    if low.overflow != (layout.bytes.lowerBound < 0) || high.overflow { throw ArrayError.range }
    self.layout = layout
    unsafe self.start = unsafe start
  }

  /// Whether some byte belongs to both views.
  package func overlaps(_ other: ArrayView) -> Bool { addresses.overlaps(other.addresses) }

  private var addresses: Range<UInt> {
    let address = unsafe UInt(bitPattern: start)
    return address &+ UInt(bitPattern: layout.bytes.lowerBound)..<address
      &+ UInt(bitPattern: layout.bytes.upperBound)
  }

  /// The address of sample `[channel, y, 0]`.
  @unsafe
  func line(_ channel: Int, _ y: Int) -> UnsafeMutableRawPointer {
    unsafe start + channel * layout.channelStride + y * layout.rowStride
  }
}
