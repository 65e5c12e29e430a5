// SPDX-License-Identifier: Apache-2.0

/// The identity, size and modification time of a regular file: a different stamp means a different
/// file or different bytes.
///
/// A change that keeps the size is detected by the time alone, which advances in steps of the file
/// system's clock: a few milliseconds at most on Linux.
public struct FileStamp: Hashable, Sendable {
  /// The size in bytes.
  public let size: Int
  /// When the bytes were last written, in nanoseconds since 1970-01-01.
  public let modified: Int
  private let identity: FileIdentity

  /// Creates the stamp of the file at a path, links followed; `nil` if that is not a regular file.
  public init?(_ path: Path) { self.init((try? FileStatus(path)) ?? nil) }

  /// Creates the stamp of an open file; `nil` if that is not a regular file.
  package init?(descriptor: Int32) { self.init(try? FileStatus(descriptor)) }

  private init?(_ status: FileStatus?) {
    guard let status, status.isRegular else { return nil }
    size = status.size
    modified = status.modified
    identity = status.identity
  }
}
