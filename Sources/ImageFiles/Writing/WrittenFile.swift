// SPDX-License-Identifier: Apache-2.0

/// The size and checksum of an output, which show later whether it is still intact.
public struct WrittenFile: Hashable, Sendable {
  /// The number of bytes.
  public let size: Int
  /// The CRC-32 of all bytes.
  public let checksum: UInt32

  /// Creates a record of a size and a checksum.
  public init(size: Int, checksum: UInt32) {
    self.size = size
    self.checksum = checksum
  }

  /// Computes the size and checksum of the file at `path`.
  ///
  /// - Throws: `.unreadable` if it cannot be opened, `.readWrite`.
  public init(reading path: Path) throws(FileError) {
    let file = try InputFile(.path(path))
    try self.init { (bytes, offset) throws(FileError) in try file.read(into: &bytes, at: offset) }
  }

  /// Computes the size and checksum of a descriptor's regular file; its position does not change.
  init(of descriptor: Int32) throws(System.Failure) {
    try self.init { (bytes, offset) throws(System.Failure) in
      try System.read(descriptor, into: &bytes, at: offset)
    }
  }

  /// Computes the size and checksum of what `read` delivers from an offset on.
  private init<Failure: Error>(
    _ read: (inout MutableRawSpan, _ offset: Int) throws(Failure) -> Int
  ) throws(Failure) {
    var buffer = [UInt8](repeating: 0, count: 1 << 15)
    var sum = CRC32()
    var size = 0
    while true {
      var span = buffer.mutableSpan
      var bytes = unsafe span.mutableBytes
      let got = try read(&bytes, size)
      unsafe sum.add(buffer.span.bytes.extracting(0..<got))
      size += got
      if got < buffer.count { break }
    }
    self.init(size: size, checksum: sum.value)
  }
}
