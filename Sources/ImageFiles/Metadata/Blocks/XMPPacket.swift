// SPDX-License-Identifier: Apache-2.0

/// An XMP packet whose properties can be removed and replaced; all other bytes stay as they are.
///
/// Properties are attributes or elements in `rdf:Description`; their values may be arrays and structures of any depth.
///
/// Source: Adobe, XMP Specification Part 1 (ISO 16684-1), 7.
struct XMPPacket {
  /// The decision on a property or on a field inside one.
  enum Verdict: Hashable {
    case keep, remove
    /// Gets this value if it has a simple one.
    case replace(String)
  }

  private let bytes: [UInt8]
  private let scanner: XMLScanner

  /// Reads a packet.
  ///
  /// - Throws: `XMLScanner.Fault`.
  init(_ bytes: [UInt8]) throws(XMLScanner.Fault) {
    self.bytes = bytes
    scanner = try XMLScanner(bytes)
  }

  /// Whether a property, or a field inside one, meets a condition on its name and its simple value.
  func contains(_ condition: (XMLName, String) -> Bool) -> Bool {
    var found = false
    visit(scanner.root) { name, value in found = found || condition(name, value) }
    return found
  }

  /// Returns the simple value of the first property of this name, or the first item of its array; `nil` if there is
  /// none.
  func text(_ prefix: String, _ local: String) -> String? {
    let namespace = XMPNamespace.usual[prefix]
    var result: String?
    visit(scanner.root) { name, value in
      if result == nil, name.namespace == namespace, name.local == local, !value.isEmpty {
        result = value
      }
    }
    return result
  }

  /// Whether there is any property.
  private var hasProperties: Bool { contains { _, _ in true } }

  /// Calls `body` for each name that is not part of the frame.
  private func visit(_ element: XMLElement, _ body: (XMLName, String) -> Void) {
    if !element.name.isFrame { body(element.name, value(of: element)) }
    for attribute in element.attributes where !attribute.name.isFrame {
      body(attribute.name, attribute.value)
    }
    for child in element.children { visit(child, body) }
  }

  /// Returns the text of an element without elements, or of the first such element inside.
  private func value(of element: XMLElement) -> String {
    if let first = element.children.first { return value(of: first) }
    return (try? XMLScanner.text(bytes[element.content])) ?? ""
  }

  // MARK: - Editing

  /// Returns the packet after applying `verdict` to each name; `nil` if no property is left.
  ///
  /// - Parameter keepsOnlyProperties: whether everything that is not a property is removed too: comments, the name of
  ///   the toolkit, the subject's identifier, and fields of another namespace inside properties.
  /// - Throws: `XMLScanner.Fault`.
  func edited(
    keepsOnlyProperties: Bool = false, _ verdict: (XMLName) -> Verdict
  ) throws(XMLScanner.Fault) -> [UInt8]? {
    var edits: [Edit] = []
    collect(scanner.root, inside: nil, keepsOnlyProperties, verdict, &edits)
    if keepsOnlyProperties { edits += scanner.asides.map { Edit($0) } }
    if edits.isEmpty { return bytes }
    var result = XMPPacket.applied(edits, to: bytes)
    var packet = try XMPPacket(result)
    guard packet.hasProperties else { return nil }
    result = XMPPacket.applied(packet.unusedDeclarations, to: result)
    guard keepsOnlyProperties else { return result }
    packet = try XMPPacket(result)
    return XMPPacket.head + result[packet.scanner.root.range] + XMPPacket.tail
  }

  /// The frame that the specification recommends around a packet.
  private static let head = Array(
    "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n".utf8)
  private static let tail = Array("\n<?xpacket end=\"w\"?>".utf8)

  /// Bytes and their replacement.
  private struct Edit {
    let range: Range<Int>
    let text: [UInt8]

    init(_ range: Range<Int>, _ text: String = "") {
      self.range = range
      self.text = Array(text.utf8)
    }
  }

  private func collect(
    _ element: XMLElement, inside property: XMLName?, _ isStrict: Bool,
    _ verdict: (XMLName) -> Verdict, _ edits: inout [Edit]
  ) {
    var property = property
    if !element.name.isFrame {
      switch judge(element.name, inside: property, isStrict, verdict) {
      case .remove: return edits.append(Edit(element.range))
      case .replace(let text) where element.children.isEmpty:
        return edits.append(Edit(element.content, text))
      default: property = property ?? element.name
      }
    }
    for attribute in element.attributes {
      collect(attribute, inside: property, isStrict, verdict, &edits)
    }
    for child in element.children { collect(child, inside: property, isStrict, verdict, &edits) }
    if isStrict && element.hasText && property == nil { edits += strayText(in: element) }
  }

  private func collect(
    _ attribute: XMLAttribute, inside property: XMLName?, _ isStrict: Bool,
    _ verdict: (XMLName) -> Verdict, _ edits: inout [Edit]
  ) {
    let name = attribute.name
    if name.isFrame {
      if isStrict && name.namespace == XMPNamespace.meta { edits.append(Edit(attribute.range)) }
      if isStrict && name.namespace == XMPNamespace.rdf && name.local == "about" {
        edits.append(Edit(attribute.valueRange))
      }
      return
    }
    switch judge(name, inside: property, isStrict, verdict) {
    case .keep: return
    case .remove: edits.append(Edit(attribute.range))
    case .replace(let text): edits.append(Edit(attribute.valueRange, text))
    }
  }

  private func judge(
    _ name: XMLName, inside property: XMLName?, _ isStrict: Bool, _ verdict: (XMLName) -> Verdict
  ) -> Verdict {
    guard isStrict, let property else { return verdict(name) }
    return name.namespace == property.namespace ? .keep : .remove
  }

  /// Returns edits that replace the text between the elements of the frame, where none belongs.
  private func strayText(in element: XMLElement) -> [Edit] {
    var start = element.content.lowerBound
    var result: [Edit] = []
    for child in element.children {
      result.append(Edit(start..<child.range.lowerBound, "\n"))
      start = child.range.upperBound
    }
    return result + [Edit(start..<element.content.upperBound, "\n")]
  }

  /// Declarations of prefixes that no name uses.
  private var unusedDeclarations: [Edit] {
    var used: Set<String> = []
    var declarations: [XMLAttribute] = []
    func look(at element: XMLElement) {
      used.insert(element.name.prefix)
      for attribute in element.attributes {
        if attribute.name.namespace == XMPNamespace.xmlns {
          declarations.append(attribute)
        } else {
          used.insert(attribute.name.prefix)
        }
      }
      element.children.forEach(look)
    }
    look(at: scanner.root)
    return declarations.filter { $0.name.prefix == "xmlns" && !used.contains($0.name.local) }
      .map { Edit($0.range) }
  }

  /// Returns the bytes after all edits; an edit inside another one does not count.
  private static func applied(_ edits: [Edit], to bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var place = 0
    let sorted = edits.sorted {
      ($0.range.lowerBound, $1.range.upperBound) < ($1.range.lowerBound, $0.range.upperBound)
    }
    for edit in sorted where edit.range.lowerBound >= place {
      result += bytes[place..<edit.range.lowerBound] + edit.text
      place = edit.range.upperBound
    }
    return result + bytes[place...]
  }
}
