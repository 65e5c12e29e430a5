// SPDX-License-Identifier: Apache-2.0

/// A failure to allocate a buffer whose size depends on the image.
public struct OutOfMemory: Error, Hashable, Sendable {
  /// The number of bytes in the failed request.
  public let bytes: Int

  /// A failure to allocate `bytes`.
  public init(bytes: Int) { self.bytes = bytes }
}

extension OutOfMemory: CustomStringConvertible {
  /// A one-sentence message for the user, without a period.
  public var description: String { "cannot allocate \(bytes) bytes" }
}
