// SPDX-License-Identifier: Apache-2.0

internal import CImageIO

/// A format of image files.
public enum FileFormat: String, Hashable, Sendable, CaseIterable {
  /// Portable Network Graphics.
  case png
  /// JPEG, with or without JFIF.
  case jpeg
  /// NumPy's array files: planes of float32, and some more types in.
  case npy

  /// The format's name in sentences.
  public var name: String {
    switch self {
    case .png: "PNG"
    case .jpeg: "JPEG"
    case .npy: "NPY"
    }
  }

  /// The library that codes it, with its version; "imgconv" where that is ourselves.
  public var library: String {
    switch self {
    case .png: unsafe "libpng " + String(cString: ic_png_version())
    case .jpeg: unsafe String(cString: ic_jpeg_version())
    case .npy: "imgconv"
    }
  }

  /// The extensions of file names, lower case, the usual one first.
  public var extensions: [String] {
    switch self {
    case .png: ["png"]
    case .jpeg: ["jpg", "jpeg", "jpe", "jfif"]
    case .npy: ["npy"]
    }
  }

  /// The format that a file name's extension asks for, in any case of letters; nil for an unknown
  /// one or none.
  ///
  /// It serves to choose an output's format.  An input's format is found by its content.
  public init?(fileName: Path) {
    let name = Substring(decoding: fileName.parts.name, as: UTF8.self)
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return nil }
    let ending = name[name.index(after: dot)...].lowercased()
    guard let format = FileFormat.allCases.first(where: { $0.extensions.contains(ending) }) else {
      return nil
    }
    self = format
  }

  /// The same for a name as a text.
  public init?(fileName: String) { self.init(fileName: Path(fileName)) }

  /// The format of a name as a user writes it: "png", "jpg", "JPEG"; nil for an unknown one.
  public init?(name: String) {
    self.init(fileName: "x.\(name)")
  }
}
