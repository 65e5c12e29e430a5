// SPDX-License-Identifier: Apache-2.0

/// An image file format that imgconv reads and writes: its names, what it can hold, and its codec.
///
/// Two values are equal if they are the same registered format.  `allCases` lists the registry.
public struct FileFormat: RawRepresentable, CaseIterable, Hashable, Sendable {
  /// The name in options and reports, in lower case: "png".
  public let rawValue: String
  /// The format's name for use in sentences.
  public let name: String
  /// The name that it shares with closely related formats, for lists; usually `name`.
  public let family: String
  /// The file name extensions in lower case, the usual one first.
  public let extensions: [String]
  /// What a file of this format can hold.
  public let capabilities: FormatCapabilities
  /// The first bytes of its files, any of which identifies the format; none for a format that is only written.
  package let signatures: [[UInt8]]
  /// The decoder and the encoder.
  let codec: any FormatCodec

  /// Describes a format.
  ///
  /// - Parameters:
  ///   - id: the name in options and reports; it must be one of the extensions.
  ///   - family: the name of a group of formats; `nil` for `name`.
  init(
    id: String, name: String, family: String? = nil, extensions: [String], signatures: [[UInt8]],
    capabilities: FormatCapabilities, codec: any FormatCodec
  ) {
    rawValue = id
    self.name = name
    self.family = family ?? name
    self.extensions = extensions
    self.signatures = signatures
    self.capabilities = capabilities
    self.codec = codec
  }

  /// Creates the registered format with this name in lower case; `nil` if there is none.
  public init?(rawValue: String) {
    guard let format = FileFormat.allCases.first(where: { $0.rawValue == rawValue }) else {
      return nil
    }
    self = format
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

  /// The codec library with its version; "imgconv" for our own codec.
  public var library: String { codec.library }
}

extension FileFormat: CustomDebugStringConvertible {
  /// The name in Swift, such as `ImageFiles.FileFormat.png`.
  ///
  /// Fingerprints of conversions contain it, so it must not change: reports would no longer resume.
  public var debugDescription: String { "ImageFiles.FileFormat.\(rawValue)" }
}
