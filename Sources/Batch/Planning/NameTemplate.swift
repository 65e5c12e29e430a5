// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles

/// A template that derives an output's path from its input's.
///
/// Its result is relative to the output directory.  The fields are `{dir}`, the directories between
/// the searched directory and the file; `{stem}`, the file's name without its extension; `{ext}`,
/// the extension of the output's format, with its dot; `{root}`, the name of the searched directory;
/// and `{width}` and `{height}`, the size of the output in pixels.  `{{` and `}}` are literal braces.  Empty parts between slashes are left out.
package struct NameTemplate: Hashable, Sendable {
  /// The reason why a text is not a valid template, as a message.
  package struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The error message, with the position.
    package let description: String
  }

  /// A template that keeps the inputs' names and directories.
  package static let mirror = NameTemplate([
    .field(.dir), .text("/"), .field(.stem), .field(.ext),
  ])

  private enum Field: String, CaseIterable {
    case dir, stem, ext, root, width, height
  }

  private enum Piece: Hashable {
    case text(String)
    case field(Field)
  }

  private let pieces: [Piece]

  private init(_ pieces: [Piece]) { self.pieces = pieces }

  /// Creates a template.
  ///
  /// - Throws: `Fault` for an unknown field, an unmatched brace, and a name that leaves the output
  ///   directory or is not a file's name.
  package init(_ text: String) throws(Fault) {
    var parser = Parser(text)
    pieces = try parser.pieces()
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    if parts.contains("..") || parts.first == "" {
      throw Fault(description: "the template \(text) leaves the output directory")
    }
    if parts.last == "" || parts.last == "." || pieces.isEmpty {
      throw Fault(description: "the template \(text) names a directory, not a file")
    }
  }

  /// The template as text, which `init(_:)` parses.
  var text: String {
    pieces.map { piece in
      switch piece {
      case .text(let text): text.replacing("{", with: "{{").replacing("}", with: "}}")
      case .field(let field): "{\(field.rawValue)}"
      }
    }.joined()
  }

  /// Whether the path depends on the size of the output.
  package var needsSize: Bool {
    pieces.contains(.field(.width)) || pieces.contains(.field(.height))
  }

  /// Returns the path for a file whose output has this size; `nil` if it would not name a file in the output directory.
  func path(of file: FoundFile, format: FileFormat?, size: OutputSize) -> Path? {
    let (stem, ext) = file.stemAndExtension(format: format)
    var bytes: [UInt8] = []
    for piece in pieces {
      switch piece {
      case .text(let text): bytes += Path(text).bytes
      case .field(.dir): bytes += file.dir
      case .field(.stem): bytes += stem
      case .field(.ext): bytes += ext
      case .field(.root): bytes += file.root
      case .field(.width): bytes += Array("\(size.width)".utf8)
      case .field(.height): bytes += Array("\(size.height)".utf8)
      }
    }
    if bytes.last == UInt8(ascii: "/") || bytes.contains(0) { return nil }
    let parts = bytes.split(separator: UInt8(ascii: "/")).filter { Array($0) != dot }
    if parts.isEmpty || parts.contains(where: { Array($0) == dot + dot }) { return nil }
    return Path(bytes: parts.joined(separator: [UInt8(ascii: "/")]))
  }

  private var dot: [UInt8] { [UInt8(ascii: ".")] }

  /// A parser for templates.
  private struct Parser {
    private let characters: [Character]
    private var place = 0

    init(_ text: String) { characters = Array(text) }

    mutating func pieces() throws(Fault) -> [Piece] {
      var pieces: [Piece] = []
      var text = ""
      while place < characters.count {
        let character = characters[place]
        let isDouble = place + 1 < characters.count && characters[place + 1] == character
        if (character == "{" || character == "}") && isDouble {
          text.append(character)
          place += 2
        } else if character == "{" {
          if !text.isEmpty { pieces.append(.text(text)) }
          text = ""
          pieces.append(.field(try field()))
        } else if character == "}" {
          throw Fault(description: "character \(place + 1) of the template is a } without its {")
        } else {
          text.append(character)
          place += 1
        }
      }
      return text.isEmpty ? pieces : pieces + [.text(text)]
    }

    private mutating func field() throws(Fault) -> Field {
      guard let end = characters[place...].firstIndex(of: "}") else {
        throw Fault(description: "character \(place + 1) of the template is a { without its }")
      }
      let name = String(characters[(place + 1)..<end])
      guard let field = Field(rawValue: name) else {
        let known = Field.allCases.map { "{\($0.rawValue)}" }.joined(separator: ", ")
        throw Fault(
          description:
            "{\(name)} at character \(place + 1) of the template is no field; these are: \(known)")
      }
      place = end + 1
      return field
    }
  }
}

extension FoundFile {
  /// Splits the name in two; the extension becomes that of `format` unless the name already has one
  /// of that format.
  fileprivate func stemAndExtension(
    format: FileFormat?
  ) -> (stem: ArraySlice<UInt8>, ext: ArraySlice<UInt8>) {
    let dot = name.lastIndex(of: UInt8(ascii: "."))
    let end = dot.flatMap { $0 == name.startIndex ? nil : $0 } ?? name.endIndex
    guard let format, FileFormat(fileName: Path(bytes: name)) != format else {
      return (name[..<end], name[end...])
    }
    return (name[..<end], Array(".\(format.extensions[0])".utf8)[...])
  }
}
