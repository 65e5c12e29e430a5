// SPDX-License-Identifier: Apache-2.0

/// Where an image comes from.
public enum Input: Hashable, Sendable {
  /// A file, a named pipe or a device.
  case path(Path)
  /// Descriptor 0.
  case standardInput

  /// The file that a text names; see `Path.text`.
  public static func path(_ text: String) -> Input { .path(Path(text)) }

  /// The name in messages.
  public var name: String {
    switch self {
    case .path(let path): path.text
    case .standardInput: "standard input"
    }
  }
}

/// Where an image goes.
public enum Output: Hashable, Sendable {
  /// A file, which appears whole or not at all; or a named pipe or device, which is written to
  /// directly.
  case path(Path)
  /// Descriptor 1.
  case standardOutput

  /// The file that a text names; see `Path.text`.
  public static func path(_ text: String) -> Output { .path(Path(text)) }

  /// The name in messages.
  public var name: String {
    switch self {
    case .path(let path): path.text
    case .standardOutput: "standard output"
    }
  }
}

/// What a reader accepts.
public struct ReadLimits: Hashable, Sendable {
  /// The most pixels (width times height) of an image.
  public var maxPixels: Int

  /// Limits; 2^30 pixels unless said otherwise.
  public init(maxPixels: Int = 1 << 30) {
    self.maxPixels = maxPixels
  }
}
