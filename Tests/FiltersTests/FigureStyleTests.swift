// SPDX-License-Identifier: Apache-2.0

import FilterExplain
import Filters
import Testing

/// A kernel of 3 x 3 with these weights on one plane.
private func kernel(_ values: [Float]) throws -> Convolve {
  Convolve(try Weights(shape: [3, 3], values: values), padding: .valid)
}

private let eight = Shape(channels: 1, height: 8, width: 8)

@Suite("how figures look")
struct FigureStyleTests {
  @Test("a legend lists what the figure has")
  func legendsListWhatAppears() throws {
    let all = [
      "positive weight; the stronger the color, the larger", "negative weight",
      "~0: rounds to 0 at three decimals", "outside; =0: sample 0 stands there, (0): zero",
      "the next sample and its frame", "an input sample; its spread is framed",
      "the output sample; its kernel is framed", "a sample that is not read",
      "the same pixel in each channel",
    ]
    func listed(_ texts: [String]) -> [String] { all.filter(texts.contains) }
    let positive = try kernel([1, 2, 1, 2, 4, 2, 1, 2, 1])
    #expect(try listed(texts(of: positive, eight)) == [all[0], all[6], all[7]])
    let mixed = try kernel([1, -2, 1e-9, 0, 0, 0, 0, 0, 0])
    #expect(try listed(texts(of: mixed, eight)) == [all[0], all[1], all[2], all[6], all[7]])
    var strided = positive
    strided.stride = PerAxis(2)
    strided.padding = .same
    #expect(
      try listed(texts(of: strided, eight)) == [all[0], all[3], all[4], all[6], all[7]])
    var transposed = positive
    transposed.direction = .transposed()
    transposed.stride = PerAxis(2)
    #expect(
      try listed(texts(of: transposed, eight)) == [all[0], all[4], all[5], all[7]])
    let point = Convolve(try Weights(shape: [1, 2, 1, 1], values: [1, 2]))
    let two = Shape(channels: 2, height: 3, width: 3)
    #expect(try listed(texts(of: point, two)) == [all[0], all[8]])
  }

  @Test("an axis of 8 is shown whole, and a part of a longer one is named")
  func cutPanelsSaySo() throws {
    let tent = try kernel([1, 2, 1, 2, 4, 2, 1, 2, 1])
    let reader = try SVGReader(figure([try #require(try tent.stage(eight))], eight))
    #expect(!reader.texts.contains { $0.contains("part is shown") })
    // Numbers of rows end at the grid; those of columns stand above it.
    let labels = reader.elements.filter { $0.attributes["font-size"] == "10" }
    for anchor in ["end", "middle"] {
      let found = labels.filter { $0.attributes["text-anchor"] == anchor }.map(\.text)
      for position in 0..<8 { #expect(found.contains("\(position)"), "\(anchor) \(position)") }
      #expect(!found.contains("8"))
    }
    let wide = Shape(channels: 1, height: 8, width: 9)
    #expect(
      try texts(of: tent, wide).contains("A part is shown: input columns 0 to 3 of 9."))
    let large = Shape(channels: 1, height: 480, width: 640)
    #expect(
      try texts(of: tent, large).contains(
        "A part is shown: input rows 0 to 3 of 480, columns 0 to 3 of 640; "
          + "output rows 0 to 2 of 478, columns 0 to 2 of 638."))
  }

  @Test("a long title and long notes are broken into lines, and nothing is lost")
  func longTextIsWrapped() throws {
    let words = (0..<60).map { "word\($0)" } + [String(repeating: "x", count: 400)]
    let title = words.joined(separator: " ")
    let svg = try figure(
      [try #require(try kernel(Array(repeating: 1, count: 9)).stage(eight))], eight, title: title)
    let reader = try SVGReader(svg)
    let lines = reader.elements.filter { $0.name == "text" && $0.attributes["font-size"] == "16" }
    #expect(lines.count > 5)
    #expect(lines.map(\.text).joined().filter { $0 != " " } == title.filter { $0 != " " })
    // 1040 for the content, 20 for each margin.
    #expect(reader.elements[0].attributes["width"] == "1080")
  }

  @Test("every color has a counterpart for a dark background, and text keeps its contrast")
  func darkColors() throws {
    let values = (0..<9).map { Float($0 * $0) - 20 }
    let reader = try SVGReader(try figure([try #require(try kernel(values).stage(eight))], eight))
    var dark: [String: String] = [:]
    for part in reader.style.split(separator: "[fill=\"").dropFirst() {
      let color = String(part.prefix(7))
      dark[color] = String(part.dropFirst(15).prefix(7))
    }
    for element in reader.elements {
      for name in ["fill", "stroke"] {
        guard let color = element.attributes[name], color != "none" else { continue }
        #expect(dark[color]?.hasPrefix("#") == true && dark[color] != color, "\(color)")
        #expect(reader.style.contains("[stroke=\"\(color)\"]"))
      }
    }
    var pairs = 0
    for (rect, text) in zip(reader.elements, reader.elements.dropFirst())
    where rect.name == "rect" && text.name == "text" {
      guard let behind = rect.attributes["fill"], behind != "none",
        let ink = text.attributes["fill"], text.attributes["text-anchor"] == "middle"
      else { continue }
      pairs += 1
      #expect(Self.contrast(behind, ink) > 4.4, "\(text.text)")
      let (darkBehind, darkInk) = (try #require(dark[behind]), try #require(dark[ink]))
      #expect(Self.contrast(darkBehind, darkInk) > 4.4, "\(text.text)")
    }
    #expect(pairs == 9)
  }

  /// The contrast of two colors by WCAG 2.1.
  private static func contrast(_ one: String, _ other: String) -> Double {
    let luminances = [one, other].map { color in
      let parts = [1, 3, 5].map { start in
        let hex = color.dropFirst(start).prefix(2)
        let value = Double(Int(hex, radix: 16) ?? 0) / 255
        return value <= 0.03928 ? value / 12.92 : power((value + 0.055) / 1.055)
      }
      return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }.sorted()
    return (luminances[1] + 0.05) / (luminances[0] + 0.05)
  }

  /// The power 2.4, as the square times the fifth root of the square.
  private static func power(_ value: Double) -> Double {
    let square = value * value
    var root = square
    for _ in 0..<60 {
      root -= (root * root * root * root * root - square) / (5 * root * root * root * root)
    }
    return square * root
  }
}

extension Convolve {
  /// The one stage of a convolution that is not transposed.
  fileprivate func stage(_ input: Shape) throws -> (any Stage)? {
    try stages(for: input, border: .zero).stages.first
  }
}
