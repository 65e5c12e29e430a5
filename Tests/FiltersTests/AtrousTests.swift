// SPDX-License-Identifier: Apache-2.0

import Filters
import Foundation
import TestSupport
import Testing

/// The transform by its definition: whole images, double precision.
private struct TwinTransform {
  /// The detail of each level, finest first, in the order of `Image.samples`.
  var details: [[Double]] = []
  /// What is left.
  var smooth: [Double]

  init(_ image: Image, levels: Int, border: BorderMode) {
    let shape = image.shape
    smooth = image.samples.map(Double.init)
    let spline = [1.0, 4, 6, 4, 1].map { $0 / 16 }
    for level in 0..<levels {
      let before = smooth
      let step = 1 << level
      func sample(_ channel: Int, _ y: Int, _ x: Int) -> Double {
        guard let row = Twin.folded(y, count: shape.height, border: border),
          let column = Twin.folded(x, count: shape.width, border: border)
        else { return border.constant.map(Double.init) ?? 0 }
        return before[(channel * shape.height + row) * shape.width + column]
      }
      var after: [Double] = []
      for channel in 0..<shape.channels {
        for y in 0..<shape.height {
          for x in 0..<shape.width {
            var sum = 0.0
            for (dy, a) in spline.enumerated() {
              for (dx, b) in spline.enumerated() {
                sum += a * b * sample(channel, y + (dy - 2) * step, x + (dx - 2) * step)
              }
            }
            after.append(sum)
          }
        }
      }
      details.append(zip(before, after).map { $0 - $1 })
      smooth = after
    }
  }
}

@Suite("The transform with holes")
struct AtrousTests {
  @Test("without thresholds and gains gives its input, to the last bit", arguments: 1...6)
  func atrousWithoutOptionsIsTheIdentity(levels: Int) throws {
    var generator = SeededGenerator(seed: levels)
    for border in allBorders {
      let image = generator.image(Shape(channels: 3, height: 19, width: 23), in: -2...2)
      let same = try apply(.atrous(Atrous(levels: levels)), to: image, .init(border: border))
      #expect(same == image)
    }
  }

  @Test("levels and the rest add up to the input, to the last bit in double precision")
  func levelsAddUp() throws {
    var generator = SeededGenerator(seed: 5)
    let image = generator.image(Shape(channels: 2, height: 31, width: 17))
    let lowered = try Filter.atrous(Atrous(levels: 4)).lowered(for: image.shape, hasAlpha: false)
    #expect(lowered.levels.count == 4)
    var sum = [Double](repeating: 0, count: image.samples.count)
    for (index, level) in lowered.levels.enumerated() {
      let rows = try apply(Array(lowered.stages.prefix(level.stageCount)), to: image)
      for (channel, planes) in level.planes.enumerated() {
        for y in 0..<image.shape.height {
          for x in 0..<image.shape.width {
            let finer = Double(rows[planes.finer, y, x])
            let smoother = Double(rows[planes.smoother, y, x])
            let place = (channel * image.shape.height + y) * image.shape.width + x
            sum[place] += finer - smoother + (index == 3 ? smoother : 0)
          }
        }
      }
    }
    #expect(sum == image.samples.map(Double.init))
  }

