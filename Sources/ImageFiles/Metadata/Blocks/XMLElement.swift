// SPDX-License-Identifier: Apache-2.0

/// An element of an XML text and the positions of its parts in the bytes.
struct XMLElement {
  /// The name.
  let name: XMLName
  /// All attributes, declarations of namespaces too.
  let attributes: [XMLAttribute]
  /// The whole element.
  let range: Range<Int>
  /// The bytes between the tags; empty for an empty element.
  let content: Range<Int>
  /// The elements inside.
  let children: [XMLElement]
  /// Whether there is text besides the elements inside.
  let hasText: Bool
}

/// A name with its namespace.
struct XMLName: Hashable {
  /// The prefix in the text.
  let prefix: String
  /// The URI; empty for none, or for a prefix that is not known.
  let namespace: String
  /// The name without its prefix.
  let local: String

  /// Whether the name is part of RDF's or XMP's frame rather than a property.
  var isFrame: Bool {
    [XMPNamespace.rdf, XMPNamespace.meta, XMPNamespace.xml, XMPNamespace.xmlns].contains(namespace)
  }
}

/// An attribute and its position.
struct XMLAttribute {
  /// The name.
  let name: XMLName
  /// The attribute with the spaces before it.
  let range: Range<Int>
  /// The bytes between the quotes.
  let valueRange: Range<Int>
  /// The value, its references resolved.
  let value: String
}
