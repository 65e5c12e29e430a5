// SPDX-License-Identifier: Apache-2.0

/// A strict parser of the XML of XMP packets: anything that it does not know is a fault.
///
/// UTF-8 only; no document type; the five entities and numeric references.
///
/// Source: W3C, XML 1.0 (fifth edition) and Namespaces in XML 1.0.
struct XMLScanner {
  /// Why a text cannot be read.
  enum Fault: Error, Hashable { case syntax, depth, encoding }

  /// The text's only element.
  private(set) var root: XMLElement
  /// Comments and processing instructions.
  private(set) var asides: [Range<Int>] = []
  private let bytes: [UInt8]
  private var place = 0
  /// An attribute before its namespace is known.
  private struct RawAttribute {
    let name: String
    let range: Range<Int>
    let valueRange: Range<Int>
    let value: String
  }

  private static let maxDepth = 64

  /// Reads a whole text.
  ///
  /// - Throws: `Fault`.
  init(_ bytes: [UInt8]) throws(Fault) {
    self.bytes = bytes
    let none = XMLName(prefix: "", namespace: "", local: "")
    root = XMLElement(
      name: none, attributes: [], range: 0..<0, content: 0..<0, children: [], hasText: false)
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { place = 3 }
    try skipProlog()
    root = try element(XMPNamespace.usual, depth: 0)
    try skipProlog()
    if place != bytes.count { throw .syntax }
  }

  // MARK: - Around the element

  /// Skips spaces, comments and instructions, and NULs, with which some programs pad.
  private mutating func skipProlog() throws(Fault) {
    while place < bytes.count {
      if isSpace(bytes[place]) || bytes[place] == 0 {
        place += 1
      } else if try !skipAside() {
        return
      }
    }
  }

  /// Skips a comment or an instruction; returns `false` if there is none.
  private mutating func skipAside() throws(Fault) -> Bool {
    let start = place
    if follows("<!--") {
      try skip(past: "-->")
    } else if follows("<?") {
      try skip(past: "?>")
      try checkEncoding(bytes[start..<place])
    } else {
      return false
    }
    asides.append(start..<place)
    return true
  }

  /// Checks that no encoding other than UTF-8 is declared.
  private func checkEncoding(_ instruction: ArraySlice<UInt8>) throws(Fault) {
    guard instruction.starts(with: "<?xml ".utf8) else { return }
    let text = String(decoding: instruction, as: UTF8.self).lowercased()
    if text.contains("encoding") && !text.contains("utf-8") { throw .encoding }
  }

  // MARK: - Elements

  private mutating func element(
    _ outer: [String: String], depth: Int
  ) throws(Fault) -> XMLElement {
    if depth == XMLScanner.maxDepth { throw .depth }
    let start = place
    try take("<")
    let rawName = try name()
    let (raw, isEmpty) = try attributes()
    let scope = try declared(raw, in: outer)
    let resolved = try raw.map { attribute throws(Fault) in
      XMLAttribute(
        name: try resolve(attribute.name, scope, isAttribute: true), range: attribute.range,
        valueRange: attribute.valueRange, value: attribute.value)
    }
    var children: [XMLElement] = []
    var hasText = false
    let contentStart = place
    var contentEnd = place
    if !isEmpty {
      (children, hasText) = try content(scope, depth: depth)
      contentEnd = place
      try take("</")
      if try name() != rawName { throw .syntax }
      skipSpaces()
      try take(">")
    }
    return XMLElement(
      name: try resolve(rawName, scope, isAttribute: false), attributes: resolved,
      range: start..<place, content: contentStart..<contentEnd, children: children,
      hasText: hasText)
  }

  /// Parses the content between the tags.
  private mutating func content(
    _ scope: [String: String], depth: Int
  ) throws(Fault) -> (children: [XMLElement], hasText: Bool) {
    var children: [XMLElement] = []
    var hasText = false
    while true {
      while place < bytes.count, bytes[place] != UInt8(ascii: "<") {
        hasText = hasText || !isSpace(bytes[place])
        place += 1
      }
      if place == bytes.count { throw .syntax }
      if follows("</") { return (children, hasText) }
      if follows("<![CDATA[") {
        try skip(past: "]]>")
        hasText = true
      } else if try !skipAside() {
        children.append(try element(scope, depth: depth + 1))
      }
    }
  }

  /// Returns the attributes of a tag, up to its end, and whether the element ends there.
  private mutating func attributes() throws(Fault) -> ([RawAttribute], isEmpty: Bool) {
    var result: [RawAttribute] = []
    while true {
      let start = place
      skipSpaces()
      if follows("/>") {
        place += 2
        return (result, true)
      }
      if follows(">") {
        place += 1
        return (result, false)
      }
      if start == place { throw .syntax }
      result.append(try attribute(from: start))
    }
  }

