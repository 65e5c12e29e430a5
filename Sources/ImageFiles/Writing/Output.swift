// SPDX-License-Identifier: Apache-2.0

/// The destination of an image.
///
/// ```swift
/// let file = Output.path("soft.jpg")
/// let memory = MemoryOutput(name: "thumbnail")
/// let kept = Output.memory(memory)  // then memory.bytes
/// ```
public enum Output: Hashable, Sendable {
  /// A file, which is written atomically; or a named pipe or device, which is written directly.
  case path(Path)
  /// Standard output, descriptor 1.
  case standardOutput
  /// Memory: the bytes of a file.
  case memory(MemoryOutput)

  /// Returns the file at a path given as text; see `Path.text`.
  public static func path(_ text: String) -> Output { .path(Path(text)) }

  /// The name in messages.
  public var name: String {
    switch self {
    case .path(let path): path.text
    case .standardOutput: "standard output"
    case .memory(let memory): memory.name
    }
  }
}
