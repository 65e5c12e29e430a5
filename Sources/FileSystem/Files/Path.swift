// SPDX-License-Identifier: Apache-2.0

/// The path of a file or directory as the system stores it: any bytes but NUL.
///
/// File systems do not guarantee UTF-8.  `text` is the path as a `String`: a byte that is not part
/// of a UTF-8 character becomes one of the private-use characters U+10FE80...U+10FEFF, which
/// `init(_:)` converts back.  Nothing is lost either way, so messages, reports and options can hold
/// such names as text.  Paths are compared and ordered byte by byte: the two Unicode forms of é are
/// two files.
///
/// Source: the idea is from Python's PEP 383, which uses surrogates where Swift needs characters.
public struct Path: Hashable, Sendable {
  /// The bytes of the path.
  public let bytes: [UInt8]

  /// Creates a path from bytes.
  public init(bytes: some Sequence<UInt8>) {
    self.bytes = Array(bytes)
  }

  /// Creates a path from text, whose private-use characters represent bytes.
  public init(_ text: String) {
    guard text.unicodeScalars.contains(where: { Path.marked.contains($0.value) }) else {
      bytes = Array(text.utf8)
      return
    }
    bytes = text.unicodeScalars.flatMap { scalar in
      Path.marked.contains(scalar.value)
        ? [UInt8(truncatingIfNeeded: scalar.value)] : Array(String(scalar).utf8)
    }
  }

  /// The path as text, from which `init(_:)` restores it.
  public var text: String {
    if let text = String(validating: bytes, as: UTF8.self),
      !text.unicodeScalars.contains(where: { Path.marked.contains($0.value) })
    {
      return text
    }
    var text = ""
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = Path.firstCharacterCount(of: rest)
      if let character = String(validating: rest.prefix(count), as: UTF8.self),
        !character.unicodeScalars.contains(where: { Path.marked.contains($0.value) })
      {
        text += character
      } else {
        for byte in rest.prefix(count) { text.unicodeScalars.append(Path.mark(byte)) }
      }
      rest = rest.dropFirst(count)
    }
    return text
  }

  /// Returns the byte that a private-use character represents in the form `\xff`, for display;
  /// `nil` for other characters.
  public static func shown(_ scalar: Unicode.Scalar) -> String? {
    marked.contains(scalar.value) ? "\\x" + String(scalar.value & 0xff, radix: 16) : nil
  }

  /// Returns a text for display on one line: line breaks and other control characters, and bytes
  /// that are not UTF-8, all of which file names may have, become escapes.
  public static func printable(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value):
        result += "\\u{" + String(scalar.value, radix: 16) + "}"
      default: result += shown(scalar) ?? String(scalar)
      }
    }
    return result
  }

  /// The private-use characters that represent the bytes 0x80...0xff.
  private static let marked: ClosedRange<UInt32> = 0x10fe80...0x10feff

  private static func mark(_ byte: UInt8) -> Unicode.Scalar {
    Unicode.Scalar(0x10fe00 | UInt32(byte)) ?? "?"
  }

  /// Returns the number of bytes of the first character; 1 if they are not valid UTF-8.
  package static func firstCharacterCount(of bytes: ArraySlice<UInt8>) -> Int {
    guard let first = bytes.first else { return 0 }
    let count =
      switch first {
      case 0xc2...0xdf: 2
      case 0xe0...0xef: 3
      case 0xf0...0xf4: 4
      default: 1
      }
    return String(validating: bytes.prefix(count), as: UTF8.self) == nil ? 1 : count
  }
}

extension Path {
  /// The path as a NUL-terminated C string.
  package var terminated: [CChar] { bytes.map { CChar(bitPattern: $0) } + [0] }

  /// Whether the path has no bytes.
  public var isEmpty: Bool { bytes.isEmpty }

  /// Whether the last byte is a slash.
  public var endsInSlash: Bool { bytes.last == UInt8(ascii: "/") }

  /// The path up to and including the last slash, or nothing, and the name after it.
  package var parts: (directory: ArraySlice<UInt8>, name: ArraySlice<UInt8>) {
    let start = bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
    return (bytes[..<start], bytes[start...])
  }

  /// The directory of the name: "." if none is given, "/" for a name in the root directory.
  public var directory: Path {
    let directory = Path(bytes: parts.directory).withoutSlashes
    return directory.isEmpty ? "." : directory
  }

  /// The path without trailing slashes, except for "/".
  public var withoutSlashes: Path {
    var bytes = bytes[...]
    while bytes.count > 1 && bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
    return Path(bytes: bytes)
  }

  /// Returns the path of `name` in this directory; an empty path is the current directory.
  public func appending(_ name: some Sequence<UInt8>) -> Path {
    isEmpty || endsInSlash
      ? Path(bytes: bytes + name) : Path(bytes: bytes + [UInt8(ascii: "/")] + name)
  }
}

extension Path: Comparable, CustomStringConvertible, ExpressibleByStringInterpolation {
  /// Creates a path from a literal.
  public init(stringLiteral text: String) { self.init(text) }

  /// The path as text; see `text`.
  public var description: String { text }

  /// Compares two paths byte by byte.
  public static func < (first: Path, second: Path) -> Bool {
    first.bytes.lexicographicallyPrecedes(second.bytes)
  }
}
