// SPDX-License-Identifier: Apache-2.0

import FilterExplain
import Filters
import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Reads an SVG document and keeps what tests look for.
final class SVGReader: NSObject, XMLParserDelegate {
  /// A rectangle or a text, in the order of the document.
  struct Element {
    let name: String
    let attributes: [String: String]
    var text = ""
  }

  /// The elements, in order.
  private(set) var elements: [Element] = []
  /// The style sheet.
  private(set) var style = ""
  private var current = ""

  /// Reads a well-formed SVG document.
  init(_ svg: String) throws {
    super.init()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = self
    try #require(parser.parse(), "line \(parser.lineNumber): \(svg)")
  }

  /// The texts, in order.
  var texts: [String] { elements.filter { $0.name == "text" }.map(\.text) }

  /// The texts of a well-formed SVG document.
  static func texts(of svg: String) throws -> [String] { try SVGReader(svg).texts }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String] = [:]
  ) {
    current = name
    elements.append(Element(name: name, attributes: attributes))
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) { current = "" }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    if current == "text" { elements[elements.count - 1].text += string }
    if current == "style" { style += string }
  }
}

/// The figure of some stages.
func figure(_ stages: [any Stage], _ input: Shape, title: String = "t") throws -> String {
  try Figure(Explanation([.init(title, stages)], over: input), title: title).svg
}

/// The texts in the figure of one convolution.
func texts(of convolve: Convolve, _ input: Shape, border: BorderMode = .zero) throws -> [String] {
  try SVGReader.texts(
    of: figure(convolve.stages(for: input, border: border).stages, input))
}
