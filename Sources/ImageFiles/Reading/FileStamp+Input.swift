// SPDX-License-Identifier: Apache-2.0

extension FileStamp {
  /// Creates the stamp of the file that the input reads; `nil` if that is not a regular file.
  public init?(_ input: Input) {
    switch input {
    case .path(let path): self.init(path)
    case .standardInput: self.init(descriptor: 0)
    case .bytes: return nil
    }
  }

  /// Creates the stamp of the existing file at the output; `nil` if that is not a regular file.
  public init?(_ output: Output) {
    switch output {
    case .path(let path): self.init(path)
    case .standardOutput: self.init(descriptor: 1)
    case .memory: return nil
    }
  }
}
