// SPDX-License-Identifier: Apache-2.0

/// The identity of a file, links followed: two paths with the same identity lead to the same file.
package struct FileIdentity: Hashable, Sendable {
  package let device: UInt64
  package let inode: UInt64

  /// Creates the identity of the regular file that the input reads; `nil` if it is not one.
  package init?(_ input: Input) {
    switch input {
    case .path(let path): self.init(path: path)
    case .standardInput: self.init(try? System.kind(of: 0))
    case .bytes: return nil
    }
  }

  /// Creates the identity of the regular file that the output would replace; `nil` if none exists.
  package init?(_ output: Output) {
    switch output {
    case .path(let path): self.init(path: path)
    case .standardOutput: self.init(try? System.kind(of: 1))
    case .memory: return nil
    }
  }

  private init?(path: Path) {
    self.init((try? System.kind(of: path)) ?? nil)
  }

  private init?(_ kind: System.Kind?) {
    guard let kind, kind.isRegular else { return nil }
    device = kind.device
    inode = kind.inode
  }
}
