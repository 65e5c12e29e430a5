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
    for (height, width) in [(1, 120), (2, 190), (67, 333)] {
      let image = generator.image(Shape(channels: 3, height: height, width: width))
      let stages = try filter.lowered(for: image.shape, hasAlpha: false, options: options).stages
      let expected = try image.applying(stages)
      for count in 2...5 {
        guard let plan = BandPlan(stages, width: width, count: count) else { continue }
        let banded = try Banded(stages, over: image.source(), plan)
        #expect(banded.shape == expected.shape)
        #expect(
          try collect(banded, using: &generator) == expected, "\(count) bands, \(width) columns")
      }
      #expect(BandPlan(stages, width: 333, count: 3) != nil)
    }
  }

  @Test("an image of several strips keeps the order of its rows")
  func severalStrips() throws {
    var generator = SeededGenerator(seed: 1)
    let image = generator.image(Shape(channels: 2, height: 1101, width: 1000))
    let stages = try Filter.blur(.gaussian(sigma: 2)).lowered(for: image.shape, hasAlpha: false)
      .stages
    let plan = try #require(BandPlan(stages, width: 1000, count: 3))
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
    let plan = try #require(BandPlan(stages, width: 200, count: 4))
    #expect(
      try Image(collecting: Banded(stages, over: image.source(), plan)) == image.applying(stages))
  }

  @Test("what moves columns, wraps them or reaches beyond the next band is not divided")
  func indivisibleFiltersAreNotDivided() throws {
    let shape = Shape(channels: 1, height: 20, width: 400)
    func plan(_ filter: Filter, _ border: BorderMode, count: Int = 2) throws -> BandPlan? {
      let lowered = try filter.lowered(
        for: shape, hasAlpha: false, options: FilterOptions(border: border))
      return BandPlan(lowered.stages, width: shape.width, count: count)
    }
    #expect(try plan(.blur(.gaussian(sigma: 2)), .replicate) != nil)
    #expect(try plan(.blur(.gaussian(sigma: 2)), .wrap) == nil)
    #expect(try plan(.upsample(Upsample(rows: 2, columns: 2, kernel: .bicubic)), .zero) == nil)
    #expect(try plan(.downsample(Downsample(rows: 2, columns: 2, kernel: .bilinear)), .zero) == nil)
    #expect(try plan(.blur(Blur(.box(radius: 70))), .reflect, count: 5) != nil)
    #expect(try plan(.blur(Blur(.box(radius: 90))), .reflect, count: 5) == nil)
    #expect(try plan(.blur(.gaussian(sigma: 2)), .replicate, count: 1) == nil)
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
    let plan = try #require(BandPlan(stages, width: 300, count: 3))
    let banded = try Banded(stages, over: source, plan)
    let error = #expect(throws: RowError.self) { try banded.drain() }
    #expect(error?.cause is Fault)
  }
}
