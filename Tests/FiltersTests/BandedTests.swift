// SPDX-License-Identifier: Apache-2.0

import Filters
import TestSupport
import Testing

/// Filters whose columns stay where they are, some of which reach far.
private let filters: [Filter] = {
  let weights: [Float] = (0..<135).map { index in Float(index * 37 % 19 - 9) / 40 }
  let dense = try? Convolve(Weights(shape: [3, 3, 5, 3], values: weights), dilation: PerAxis(2))
  var filters: [Filter] = [
    .blur(.gaussian(sigma: 4)), .blur(Blur(.box(radius: 9))), .edge(Edge(.sobel)),
    .sharpen(Sharpen(sigma: 1.5, amount: 1)),
  ]
  if let dense { filters.append(.convolve(dense)) }
  return filters
}()

private let borders: [BorderMode] = [
  .zero, .constant(0.3), .replicate, .symmetric, .reflect,
]

@Suite("Bands of columns")
struct BandedTests {
  @Test("every number of bands gives the samples of one chain", arguments: borders)
  func bandsEqualOneChain(border: BorderMode) throws {
    #expect(filters.count == 5)
    for filter in filters { try checkBands(filter, FilterOptions(border: border)) }
  }

  private func checkBands(_ filter: Filter, _ options: FilterOptions) throws {
    var generator = SeededGenerator(seed: 3)
    // The last width is one more than bands of whole cache lines.
    for (height, width) in [(1, 120), (2, 190), (67, 333), (3, 321)] {
      let image = generator.image(Shape(channels: 3, height: height, width: width))
      let stages = try filter.lowered(for: image.shape, hasAlpha: false, options: options).stages
      let expected = try image.applying(stages)
      for count in 2...5 {
        guard let plan = BandPlan(stages, over: image.shape, count: count) else { continue }
        let banded = try Banded(stages, over: image.source(), plan)
        #expect(banded.shape == expected.shape)
        #expect(
          try collect(banded, using: &generator) == expected, "\(count) bands, \(width) columns")
      }
      #expect(width < 333 || BandPlan(stages, over: image.shape, count: 3) != nil)
    }
  }

  @Test("an image of several strips keeps the order of its rows")
  func severalStrips() throws {
    var generator = SeededGenerator(seed: 1)
    let image = generator.image(Shape(channels: 2, height: 1101, width: 1000))
    let stages = try Filter.blur(.gaussian(sigma: 2)).lowered(for: image.shape, hasAlpha: false)
      .stages
    let plan = try #require(BandPlan(stages, over: image.shape, count: 3))
    let banded = try Banded(stages, over: image.source(), plan)
    #expect(try Image(collecting: banded) == image.applying(stages))
  }

  @Test("a wrapped bottom and strides down the columns are no hindrance")
  func rowsMayDoAnything() throws {
    var generator = SeededGenerator(seed: 2)
    let image = generator.image(Shape(channels: 1, height: 50, width: 200))
    let taps = (0..<7).map { Convolution.Tap(channel: 0, row: $0, weight: generator.float()) }
    let stages = [
      Convolution(
        inputChannels: 1, outputs: [.init(taps)],
        vertical: Axis(taps: 7, stride: 2, before: 3, after: 3),
        border: .wrap)
    ]
    let plan = try #require(BandPlan(stages, over: image.shape, count: 4))
    #expect(
      try Image(collecting: Banded(stages, over: image.source(), plan)) == image.applying(stages))
  }

  /// Filters that change the number of columns, or have many stages.
  private static let resizing: [Filter] = {
    var filters: [Filter] = [
      .downsample(Downsample(PerAxis(vertical: 2, horizontal: 3), kernel: .lanczos3)),
      .upsample(Upsample(PerAxis(vertical: 2, horizontal: 3), kernel: .bicubic)),
      .upsample(Upsample(PerAxis(vertical: 1, horizontal: 2), kernel: .lanczos3, dilation: 2)),
      .atrous(Atrous(levels: 4, gains: [2, 0.5, 1, 3, 0.9])),
    ]
    for sigma in [6.0, 15] { filters.append(.blur(.gaussian(sigma: sigma))) }
    return filters
  }()

  @Test(
    "bands of strided, transposed and wavelet chains give the samples of one chain",
    arguments: borders, resizing.indices)
  func bandsOfResizingChainsEqualOneChain(border: BorderMode, index: Int) throws {
    let filter = Self.resizing[index]
    var generator = SeededGenerator(seed: 11)
    var divided = 0
    for width in [120, 333, 601] {
      let image = generator.image(Shape(channels: 2, height: 21, width: width))
      let stages = try filter.lowered(
        for: image.shape, hasAlpha: false, options: FilterOptions(border: border, tolerance: 0.001)
      ).stages
      divided += try checkBands(of: stages, over: image, using: &generator)
    }
    #expect(divided >= 5)
  }

  @Test("bands cover every column, also where the width is a little more than whole cache lines")
  func bandsCoverEveryColumn() throws {
    var generator = SeededGenerator(seed: 12)
    var divided = 0
    for width in 140..<200 {
      let image = generator.image(Shape(channels: 1, height: 2, width: width))
      let stages = try Filter.blur(.gaussian(sigma: 1)).lowered(
        for: image.shape, hasAlpha: false
      ).stages
      divided += try checkBands(of: stages, over: image, using: &generator)
    }
    #expect(divided >= 120)
  }

  @Test("bands of random chains give the samples of one chain", arguments: 0..<150)
  func bandsOfRandomChainsEqualOneChain(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let image = generator.image(
      Shape(channels: generator.int(1...3), height: 9, width: generator.int(150...400)))
    var stages: [any Stage] = []
    var shape = image.shape
    for _ in 0..<generator.int(1...3) {
      let convolve = RandomConvolve.stages(over: shape, using: &generator)
      stages += convolve
      shape = try convolve.shapes(over: shape).last ?? shape
      let next = RandomConvolution(over: shape, using: &generator).stage
      guard let output = try? next.outputShape(for: shape), output.width > 40 else { continue }
      stages.append(next)
      shape = output
    }
    _ = try checkBands(of: stages, over: image, using: &generator)
  }

  /// Compares each number of bands with one chain; returns how many there were.
  private func checkBands(
    of stages: [any Stage], over image: Image, using generator: inout SeededGenerator
  ) throws -> Int {
    let expected = try image.applying(stages)
    var divided = 0
    for count in 2...4 {
      guard let plan = BandPlan(stages, over: image.shape, count: count) else { continue }
      divided += 1
      let banded = try Banded(stages, over: image.source(), plan)
      #expect(banded.shape == expected.shape)
      #expect(
        try collect(banded, using: &generator) == expected,
        "\(count) bands, \(image.shape.width) columns")
    }
    return divided
  }

  @Test("what wraps columns, folds them or needs the whole row is not divided")
  func indivisibleChainsAreNotDivided() throws {
    let shape = Shape(channels: 1, height: 20, width: 400)
    func plan(_ filter: Filter, _ border: BorderMode, count: Int = 2) throws -> BandPlan? {
      let lowered = try filter.lowered(
        for: shape, hasAlpha: false, options: FilterOptions(border: border))
      return BandPlan(lowered.stages, over: shape, count: count)
    }
    #expect(try plan(.blur(.gaussian(sigma: 2)), .replicate) != nil)
    #expect(try plan(.blur(.gaussian(sigma: 2)), .wrap) == nil)
    #expect(try plan(.upsample(Upsample(PerAxis(2), kernel: .bicubic)), .wrap) == nil)
    #expect(try plan(.blur(Blur(.box(radius: 90))), .reflect, count: 5) != nil)
    #expect(try plan(.blur(Blur(.box(radius: 200))), .reflect, count: 5) == nil)
    #expect(try plan(.blur(.gaussian(sigma: 2)), .replicate, count: 1) == nil)
    let weights = try Weights(shape: [3, 3], values: Array(repeating: 0.1, count: 9))
    let transposed = Convolve(weights, padding: .same, direction: .transposed(outputPadding: nil))
    #expect(try plan(.convolve(transposed), .zero) != nil)
    #expect(try plan(.convolve(transposed), .reflect) == nil)
  }

  @Test("only large images and filters that take long are divided")
  func whenItIsWorthIt() throws {
    func isDivided(_ filter: Filter, _ width: Int, threads: Int) throws -> Bool {
      let shape = Shape(channels: 3, height: 1000, width: width)
      let lowered = try filter.lowered(
        for: shape, hasAlpha: false, options: FilterOptions(tolerance: 0))
      return BandPlan(lowered.stages, over: shape, threads: threads) != nil
    }
    #expect(try isDivided(.blur(.gaussian(sigma: 20)), 2000, threads: 2))
    #expect(try !isDivided(.blur(.gaussian(sigma: 20)), 2000, threads: 1))
    #expect(try !isDivided(.blur(.gaussian(sigma: 20)), 1000, threads: 2))
    #expect(try !isDivided(.blur(.gaussian(sigma: 5)), 2000, threads: 2))
  }

  @Test("a source that fails ends all bands with its error", arguments: [0, 1, 7, 40])
  func failingSource(rows: Int) throws {
    struct Fault: Error {}
    final class Failing: RowSource {
      let shape = Shape(channels: 3, height: 60, width: 300)
      private var left: Int
      init(after rows: Int) { left = rows }
      func nextRow(into row: inout MutableRow) throws(RowError) {
        if left == 0 { throw RowError(Fault()) }
        left -= 1
        for channel in 0..<3 {
          var line = row.channel(channel)
          for x in line.indices { line[x] = 0.5 }
        }
      }
    }
    let source = Failing(after: rows)
    let stages = try Filter.blur(.gaussian(sigma: 3)).lowered(for: source.shape, hasAlpha: false)
      .stages
    let plan = try #require(BandPlan(stages, over: source.shape, count: 3))
    let banded = try Banded(stages, over: source, plan)
    let error = #expect(throws: RowError.self) { try banded.drain() }
    #expect(error?.cause is Fault)
  }
}
