// SPDX-License-Identifier: Apache-2.0

/// An open file, closed with the last reference unless it is a standard stream.
package final class Descriptor: Sendable {
  /// The purpose that a file is opened for.
  package enum Purpose {
    /// The file must exist.
    case reading
    /// The file is created if missing; writes go to its end.
    case appending
  }

  /// The file descriptor.
  package let number: Int32
  private let isOwned: Bool

  /// Opens a file.
  package init(_ path: Path, for purpose: Purpose) throws(System.Failure) {
    number =
      switch purpose {
      case .reading: try System.openForReading(path)
      case .appending: try System.openForAppending(path)
      }
    isOwned = true
  }

  /// Creates a reference to a standard stream, which stays open.
  package init(standard number: Int32) {
    self.number = number
    isOwned = false
  }

  deinit {
    if isOwned { try? System.close(number) }
  }

  /// Returns the size of a regular file in bytes; `nil` for anything else.
  package func size() -> Int? {
    guard let status = try? FileStatus(number), status.isRegular else { return nil }
    return status.size
  }

  /// Reads up to `count` bytes from the byte `offset`; fewer only at the end of the file.
  package func read(at offset: Int, count: Int) throws(System.Failure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var span = bytes.mutableSpan
    var raw = unsafe span.mutableBytes
    let got = try System.read(number, into: &raw, at: offset)
    return got == count ? bytes : Array(bytes.prefix(got))
  }

  /// Writes bytes with one system call; returns the number written.
  package func writeOnce(_ bytes: [UInt8]) throws(System.Failure) -> Int {
    try unsafe System.writeOnce(number, bytes.span.bytes)
  }

  /// Writes all bytes.
  package func write(_ bytes: [UInt8]) throws(System.Failure) {
    try unsafe System.write(number, bytes.span.bytes)
  }

  /// Truncates the file to `size` bytes.
  package func truncate(to size: Int) throws(System.Failure) {
    try System.truncate(number, to: size)
  }

  /// Waits until all bytes are on the device, if the file system supports it.
  package func flush() { try? System.flush(number) }
}
