// SPDX-License-Identifier: Apache-2.0

import Filters
import TestSupport
import Testing

/// Filters from 8-bit pixels to 8-bit pixels, against `TwinPixels`.
@Suite("Filters over 8-bit pixels")
struct PixelFilterTests {
  private static let borders: [BorderMode] = [
    .zero, .constant(1), .constant(51 / 255), .replicate, .symmetric, .reflect,
  ]

  /// Delivers the pixels of an image from any row on.
  private final class Source: SeekablePixelSource {
    private let pixels: TwinPixels
    private(set) var next = 0

    init(_ pixels: TwinPixels) { self.pixels = pixels }

    func begin(at row: Int) { next = row }

    func nextPixels(into row: inout MutableSpan<UInt8>) throws(RowError) {
      let size = pixels.shape.width * pixels.shape.channels
      for index in 0..<size { row[index] = pixels.levels[next * size + index] }
      next += 1
    }
  }

  private func filter(
    _ filter: Filter, over shape: Shape, _ border: BorderMode? = nil
  ) throws -> PixelFilter? {
    let lowered = try filter.lowered(
      for: shape, hasAlpha: false, options: FilterOptions(border: border))
    return PixelFilter(lowered, over: shape)
  }

  /// All rows of the result from one on.
  private func rows(
    _ filter: PixelFilter, over pixels: TwinPixels, from first: Int = 0
  ) throws -> (levels: [UInt8], clamped: Int) {
    let source = Source(pixels)
    let filtered = try FilteredPixels(filter, over: source)
    if first > 0 { filtered.begin(at: first, of: source) }
    var row = [UInt8](repeating: 0, count: filter.output.width * filter.output.channels)
    var levels: [UInt8] = []
    for _ in first..<filter.output.height {
      var span = row.mutableSpan
      try filtered.nextPixels(into: &span)
      levels += row
    }
    return (levels, filtered.clamped)
  }

