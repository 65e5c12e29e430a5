// SPDX-License-Identifier: Apache-2.0

package import ImageFiles

/// A pattern for file names, as in shells.
///
/// `*` matches any run of bytes without a slash; `?` matches one character other than a slash;
/// `[abc]` and `[a-z]` match one of these characters, `[!a]` and `[^a]` any other;
/// `{jpg,png}` matches either alternative, which may be a pattern itself; `\` makes the next
/// character literal.  A component `**` matches any number of directories, including none.
/// A pattern without a slash is matched against the last component of a path, one with a slash
/// against the whole path relative to the searched directory; a leading slash has no other effect.
/// Matching is case-sensitive.
package struct Glob: Hashable, Sendable {
  /// The reason why a text is not a valid pattern, as a message.
  package struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The error message.
    package let description: String
  }

  /// The pattern as it was written.
  package let text: String
  /// The pattern with its braces expanded: one of these must match.
  private let branches: [Branch]

  /// A pattern without braces.
  private struct Branch: Hashable {
    let parts: [[Token]]
    let isOfNames: Bool
  }

  private enum Token: Hashable {
    case one(ArraySlice<UInt8>)
    case any
    case run
    case among([ClosedRange<UInt32>], isInverted: Bool)
  }

  /// Creates a pattern.
  ///
  /// - Throws: `Fault` if it is empty, has an unclosed `[` or `{` or too many alternatives, or ends in `\`.
  package init(_ text: String) throws(Fault) {
    if text.isEmpty { throw Fault(description: "a pattern is empty") }
    self.text = text
    var branches: [Branch] = []
    for pattern in try GlobBraces.expanded(Path(text).bytes, of: text) {
      var parts: [[Token]] = []
      for part in Glob.split(pattern) where !part.isEmpty {
        parts.append(try Glob.tokens(part, of: text))
      }
      // An empty alternative matches nothing.
      if parts.isEmpty && text.contains("{") { continue }
      branches.append(Branch(parts: parts, isOfNames: !pattern.contains(UInt8(ascii: "/"))))
    }
    self.branches = branches
  }

  /// Whether the pattern matches a path relative to the searched directory.
  package func matches(_ path: Path) -> Bool {
    let names = Glob.split(path.bytes[...])
    return branches.contains { branch in
      branch.isOfNames
        ? names.last.map { matches(branch.parts[0], $0) } ?? false
        : matches(names[...], branch.parts[...])
    }
  }

  private static func split(_ bytes: some Collection<UInt8>) -> [ArraySlice<UInt8>] {
    Array(bytes).split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
  }

  /// Matches names against parts: after a mismatch, the last `**` takes one more name.
  private func matches(
    _ names: ArraySlice<ArraySlice<UInt8>>, _ parts: ArraySlice<[Token]>
  ) -> Bool {
    var (name, part) = (names.startIndex, parts.startIndex)
    var again: (name: Int, part: Int)?
    while name < names.endIndex {
      if part < parts.endIndex, parts[part] == [.run, .run] {
        again = (name, part + 1)
        part += 1
      } else if part < parts.endIndex, matches(parts[part], names[name]) {
        (name, part) = (name + 1, part + 1)
      } else if let last = again {
        again = (last.name + 1, last.part)
        (name, part) = (last.name + 1, last.part)
      } else {
        return false
      }
    }
    return parts[part...].allSatisfy { $0 == [.run, .run] }
  }

  /// Matches one name against one part: after a mismatch, the last `*` takes one more character.
  private func matches(_ tokens: [Token], _ name: ArraySlice<UInt8>) -> Bool {
    var rest = name
    var token = 0
    var again: (rest: ArraySlice<UInt8>, token: Int)?
    while !rest.isEmpty || token < tokens.count {
      let count = Path.firstCharacterCount(of: rest)
      if token < tokens.count, tokens[token] == .run {
        again = (rest, token + 1)
        token += 1
      } else if token < tokens.count, count > 0, Glob.fits(tokens[token], rest.prefix(count)) {
        rest = rest.dropFirst(count)
        token += 1
      } else if let last = again, !last.rest.isEmpty {
        rest = last.rest.dropFirst(Path.firstCharacterCount(of: last.rest))
        again = (rest, last.token)
        token = last.token
      } else {
        return false
      }
    }
    return true
  }

  private static func fits(_ token: Token, _ character: ArraySlice<UInt8>) -> Bool {
    switch token {
    case .one(let own): own == character
    case .any: true
    case .run: false
    case .among(let ranges, let isInverted):
      ranges.contains { $0.contains(code(character)) } != isInverted
    }
  }

  /// Returns a character's code point; invalid bytes sort after all characters.
  private static func code(_ character: ArraySlice<UInt8>) -> UInt32 {
    let text = String(validating: character, as: UTF8.self)
    return text?.unicodeScalars.first?.value ?? 0x20_0000 + UInt32(character.first ?? 0)
  }
}

extension Glob {
  private static func tokens(
    _ part: ArraySlice<UInt8>, of text: String
  ) throws(Fault) -> [Token] {
    var tokens: [Token] = []
    var rest = part
    while let character = take(&rest) {
      switch character {
      case [UInt8(ascii: "*")]: tokens.append(.run)
      case [UInt8(ascii: "?")]: tokens.append(.any)
      case [UInt8(ascii: "[")]: tokens.append(try characters(&rest, of: text))
      case [UInt8(ascii: "\\")]:
        guard let next = take(&rest) else {
          throw Fault(description: "the pattern \(text) ends in \\")
        }
        tokens.append(.one(next))
      default: tokens.append(.one(character))
      }
    }
    return tokens
  }

  /// Parses a class after its `[`, up to its `]`; as the first character, `]` is literal.
  private static func characters(
    _ rest: inout ArraySlice<UInt8>, of text: String
  ) throws(Fault) -> Token {
    let isInverted = rest.first == UInt8(ascii: "!") || rest.first == UInt8(ascii: "^")
    if isInverted { rest.removeFirst() }
    var ranges: [ClosedRange<UInt32>] = []
    while let first = take(&rest) {
      if first == [UInt8(ascii: "]")] && !ranges.isEmpty {
        return .among(ranges, isInverted: isInverted)
      }
      var last = first
      if rest.first == UInt8(ascii: "-"), rest.dropFirst().first != UInt8(ascii: "]"),
        rest.count > 1
      {
        rest.removeFirst()
        last = take(&rest) ?? first
      }
      if code(first) > code(last) {
        throw Fault(description: "the pattern \(text) has a range that runs backwards")
      }
      ranges.append(code(first)...code(last))
    }
    throw Fault(description: "the pattern \(text) has a [ without its ]")
  }

  private static func take(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    let count = Path.firstCharacterCount(of: rest)
    if count == 0 { return nil }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }
}
