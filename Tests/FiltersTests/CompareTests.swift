// SPDX-License-Identifier: Apache-2.0

import ImageMetrics
import Filters
import Foundation
import TestSupport
import Testing

private func compare(_ first: Image, _ second: Image, levels: Int? = nil) throws -> Comparison {
  try Comparison(of: ImagePair(first.source(), second.source()), levels: levels)
}

/// The five numbers by their names in the stored pairs.
private func value(_ name: String, of metrics: ErrorMetrics) -> Double? {
  switch name {
  case "max": metrics.largest
  case "mean": metrics.mean
  case "rms": metrics.rootMeanSquare
  case "psnr": metrics.peakSignalToNoise
  default: metrics.structuralSimilarity
  }
}

@Suite("Comparisons")
struct CompareTests {
  @Test("the metrics are those of NumPy and scikit-image", arguments: try ComparedPairs.all())
  func storedPairs(pair: ComparedPairs.Pair) throws {
    let comparison = try compare(pair.first, pair.second)
    #expect(comparison.channels.count == pair.first.shape.channels)
    for (name, expected) in pair.metrics {
      for (channel, number) in expected.enumerated() {
        let found = try #require(value(name, of: comparison.channels[channel]))
        // The sums are in `Double` on both sides; the structural similarity is computed in `Float`.
        let bound = name == "ssim" ? 1e-7 : 1e-12 * max(1, abs(number))
        #expect(found == number || abs(found - number) <= bound, "\(name) of channel \(channel)")
      }
    }
  }

  /// Sums of 11 terms in `Float`, of which no variance loses digits; 2000 seeds stayed below 4e-7.
  @Test("the similarity is its definition, for images that strain it", arguments: 0..<60)
  func similarityIsTheDefinition(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let shape = Shape(
      channels: 1, height: generator.int(11...16), width: generator.int(11...16))
    let (first, second) = generator.strainingPair(shape)
    let found = try #require(try compare(first, second).all.structuralSimilarity)
    #expect(abs(found - similarity(first, second)) <= 1e-6)
  }

  @Test("equal images have no error and similarity 1, exactly", arguments: 0..<10)
  func equalImages(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let shape = Shape(
      channels: generator.int(1...5), height: generator.int(11...20), width: generator.int(11...20))
    let image = generator.image(shape, in: -2...2)
    let comparison = try compare(image, image)
    for metrics in comparison.channels + [comparison.all] {
      #expect(metrics.largest == 0 && metrics.mean == 0 && metrics.rootMeanSquare == 0)
      #expect(metrics.place == nil && metrics.notFinite == 0)
      #expect(metrics.peakSignalToNoise == .infinity)
      #expect(metrics.structuralSimilarity == 1)
    }
  }

  @Test("a comparison is symmetric to the last bit", arguments: 0..<10)
  func comparisonIsSymmetric(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let shape = Shape(channels: 2, height: generator.int(1...20), width: generator.int(8...20))
    let (first, second) = (generator.image(shape), generator.image(shape))
    #expect(try compare(first, second) == compare(second, first))
  }

  @Test("a constant offset is every error; all channels are joined")
  func constantOffset() throws {
    let shape = Shape(channels: 2, height: 12, width: 13)
    let first = Image(shape, repeating: 0.25)
    var second = Image(shape, repeating: 0.5)
    for y in 0..<12 {
      for x in 0..<13 { second[1, y, x] = 0.75 }
    }
    let comparison = try compare(first, second)
    for (metrics, offset) in zip(comparison.channels, [0.25, 0.5]) {
      #expect(metrics.largest == offset && metrics.mean == offset)
      #expect(metrics.rootMeanSquare == offset)
    }
    let all = comparison.all
    #expect(all.largest == 0.5 && all.mean == 0.375)
    #expect(abs(all.rootMeanSquare - 0.15625.squareRoot()) < 1e-15)
    #expect(abs(all.peakSignalToNoise - -10 * log10(0.15625)) < 1e-12)
    #expect(all.place == .init(channel: 1, y: 0, x: 0))
    let similarities = comparison.channels.compactMap(\.structuralSimilarity)
    #expect(all.structuralSimilarity == (similarities[0] + similarities[1]) / 2)
  }