  private func check(
    _ operation: Filter, _ border: BorderMode, over pixels: TwinPixels, _ exact: [Double]
  ) throws {
    let filter = try #require(
      try filter(operation, over: pixels.shape, border), "\(operation) \(border)")
    let (levels, clamped) = try rows(filter, over: pixels)
    #expect(levels == TwinPixels.levels(exact), "\(operation) \(pixels.shape) \(border)")
    #expect(clamped == exact.count { $0 < -0.5 || $0 >= 255.5 })
    let size = filter.output.width * filter.output.channels
    for first in 1..<filter.output.height {
      let rest = try rows(filter, over: pixels, from: first).levels
      #expect(rest.elementsEqual(levels.dropFirst(first * size)), "from row \(first)")
    }
  }

  /// Each size from 1 to 33 at least twice, and one that is wider than what is computed at once.
  private static let sizes = (1...33).flatMap { [($0, 34 - $0), (34 - $0, $0)] } + [(5, 500)]

  @Test("resampling by 2 and Sobel's magnitude are exact, for every border", arguments: [1, 3])
  func exact(channels: Int) throws {
    var generator = SeededGenerator(seed: channels)
    let kernels: [(ResamplingKernel, (Double) -> Double)] = [
      (.nearest, TwinPixels.box), (.bilinear, TwinPixels.triangle), (.bicubic, TwinPixels.cubic),
    ]
    for (height, width) in Self.sizes {
      let pixels = TwinPixels.noise(
        Shape(channels: channels, height: height, width: width), using: &generator)
      let border = try #require(Self.borders.randomElement(using: &generator))
      for (name, kernel) in kernels {
        try check(
          .upsample(Upsample(PerAxis(2), kernel: name)), border, over: pixels,
          pixels.doubled(kernel, border))
        if name == .bicubic { continue }
        try check(
          .downsample(Downsample(PerAxis(2), kernel: name)), border, over: pixels,
          pixels.halved(kernel, border))
      }
      try check(.edge(Edge(.sobel)), border, over: pixels, pixels.sobel(border))
    }
  }

  @Test("every border folds tiny images as the definition does", arguments: borders)
  func folded(border: BorderMode) throws {
    var generator = SeededGenerator(seed: 4)
    for (height, width) in [(1, 1), (1, 2), (2, 1), (2, 3), (3, 2), (4, 5)] {
      let pixels = TwinPixels.noise(
        Shape(channels: 3, height: height, width: width), using: &generator)
      try check(
        .upsample(Upsample(PerAxis(2), kernel: .bicubic)), border, over: pixels,
        pixels.doubled(TwinPixels.cubic, border))
      try check(
        .downsample(Downsample(PerAxis(2), kernel: .bilinear)), border, over: pixels,
        pixels.halved(TwinPixels.triangle, border))
      try check(.edge(Edge(.sobel)), border, over: pixels, pixels.sobel(border))
    }
  }

  @Test("resize by a factor of 2 is the same filter")
  func resize() throws {
    var generator = SeededGenerator(seed: 8)
    let pixels = TwinPixels.noise(
      Shape(channels: 3, height: 12, width: 18), using: &generator)
    let half = Resize(.box(width: 9, height: 6), fit: .stretch, kernel: .area)
    try check(
      .resize(half), .replicate, over: pixels, pixels.halved(TwinPixels.box, .replicate))
  }

  @Test("products with a matrix are within 0.5001 of exact")
  func matrices() throws {
    var generator = SeededGenerator(seed: 6)
    for (height, width) in Self.sizes {
      let pixels = TwinPixels.noise(
        Shape(channels: 3, height: height, width: width), using: &generator)
      for outputs in [1, 3] {
        let matrix = (0..<outputs).map { _ in (0..<3).map { _ in Double(generator.float(-1...1.5)) }
        }
        let filter = try #require(try filter(.mix(Mix(matrix: matrix)), over: pixels.shape))
        let (levels, clamped) = try rows(filter, over: pixels)
        let exact = pixels.mixed(matrix)
        #expect(
          zip(levels, exact).allSatisfy { abs(Double($0) - min(max($1, 0), 255)) <= 0.5001 })
        #expect(clamped == exact.count { $0 < -0.5 || $0 >= 255.5 })
      }
    }
  }

  @Test("every chain gives what its samples give, but for ties")
  func samples() throws {
    var generator = SeededGenerator(seed: 7)
    let pixels = TwinPixels.noise(
      Shape(channels: 3, height: 40, width: 50), using: &generator)
    let samples = (0..<3).flatMap { channel in
      stride(from: channel, to: pixels.levels.count, by: 3).map { Float(pixels.levels[$0]) / 255 }
    }
    let image = Image(pixels.shape, samples: samples)
    for operation: Filter in [
      .mix(Mix(matrix: [[0.2, 0.7, 0.1]])), .edge(Edge(.sobel)),
      .upsample(Upsample(PerAxis(2), kernel: .bicubic)),
      .downsample(Downsample(PerAxis(2), kernel: .bilinear)),
    ] {
      let filter = try #require(try filter(operation, over: pixels.shape))
      let levels = try rows(filter, over: pixels).levels
      let result = try operation.applied(to: image)
      var differences = 0
      for (index, level) in levels.enumerated() {
        let (pixel, channel) = (index / result.shape.channels, index % result.shape.channels)
        let sample = result[channel, pixel / result.shape.width, pixel % result.shape.width]
        let exact = Double(min(max(sample, 0), 1)) * 255
        #expect(abs(Double(level) - exact) <= 0.5001)
        if exact.rounded(.toNearestOrEven) != Double(level) { differences += 1 }
      }
      // Of means that are halves, samples round every other one the other way.
      #expect(differences < levels.count / 10)
    }
  }

  @Test("other chains are left to samples")
  func others() throws {
    let shape = Shape(channels: 3, height: 20, width: 30)
    let up = Filter.upsample(Upsample(PerAxis(2), kernel: .bicubic))
    #expect(try filter(up, over: shape) != nil)
    #expect(try filter(up, over: shape, .wrap) == nil)
    #expect(try filter(up, over: shape, .constant(0.3)) == nil)
    #expect(try filter(up, over: shape.with(channels: 2)) == nil)
    for other: Filter in [
      .upsample(Upsample(PerAxis(3), kernel: .bicubic)),
      .upsample(Upsample(PerAxis(vertical: 2, horizontal: 1), kernel: .bicubic)),
      .upsample(Upsample(PerAxis(2), kernel: .bicubic, dilation: 2)),
      .upsample(Upsample(PerAxis(2), kernel: .lanczos3)),
      .downsample(Downsample(PerAxis(2), kernel: .bicubic)),
      .edge(Edge(.scharr)), .edge(Edge(.prewitt)), .edge(Edge(.sobel, dilation: 2)),
      .edge(Edge(.sobel, response: .angle)), .edge(Edge(.sobel, response: .x)),
      .blur(.gaussian(sigma: 1)), .mix(Mix(matrix: [[1, 0, 0], [0, 1, 0]])),
      .mix(Mix(matrix: [[1e9, 0, 0]])),
    ] {
      #expect(try filter(other, over: shape) == nil, "\(other)")
    }
    let alpha = try Filter.mix(Mix(matrix: [[1, 0, 0], [0, 1, 0], [0, 0, 1]])).lowered(
      for: shape.with(channels: 4), hasAlpha: true)
    #expect(PixelFilter(alpha, over: shape.with(channels: 4)) == nil)
  }
}
