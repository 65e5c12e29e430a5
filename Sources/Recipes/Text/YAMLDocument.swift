// SPDX-License-Identifier: Apache-2.0

internal import CYAMLEvents

/// A reader for YAML text with a single document: the gate to libyaml.
///
/// Aliases are expanded.  A document that exceeds `maxNodes` values with all aliases expanded is rejected as soon as it
/// passes that number, so that a short text cannot expand to a huge one.
@safe
struct YAMLDocument: ~Copyable {
  /// The maximum number of values of a document, with aliases expanded.
  static let maxNodes = 10_000
  /// The maximum nesting depth of lists and mappings.
  private static let maxDepth = 32

  private let parser: OpaquePointer
  private var anchors: [String: (node: YAMLNode, count: Int)] = [:]
  private var count = 0

  /// Returns the document's value; `nil` for an empty document.
  ///
  /// - Throws: `RecipeError`, with its position, for invalid YAML or more than one document.
  static func root(of text: String) throws(RecipeError) -> YAMLNode? {
    var text = text
    // The parser reads these bytes until it is closed, at the end of `body`.
    let result: Result<YAMLNode?, RecipeError> = text.withUTF8 { bytes in
      guard let parser = unsafe cy_open(bytes.baseAddress, bytes.count) else {
        return .failure(RecipeError(nil, "out of memory"))
      }
      var document = unsafe YAMLDocument(parser: parser)
      return Result { () throws(RecipeError) in try document.read() }
    }
    return try result.get()
  }

  private init(parser: OpaquePointer) {
    unsafe self.parser = parser
  }

  deinit {
    unsafe cy_close(parser)
  }

  private mutating func read() throws(RecipeError) -> YAMLNode? {
    guard try next().kind == CY_DOCUMENT else { return nil }
    let root = try node(next(), depth: 0)
    let end = try next()
    guard end.kind == CY_END else {
      throw RecipeError(end.place, "not valid YAML: there is more than one document")
    }
    return root
  }

  /// Returns the next event.
  private func next() throws(RecipeError) -> YAMLEvent {
    let event = unsafe YAMLEvent(cy_next(parser))
    if event.kind == CY_ERROR { throw RecipeError(event.place, "not valid YAML: \(event.text)") }
    return event
  }

  /// Reads the value that starts with this event.
  private mutating func node(_ event: YAMLEvent, depth: Int) throws(RecipeError) -> YAMLNode {
    let start = count
    try add(1, at: event.place)
    if depth > YAMLDocument.maxDepth {
      throw RecipeError(event.place, "more than \(YAMLDocument.maxDepth) values inside each other")
    }
    let content: YAMLNode.Content
    switch event.kind {
    case CY_ALIAS: return try target(of: event)
    case CY_SEQUENCE: content = .sequence(try sequence(depth: depth))
    case CY_MAPPING: content = .mapping(try mapping(depth: depth))
    default: content = .scalar(event.text, isPlain: event.isPlain)
    }
    let node = YAMLNode(content: content, place: event.place ?? .start)
    if let anchor = event.anchor { anchors[anchor] = (node, count - start) }
    return node
  }

  private mutating func sequence(depth: Int) throws(RecipeError) -> [YAMLNode] {
    var nodes: [YAMLNode] = []
    while true {
      let event = try next()
      if event.kind == CY_SEQUENCE_END { return nodes }
      nodes.append(try node(event, depth: depth + 1))
    }
  }

  private mutating func mapping(
    depth: Int
  ) throws(RecipeError) -> [(key: YAMLNode, value: YAMLNode)] {
    var pairs: [(key: YAMLNode, value: YAMLNode)] = []
    var names: Set<String> = []
    while true {
      let event = try next()
      if event.kind == CY_MAPPING_END { return pairs }
      let key = try node(event, depth: depth + 1)
      if let name = key.scalar, !names.insert(name).inserted {
        throw RecipeError(key.place, "\(name) is given twice")
      }
      pairs.append((key, try node(next(), depth: depth + 1)))
    }
  }

  private mutating func target(of alias: YAMLEvent) throws(RecipeError) -> YAMLNode {
    guard let name = alias.anchor, let (node, count) = anchors[name] else {
      throw RecipeError(
        alias.place, "not valid YAML: no anchor for the alias *\(alias.anchor ?? "")")
    }
    try add(count - 1, at: alias.place)
    return node
  }

  private mutating func add(_ nodes: Int, at place: Place?) throws(RecipeError) {
    count += nodes
    if count > YAMLDocument.maxNodes {
      throw RecipeError(place, "the recipe has more than \(YAMLDocument.maxNodes) values")
    }
  }
}