  private mutating func attribute(from start: Int) throws(Fault) -> RawAttribute {
    let name = try name()
    skipSpaces()
    try take("=")
    skipSpaces()
    guard place < bytes.count,
      bytes[place] == UInt8(ascii: "\"") || bytes[place] == UInt8(ascii: "'")
    else { throw .syntax }
    let quote = bytes[place]
    place += 1
    let valueStart = place
    while place < bytes.count, bytes[place] != quote {
      if bytes[place] == UInt8(ascii: "<") { throw .syntax }
      place += 1
    }
    if place >= bytes.count { throw .syntax }
    place += 1
    let valueRange = valueStart..<place - 1
    return RawAttribute(
      name: name, range: start..<place, valueRange: valueRange,
      value: try XMLScanner.text(bytes[valueRange]))
  }

  // MARK: - Names

  /// Returns the prefixes that are known inside an element.
  private func declared(
    _ attributes: [RawAttribute], in outer: [String: String]
  ) throws(Fault) -> [String: String] {
    var scope = outer
    for attribute in attributes where attribute.name.starts(with: "xmlns") {
      let parts = attribute.name.split(separator: ":", omittingEmptySubsequences: false)
      if parts.count > 2 || parts[0] != "xmlns" { continue }
      let prefix = parts.count == 2 ? String(parts[1]) : ""
      // "xml" and "xmlns" have namespaces of their own, which no other prefix has.
      let isReserved = prefix == "xmlns" || attribute.value == XMPNamespace.xmlns
      if isReserved || (prefix == "xml") != (attribute.value == XMPNamespace.xml) { throw .syntax }
      scope[prefix] = attribute.value
    }
    return scope
  }

  private func resolve(
    _ name: String, _ scope: [String: String], isAttribute: Bool
  ) throws(Fault) -> XMLName {
    let parts = name.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    if parts.count > 2 || parts.contains("") { throw .syntax }
    guard parts.count == 2 else {
      let isDeclaration = name == "xmlns"
      let namespace = isDeclaration ? XMPNamespace.xmlns : isAttribute ? "" : scope[""] ?? ""
      return XMLName(prefix: "", namespace: namespace, local: name)
    }
    if parts[0] == "xmlns" {
      return XMLName(prefix: "xmlns", namespace: XMPNamespace.xmlns, local: parts[1])
    }
    return XMLName(prefix: parts[0], namespace: scope[parts[0]] ?? "", local: parts[1])
  }

  private mutating func name() throws(Fault) -> String {
    let start = place
    while place < bytes.count, XMLScanner.isNameByte(bytes[place]) { place += 1 }
    if start == place { throw .syntax }
    return String(decoding: bytes[start..<place], as: UTF8.self)
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: ":"), UInt8(ascii: "_"),
      UInt8(ascii: "-"), UInt8(ascii: "."), 0x80...0xff:
      true
    default: false
    }
  }

  // MARK: - Characters

  /// Returns a text with its references resolved.
  ///
  /// - Throws: `Fault.syntax` for an unknown reference.
  static func text(_ bytes: ArraySlice<UInt8>) throws(Fault) -> String {
    guard bytes.contains(UInt8(ascii: "&")) else { return String(decoding: bytes, as: UTF8.self) }
    var result = ""
    var rest = bytes
    while let start = rest.firstIndex(of: UInt8(ascii: "&")) {
      result += String(decoding: rest[..<start], as: UTF8.self)
      guard let end = rest[start...].prefix(12).firstIndex(of: UInt8(ascii: ";")),
        let character = character(String(decoding: rest[(start + 1)..<end], as: UTF8.self))
      else { throw .syntax }
      result.unicodeScalars.append(character)
      rest = rest[(end + 1)...]
    }
    return result + String(decoding: rest, as: UTF8.self)
  }

  private static func character(_ reference: String) -> Unicode.Scalar? {
    let named: [String: Unicode.Scalar] = [
      "lt": "<", "gt": ">", "amp": "&", "quot": "\"", "apos": "'",
    ]
    if let character = named[reference] { return character }
    let number: UInt32? =
      if reference.hasPrefix("#x") {
        UInt32(reference.dropFirst(2), radix: 16)
      } else if reference.hasPrefix("#") {
        UInt32(reference.dropFirst())
      } else {
        nil
      }
    return number.flatMap(Unicode.Scalar.init)
  }

  private func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09
  }

  private mutating func skipSpaces() {
    while place < bytes.count, isSpace(bytes[place]) { place += 1 }
  }

  private func follows(_ word: String) -> Bool {
    bytes[place...].starts(with: word.utf8)
  }

  private mutating func take(_ word: String) throws(Fault) {
    guard follows(word) else { throw .syntax }
    place += word.utf8.count
  }

  /// Moves past the next `word`.
  private mutating func skip(past word: String) throws(Fault) {
    while !follows(word) {
      if place == bytes.count { throw .syntax }
      place += 1
    }
    place += word.utf8.count
  }
}
