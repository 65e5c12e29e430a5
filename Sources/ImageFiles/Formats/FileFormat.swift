// SPDX-License-Identifier: Apache-2.0

internal import CImageIO

/// An image file format.
public enum FileFormat: String, Hashable, Sendable, CaseIterable {
  /// Portable Network Graphics.
  case png
  /// JPEG, with or without JFIF.
  case jpeg
  /// NumPy's array files: planes of float32; inputs may have some other types.
  case npy

  /// The format's name for use in sentences.
  public var name: String {
    switch self {
    case .png: "PNG"
    case .jpeg: "JPEG"
    case .npy: "NPY"
    }
  }

  /// The codec library with its version; "imgconv" for our own codec.
  public var library: String {
    switch self {
    case .png: unsafe "libpng " + String(cString: ic_png_version())
    case .jpeg: unsafe String(cString: ic_jpeg_version())
    case .npy: "imgconv"
    }
  }

  /// The file name extensions in lower case, the usual one first.
  public var extensions: [String] {
    switch self {
    case .png: ["png"]
    case .jpeg: ["jpg", "jpeg", "jpe", "jfif"]
    case .npy: ["npy"]
    }
  }

  /// Creates the format of a path's extension, case-insensitive; `nil` if it is unknown or missing.
  ///
  /// Use it to choose an output's format.  An input's format is detected by its content.
  public init?(fileName: Path) {
    let name = Substring(decoding: fileName.parts.name, as: UTF8.self)
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return nil }
    let ending = name[name.index(after: dot)...].lowercased()
    guard let format = FileFormat.allCases.first(where: { $0.extensions.contains(ending) }) else {
      return nil
    }
    self = format
  }

  /// Creates the format of the extension of a file name given as text.
  public init?(fileName: String) { self.init(fileName: Path(fileName)) }

  /// Creates the format with a name as users write it: "png", "jpg", "JPEG"; `nil` if unknown.
  public init?(name: String) {
    self.init(fileName: "x.\(name)")
  }
}