  /// Each level adds the rounding of two passes of 5 taps and of two differences: some 2^-24 of samples up to 1.
  @Test("equals the definition in double precision, with thresholds and gains", arguments: 0..<12)
  func atrousEqualsTheDefinition(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let shape = Shape(
      channels: generator.int(1...3), height: generator.int(1...24), width: generator.int(1...24))
    let image = generator.image(shape)
    let border = generator.border()
    let levels = generator.int(1...5)
    let gains = (0..<generator.int(0...levels + 1)).map { _ in Double(generator.float(-1...3)) }
    // One threshold for all levels, or one for each.
    let denoise =
      seed.isMultiple(of: 2) ? [2] : (0..<levels).map { _ in Double(generator.int(0...4)) }
    let noise = (0..<levels).map { _ in
      (0..<shape.channels).map { _ in generator.float(0...0.05) }
    }
    let filter = Atrous(levels: levels, denoise: denoise, gains: gains, noise: noise)
    let result = try apply(.atrous(filter), to: image, .init(border: border))

    let twin = TwinTransform(image, levels: levels, border: border)
    let plane = shape.height * shape.width
    for (index, sample) in result.samples.enumerated() {
      var expected = twin.smooth[index] * (gains.count > levels ? gains[levels] : 1)
      var isAtThreshold = false
      for (level, details) in twin.details.enumerated() {
        let deviations = denoise.count == 1 ? denoise[0] : denoise[level]
        let threshold = deviations * Double(noise[level][index / plane])
        let gain = level < gains.count ? gains[level] : 1
        expected += abs(details[index]) > threshold ? gain * details[index] : 0
        isAtThreshold = isAtThreshold || abs(abs(details[index]) - threshold) < 1e-6
      }
      #expect(isAtThreshold || abs(Double(sample) - expected) < 4e-6)
    }
  }

  @Test("white noise has the published strength in each level, and that of an experiment")
  func whiteNoise() throws {
    let factors = Atrous.whiteNoise(levels: 5)
    // As Starck and Murtagh give them in "Astronomical image and data analysis", found by simulation.
    for (factor, published) in zip(factors, [0.889, 0.200, 0.086, 0.041, 0.020]) {
      #expect(abs(factor - published) < 0.002)
    }
    var generator = SeededGenerator(seed: 1)
    let samples = (0..<65536).map { _ in Float(generator.normal()) }
    let image = Image(Shape(channels: 1, height: 256, width: 256), samples: samples)
    let details = TwinTransform(image, levels: 2, border: .wrap).details
    for (level, factor) in zip(details, factors) {
      let deviation = (level.map { $0 * $0 }.reduce(0, +) / Double(level.count)).squareRoot()
      #expect(abs(deviation / factor - 1) < 0.03)
    }
  }

  @Test(
    "the noise is measured by the median of the absolute details, at most as white noise has it")
  func noiseIsTheMedianOfDetails() throws {
    var generator = SeededGenerator(seed: 2)
    let shape = Shape(channels: 2, height: 120, width: 90)
    var image = generator.image(shape)
    for y in 0..<shape.height {
      for x in 0..<shape.width {
        image[0, y, x] = 0.5 + 0.1 * Float(generator.normal())
        // Waves of 16 samples: coarse levels hold more than noise.
        image[1, y, x] = (x / 8 % 2 == 0 ? 0.2 : 0.8) + 0.02 * Float(generator.normal())
      }
    }
    let recipe = Recipe(.atrous(Atrous(levels: 4, denoise: 3)))
    #expect(recipe.needsMeasuring)
    let measured = try recipe.measured(hasAlpha: false) { image.source() }
    #expect(!measured.needsMeasuring)
    guard case .atrous(let atrous) = measured.steps[0].filter else { return }
    let noise = try #require(atrous.noise)
    let white = Atrous.whiteNoise(levels: 4)
    let twin = TwinTransform(image, levels: 4, border: .replicate)
    for channel in 0..<2 {
      let finest = noise[0][channel]
      for level in 0..<4 {
        let plane = twin.details[level][(channel * 10800)..<((channel + 1) * 10800)]
        let sorted = plane.map { abs($0) }.sorted()
        let exact = (sorted[5399] + sorted[5400]) / 2 / 0.674_489_75
        let cap = Double(finest) * white[level] / white[0]
        #expect(abs(Double(noise[level][channel]) / min(exact, cap) - 1) < 0.005)
      }
    }
    #expect(abs(noise[0][0] / Float(0.1 * white[0]) - 1) < 0.05)
  }

