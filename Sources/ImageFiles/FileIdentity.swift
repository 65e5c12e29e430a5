// SPDX-License-Identifier: Apache-2.0

/// Which file a name leads to, links followed: two names with the same identity are the same file.
package struct FileIdentity: Hashable, Sendable {
  package let device: UInt64
  package let inode: UInt64

  /// The regular file that the input reads, nil if it is none.
  package init?(_ input: Input) {
    switch input {
    case .path(let path): self.init(path: path)
    case .standardInput: self.init(try? System.kind(of: 0))
    }
  }

  /// The regular file that the output would replace, nil if there is none.
  package init?(_ output: Output) {
    switch output {
    case .path(let path): self.init(path: path)
    case .standardOutput: self.init(try? System.kind(of: 1))
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
