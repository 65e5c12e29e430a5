// SPDX-License-Identifier: Apache-2.0

import Filters
import Testing

/// A filter as a user of the library would write it: `strength` times the difference along the main diagonal, plus 1/2.
private struct Emboss: FilterDefinition {
  static let name = "emboss"
  var strength: Float

  var canonicalParameters: [CanonicalParameter] { [.init("strength", strength)] }

  func validate() throws(FilterError) {
    try FilterError.check("strength", Double(strength), 0...10)
  }

  func lower(into chain: inout FilterChain, over input: Shape) {
    let axis = Axis(taps: 3, before: 1, after: 1)
    let outputs = (0..<chain.channels).map { channel in
      guard channel < chain.colors else {
        return Convolution.Output([.init(channel: channel, row: 1, column: 1, weight: 1)])
      }
      return Convolution.Output(
        [
          .init(channel: channel, row: 0, column: 0, weight: -strength),
          .init(channel: channel, row: 2, column: 2, weight: strength),
        ], bias: 0.5)
    }
    chain.append(
      Convolution(
        inputChannels: chain.channels, outputs: outputs, vertical: axis, horizontal: axis,
        border: chain.border))
  }
}

/// A filter that must know the largest sample of the image first: x divided by it.
private struct Stretch: FilterDefinition {
  static let name = "stretch"
  var largest: Float?

  var canonicalParameters: [CanonicalParameter] { [] }
  var needsMeasuring: Bool { largest == nil }
  var measurements: [String] { largest.map { ["largest sample: \($0)"] } ?? [] }

  func validate() throws(FilterError) {}

  func measured(
    over source: any RowSource, hasAlpha: Bool, options: FilterOptions
  ) throws -> Stretch {
    Stretch(largest: try Image(collecting: source).samples.max())
  }

  func lower(into chain: inout FilterChain, over input: Shape) {
    let outputs = (0..<chain.channels).map {
      Convolution.Output([.init(channel: $0, weight: 1 / (largest ?? 1))])
    }
    chain.append(Convolution(inputChannels: chain.channels, outputs: outputs, border: chain.border))
  }
}

@Suite("Filters of a library user, with public names alone")
struct EmbossTests {
  private let image = Image(
    Shape(channels: 2, height: 5, width: 4), samples: (0..<40).map { Float($0 * $0 % 17) / 16 })

  /// The definition of emboss, with the nearest sample outside.
  private func embossed(_ image: Image, strength: Float) -> Image {
    let (height, width) = (image.shape.height, image.shape.width)
    var samples: [Float] = []
    for channel in 0..<image.shape.channels {
      for y in 0..<height {
        for x in 0..<width {
          let before = image[channel, max(0, y - 1), max(0, x - 1)]
          let after = image[channel, min(height - 1, y + 1), min(width - 1, x + 1)]
          samples.append(0.5 + -strength * before + strength * after)
        }
      }
    }
    return Image(image.shape, samples: samples)
  }

  @Test("an own filter gives the samples of its definition")
  func alone() throws {
    #expect(try Filter(Emboss(strength: 2)).applied(to: image) == embossed(image, strength: 2))
  }

  @Test("an own filter is a step of a recipe like any other")
  func step() throws {
    let blur = Filter.blur(.gaussian(sigma: 1))
    let recipe = Recipe([.init(blur), .init(Filter(Emboss(strength: 2))), .init(.edge(Edge()))])
    let expected = try Filter.edge(Edge()).applied(
      to: embossed(blur.applied(to: image), strength: 2))
    #expect(try recipe.applied(to: image) == expected)
    #expect(recipe.steps[1].filter.name == "emboss")
    #expect(recipe.canonicalText.contains("\nemboss strength=2.0 border=replicate "))
  }

  @Test("an own filter's parameters are checked, compared and hashed")
  func values() throws {
    let bad = FilterError.outOfRange(parameter: "strength", value: -1, allowed: 0...10)
    #expect(throws: bad) { try Recipe([.init(Filter(Emboss(strength: -1)))]).validate() }
    let filters = [
      Filter(Emboss(strength: 1)), Filter(Emboss(strength: 1)), Filter(Emboss(strength: 2)),
      Filter(Stretch(largest: 1)),
    ]
    #expect(Set(filters).count == 3)
  }

  @Test("an own filter may measure the image that reaches it")
  func measuring() throws {
    let recipe = Recipe([.init(Filter(Emboss(strength: 2))), .init(Filter(Stretch()))])
    let embossed = embossed(image, strength: 2)
    let largest = try #require(embossed.samples.max())
    let expected = Image(embossed.shape, samples: embossed.samples.map { $0 * (1 / largest) })
    #expect(try recipe.applied(to: image) == expected)
    let measured = try recipe.measured(hasAlpha: false) { image.source() }
    #expect(recipe.measurements(in: measured) == ["largest sample: \(largest)"])
  }
}
