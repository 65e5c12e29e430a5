// SPDX-License-Identifier: Apache-2.0

/// The source of an image.
public enum Input: Hashable, Sendable {
  /// A file, a named pipe or a device.
  case path(Path)
  /// Standard input, descriptor 0.
  case standardInput

  /// Returns the file at a path given as text; see `Path.text`.
  public static func path(_ text: String) -> Input { .path(Path(text)) }

  /// The name in messages.
  public var name: String {
    switch self {
    case .path(let path): path.text
    case .standardInput: "standard input"
    }
  }
}

/// The destination of an image.
public enum Output: Hashable, Sendable {
  /// A file, which is written atomically; or a named pipe or device, which is written directly.
  case path(Path)
  /// Standard output, descriptor 1.
  case standardOutput

  /// Returns the file at a path given as text; see `Path.text`.
  public static func path(_ text: String) -> Output { .path(Path(text)) }

  /// The name in messages.
  public var name: String {
    switch self {
    case .path(let path): path.text
    case .standardOutput: "standard output"
    }
  }
}

/// The limits on images that a reader accepts.
public struct ReadLimits: Hashable, Sendable {
  /// The max number of pixels (width times height) of an image.
  public var maxPixels: Int

  /// Creates limits; the default is 2^30 pixels.
  public init(maxPixels: Int = 1 << 30) {
    self.maxPixels = maxPixels
  }
}
