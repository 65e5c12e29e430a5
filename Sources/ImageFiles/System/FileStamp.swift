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
  private let device: UInt64
  private let inode: UInt64

  /// Creates the stamp of the file that the input reads; `nil` if that is not a regular file.
  public init?(_ input: Input) {
    switch input {
    case .path(let path): self.init((try? System.kind(of: path)) ?? nil)
    case .standardInput: self.init(try? System.kind(of: 0))
    case .bytes: return nil
    }
  }

  /// Creates the stamp of the existing file at the output; `nil` if that is not a regular file.
  public init?(_ output: Output) {
    switch output {
    case .path(let path): self.init((try? System.kind(of: path)) ?? nil)
    case .standardOutput: self.init(try? System.kind(of: 1))
    case .memory: return nil
    }
  }

  private init?(_ kind: System.Kind?) {
    guard let kind, kind.isRegular else { return nil }
    size = kind.size
    modified = kind.modified
    device = kind.device
    inode = kind.inode
  }
}