  @Test("the largest error is found where it is, the first of equal ones")
  func largestErrorIsLocated() throws {
    let shape = Shape(channels: 3, height: 4, width: 5)
    let first = Image(shape, repeating: 0.5)
    var second = first
    second[0, 1, 1] = 0.25
    second[1, 2, 3] = 1
    second[1, 3, 0] = 0
    second[2, 0, 4] = 0
    let comparison = try compare(first, second)
    #expect(comparison.channels[0].place == .init(channel: 0, y: 1, x: 1))
    #expect(comparison.channels[1].place == .init(channel: 1, y: 2, x: 3))
    #expect(comparison.all.place == .init(channel: 1, y: 2, x: 3))
    #expect(comparison.all.structuralSimilarity == nil, "4 x 5 is smaller than the window")
  }

  @Test("similarity begins at 11 x 11", arguments: [(10, 40), (40, 10), (11, 11)])
  func similarityBeginsAtElevenPixels(height: Int, width: Int) throws {
    let image = Image(Shape(channels: 1, height: height, width: width), repeating: 0.5)
    let isDefined = try compare(image, image).all.structuralSimilarity != nil
    #expect(isDefined == (min(height, width) >= 11))
  }

  @Test("NaN and infinities are counted and show in every metric")
  func notFinite() throws {
    let shape = Shape(channels: 2, height: 12, width: 12)
    let first = Image(shape, repeating: 0.5)
    var second = first
    second[0, 3, 4] = 0.75
    second[1, 5, 6] = .infinity
    let infinite = try compare(first, second)
    #expect(infinite.channels[0].largest == 0.25)
    #expect(infinite.all.largest == .infinity && infinite.all.maxFinite == 0.25)
    #expect(infinite.all.mean == .infinity && infinite.all.peakSignalToNoise == -.infinity)
    #expect(infinite.all.place == .init(channel: 1, y: 5, x: 6))
    #expect(infinite.all.structuralSimilarity?.isNaN == true)
    second[1, 7, 8] = .nan
    let unknown = try compare(first, second).all
    #expect(unknown.notFinite == 2 && unknown.largest.isNaN && unknown.mean.isNaN)
    #expect(unknown.place == .init(channel: 1, y: 5, x: 6))
    #expect(unknown.rootMeanSquare.isNaN && unknown.peakSignalToNoise.isNaN)
    // NaN is equal to nothing, equal infinities are equal.
    second[1, 7, 8] = 0.5
    #expect(try compare(second, second).all.largest == 0)
    #expect(try compare(unequalToItself(), unequalToItself()).all.notFinite == 1)
  }

  private func unequalToItself() -> Image {
    Image(Shape(channels: 1, height: 1, width: 2), samples: [.nan, 1])
  }

  @Test(
    "integer samples one level apart are exactly 1/255 or 1/65535 apart", arguments: [255, 65535])
  func oneLevelIsExactlyOneLevel(largest: Int) throws {
    let samples = (0...largest).map { Float(Double($0) / Double(largest)) }
    let shape = Shape(channels: 1, height: 1, width: largest)
    let comparison = try compare(
      Image(shape, samples: Array(samples.dropFirst())),
      Image(shape, samples: Array(samples.dropLast())), levels: 65535)
    #expect(comparison.all.largest == 1 / Double(largest))
    #expect(comparison.all.place == .init(channel: 0, y: 0, x: 0))
    #expect(abs(comparison.all.mean - 1 / Double(largest)) < 1e-15)
  }

