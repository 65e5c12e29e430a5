// SPDX-License-Identifier: Apache-2.0

extension FileIdentity {
  /// Creates the identity of the regular file that the input reads; `nil` if it is not one.
  package init?(_ input: Input) {
    switch input {
    case .path(let path): self.init((try? FileStatus(path)) ?? nil)
    case .standardInput: self.init(try? FileStatus(0))
    case .bytes: return nil
    }
  }

  /// Creates the identity of the regular file that the output would replace; `nil` if none exists.
  package init?(_ output: Output) {
    switch output {
    case .path(let path): self.init((try? FileStatus(path)) ?? nil)
    case .standardOutput: self.init(try? FileStatus(1))
    case .memory: return nil
    }
  }

  private init?(_ status: FileStatus?) {
    guard let status, status.isRegular else { return nil }
    self = status.identity
  }
}