  @Test("the noise of a step is that of what the steps before it deliver")
  func noiseAfterOtherSteps() throws {
    var generator = SeededGenerator(seed: 3)
    let image = generator.image(Shape(channels: 1, height: 64, width: 64))
    let denoise = Filter.atrous(Atrous(levels: 2, denoise: 2))
    let fused = try Recipe([
      .init(.mix(Mix(matrix: [[0.25]]))), .init(denoise), .init(.edge(Edge())),
    ]).measured(hasAlpha: false) { image.source() }
    let alone = try Recipe(denoise).measured(hasAlpha: false) {
      try apply(.mix(Mix(matrix: [[0.25]])), to: image).source()
    }
    #expect(fused.steps[1].filter == alone.steps[0].filter)
    #expect(throws: FilterError.noise) {
      try denoise.lowered(for: image.shape, hasAlpha: false)
    }
  }

  @Test("kept alpha passes by; premultiplied alpha is filtered with the colors")
  func atrousTreatsAlphaAsChosen() throws {
    var generator = SeededGenerator(seed: 4)
    let image = generator.image(Shape(channels: 4, height: 12, width: 14), in: 0.1...1)
    let filter = Filter.atrous(Atrous(levels: 2, gains: [3, 0.5]))
    let kept = try apply(filter, to: image, hasAlpha: true, .init(alpha: .keep))
    let each = try apply(filter, to: image, .init(alpha: .independent))
    for y in 0..<12 {
      for x in 0..<14 {
        #expect(kept[3, y, x] == image[3, y, x])
        for channel in 0..<3 { #expect(kept[channel, y, x] == each[channel, y, x]) }
      }
    }
    let premultiplied = try apply(filter, to: image, hasAlpha: true)
    #expect(premultiplied[3, 5, 5] == each[3, 5, 5])
    #expect(premultiplied[0, 5, 5] != each[0, 5, 5])
  }

  @Test("thresholds are one or one a level, gains at most one more than levels")
  func countsOfThresholdsAndGainsAreChecked() throws {
    for atrous in [
      Atrous(levels: 3, denoise: [3]), Atrous(levels: 3, denoise: [3, 0, 1]),
      Atrous(levels: 3, gains: [1, 2]), Atrous(levels: 3, gains: [1, 2, 3, 0]),
    ] { try Filter.atrous(atrous).validate() }
    #expect(throws: FilterError.thresholds(2, levels: 3)) {
      try Filter.atrous(Atrous(levels: 3, denoise: [3, 2])).validate()
    }
    #expect(throws: FilterError.gains(5, levels: 3)) {
      try Filter.atrous(Atrous(levels: 3, gains: [1, 1, 1, 1, 1])).validate()
    }
  }

  @Test("what was measured is told level by level")
  func measurementsAreReportedPerLevel() throws {
    var generator = SeededGenerator(seed: 5)
    let image = generator.image(Shape(channels: 2, height: 30, width: 31))
    let recipe = Recipe([
      .init(.edge(Edge())), .init(.atrous(Atrous(levels: 2, denoise: [0, 2]))),
    ])
    let measured = try recipe.measured(hasAlpha: false) { image.source() }
    guard case .atrous(let atrous) = measured.steps[1].filter, let noise = atrous.noise else {
      Issue.record("nothing was measured")
      return
    }
    #expect(
      recipe.measurements(in: measured)
        == noise.enumerated().map {
          "noise of level \($0 + 1): standard deviation \(threeDigits($1[0])), \(threeDigits($1[1]))"
        })
    #expect(recipe.measurements(in: recipe).isEmpty)
  }

  /// A number below 1 with three significant digits, without zeros at the end.
  private func threeDigits(_ value: Float) -> String {
    let format = FloatingPointFormatStyle<Double>(locale: Locale(identifier: "en_US_POSIX"))
    return Double(value).formatted(format.precision(.significantDigits(1...3)))
  }
}