  @Test("images of different shapes are refused with both shapes")
  func differentShapes() throws {
    let shape = Shape(channels: 3, height: 4, width: 5)
    for other in [
      Shape(channels: 4, height: 4, width: 5), Shape(channels: 3, height: 5, width: 4),
      Shape(channels: 3, height: 4, width: 6),
    ] {
      #expect(throws: ShapeError.different(shape, other)) {
        try ImagePair(
          Image(shape, repeating: 0).source(), Image(other, repeating: 0).source())
      }
    }
  }

  @Test("both images are read once, row by row, whatever the height")
  func imagesAreReadOnceRowByRow() throws {
    let pair = try ImagePair(TallSource(seed: 1), TallSource(seed: 2))
    let all = try Comparison(of: pair).all
    // Two samples of 0...1 independent of each other are 1/3 apart on average.
    #expect(abs(all.mean - 1.0 / 3) < 0.01)
  }

  @Test("a heat map shows the largest error of each pixel, the largest of all in white")
  func heatMap() throws {
    let shape = Shape(channels: 2, height: 1, width: 6)
    var first = Image(shape, repeating: 0.25)
    // Equal infinities are equal.
    first[0, 0, 5] = .infinity
    var second = first
    second[0, 0, 1] = 0.5
    second[1, 0, 1] = 0.3
    second[1, 0, 2] = 0.35
    second[0, 0, 3] = .infinity
    second[0, 0, 4] = .nan
    let comparison = try compare(first, second)
    let map = try comparison.heatMap(of: ImagePair(first.source(), second.source()))
    let image = try Image(collecting: map)
    #expect(image.shape == Shape(channels: 3, height: 1, width: 6))
    func pixel(_ x: Int) -> [Int] { (0..<3).map { Int((image[$0, 0, x] * 255).rounded()) } }
    #expect(pixel(0) == [0, 0, 0] && pixel(5) == [0, 0, 0])
    #expect(pixel(1) == [255, 255, 255])
    // Two fifths of the way: the third of six stops.
    #expect(pixel(2) == [160, 49, 130])
    #expect(pixel(3) == [255, 0, 255] && pixel(4) == [255, 0, 255])
    let equal = try compare(first, first).heatMap(of: ImagePair(first.source(), first.source()))
    #expect(try Image(collecting: equal).samples.allSatisfy { $0 == 0 })
  }

  @Test("the colors of a heat map rise in lightness with the number, in step")
  func heatColors() throws {
    let steps = 500
    let ramp = Image(
      Shape(channels: 1, height: 1, width: steps + 1),
      samples: (0...steps).map { Float($0) / Float(steps) })
    let colors = try apply([HeatColors()], to: ramp)
    var before = -1.0
    for x in 0...steps {
      let light = zip([0.2126, 0.7152, 0.0722], 0..<3).map { weight, channel -> Double in
        let v = Double(colors[channel, 0, x])
        return weight * (v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4))
      }.reduce(0, +)
      let lightness = light > 216.0 / 24389 ? 116 * cbrt(light) - 16 : light * 24389 / 27
      #expect(lightness > before)
      #expect(abs(lightness - 100 * Double(x) / Double(steps)) < 2.5)
      before = lightness
    }
  }
}

/// Delivers many rows of noise without holding them.
private final class TallSource: RowSource {
  let shape = Shape(channels: 1, height: 20_000, width: 12)
  private var generator: SeededGenerator
  private var delivered = 0

  init(seed: Int) { generator = SeededGenerator(seed: seed) }

  func nextRow(into row: inout MutableRow) {
    precondition(delivered < shape.height)
    delivered += 1
    var line = row.channel(0)
    for x in line.indices { line[x] = generator.float(0...1) }
  }
}

/// The mean SSIM of the first channels by its definition, window by window.
private func similarity(_ first: Image, _ second: Image) -> Double {
  let line = (-5...5).map { exp(-Double($0 * $0) / (2 * 1.5 * 1.5)) }
  let lineSum = line.reduce(0, +)
  var sum = 0.0
  let rows = first.shape.height - 10
  let columns = first.shape.width - 10
  for top in 0..<rows {
    for left in 0..<columns {
      /// The weighted mean of a function of two samples over this window.
      func mean(_ function: (Double, Double) -> Double) -> Double {
        var result = 0.0
        for y in 0..<11 {
          for x in 0..<11 {
            let a = Double(first[0, top + y, left + x])
            let b = Double(second[0, top + y, left + x])
            result += line[y] * line[x] / (lineSum * lineSum) * function(a, b)
          }
        }
        return result
      }
      let (ma, mb) = (mean { a, _ in a }, mean { _, b in b })
      let va = mean { a, _ in (a - ma) * (a - ma) }
      let vb = mean { _, b in (b - mb) * (b - mb) }
      let covariance = mean { a, b in (a - ma) * (b - mb) }
      let (c1, c2) = (0.01 * 0.01, 0.03 * 0.03)
      let numerator = (2 * ma * mb + c1) * (2 * covariance + c2)
      sum += numerator / ((ma * ma + mb * mb + c1) * (va + vb + c2))
    }
  }
  return sum / Double(rows * columns)
}

extension SeededGenerator {
  /// Two images between which float arithmetic loses the most: faint texture of any strength on any
  /// gray, alike or far apart.
  fileprivate mutating func strainingPair(_ shape: Shape) -> (Image, Image) {
    let strength = element([0, 0.001, 0.01, 0.03, 0.1] as [Float])
    let (gray, otherGray) = (float(0...1), float(0...1))
    let isNear = int(0...2) == 0
    var first = image(shape, in: -1...1)
    var second = image(shape, in: -1...1)
    for y in 0..<shape.height {
      for x in 0..<shape.width {
        let texture = first[0, y, x]
        first[0, y, x] = min(max(gray + strength * texture, 0), 1)
        let other = isNear ? gray + 0.1 * strength * second[0, y, x] : otherGray
        second[0, y, x] = min(max(other + strength * texture, 0), 1)
      }
    }
    return (first, second)
  }
}
