// SPDX-License-Identifier: Apache-2.0

/// The source of an image.
///
/// ```swift
/// let file = Input.path("photo.jpg")
/// let upload = Input.bytes(body, name: "upload 7")
/// ```
public enum Input: Hashable, Sendable {
  /// A file, a named pipe or a device.
  case path(Path)
  /// Standard input, descriptor 0.
  case standardInput
  /// The bytes of a file in memory, with a name for messages.
  case bytes([UInt8], name: String)

  /// Returns the file at a path given as text; see `Path.text`.
  public static func path(_ text: String) -> Input { .path(Path(text)) }

  /// The name in messages.
  public var name: String {
    switch self {
    case .path(let path): path.text
    case .standardInput: "standard input"
    case .bytes(_, let name): name
    }
  }
}
