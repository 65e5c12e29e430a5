// SPDX-License-Identifier: Apache-2.0

internal import FileSystem
internal import Filters
private import Locking

/// An output in memory.
///
/// ```swift
/// let output = MemoryOutput(name: "thumbnail")
/// _ = try conversion.run(.path("photo.jpg"), to: .memory(output))
/// let file = output.bytes
/// ```
///
/// It holds nothing until the file is complete, and then the file's bytes.  Two outputs are equal if they are the same
/// object.
public final class MemoryOutput: Sendable {
  /// The name in messages.
  public let name: String
  private let file = Locked<[UInt8]>([])
  private let staged = Locked<[UInt8]>([])

  /// Creates an empty output.
  public init(name: String = "output in memory") { self.name = name }

  /// The bytes of the complete file; empty before.
  public var bytes: [UInt8] { file.withLock { $0 } }

  /// Writes bytes after those written before, or at `offset`.
  ///
  /// - Throws: `OutOfMemory`.
  func write(_ bytes: RawSpan, at offset: Int?) throws(OutOfMemory) {
    var copy: [UInt8] = []
    try copy.reserve(bytes.byteCount)
    unsafe bytes.withUnsafeBytes { unsafe copy.append(contentsOf: $0) }
    try staged.withLock { [copy] held throws(OutOfMemory) in
      let start = offset ?? held.count
      let end = start + copy.count
      try held.reserve(end)
      if held.count < end { held += repeatElement(0, count: end - held.count) }
      held.replaceSubrange(start..<end, with: copy)
    }
  }

  /// Returns the size and the checksum of the bytes written so far.
  func written() -> WrittenFile {
    staged.withLock { held in
      var checksum = CRC32()
      unsafe held.withUnsafeBytes { bytes in unsafe checksum.add(bytes.bytes) }
      return WrittenFile(size: held.count, checksum: checksum.value)
    }
  }

  /// Makes the bytes written so far the file.
  func commit() {
    let complete = staged.withLock { held in
      defer { held = [] }
      return held
    }
    file.withLock { $0 = complete }
  }
}

extension MemoryOutput: Hashable {
  /// Whether two outputs are the same object.
  public static func == (a: MemoryOutput, b: MemoryOutput) -> Bool { a === b }

  /// Hashes the identity.
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
