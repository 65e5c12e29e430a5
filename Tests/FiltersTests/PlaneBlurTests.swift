// SPDX-License-Identifier: Apache-2.0

import Filters
import TestSupport
import Testing

/// The pixels of a whole image, row by row.
final class PixelArray: PixelSource {
  let pixels: [UInt8]
  private let rowSize: Int
  private(set) var rowsTaken = 0

  init(_ pixels: [UInt8], _ shape: Shape) {
    self.pixels = pixels
    rowSize = shape.width * shape.channels
  }

  func nextPixels(into row: inout MutableSpan<UInt8>) throws(RowError) {
    precondition(row.count == rowSize, "another width")
    for index in 0..<rowSize { row[index] = pixels[rowsTaken * rowSize + index] }
    rowsTaken += 1
  }
}

/// The planes of a whole image.
final class PlaneArrays: PlaneSink {
  private let blur: PlaneBlur
  private(set) var planes: [[UInt8]]

  init(_ blur: PlaneBlur) {
    self.blur = blur
    planes = blur.sampling.map { _ in [] }
  }

  func withRow(
    _ row: Int, of component: Int, _ body: (inout MutableSpan<UInt8>) -> Void
  ) {
    let width = blur.sampling[component].width(of: blur.shape.width)
    #expect(planes[component].count == row * width, "rows in order")
    let capacity = blur.capacity(for: component)
    // The bytes after those must not be touched.
    var bytes = [UInt8](repeating: 77, count: capacity + 8)
    unsafe bytes.withUnsafeMutableBufferPointer { buffer in
      var row = unsafe MutableSpan(
        _unsafeElements: UnsafeMutableBufferPointer(rebasing: buffer[..<capacity]))
      body(&row)
    }
    #expect(bytes[capacity...].allSatisfy { $0 == 77 })
    planes[component] += bytes[..<width]
  }
}

@Suite("Blurs of JPEG planes")
struct PlaneBlurTests {
  /// A kernel of `blur`, both ways.
  struct Case: CustomTestStringConvertible, Sendable {
    let blur: Blur
    let kernels: (vertical: Kernel, horizontal: Kernel)

    init(_ weighting: Blur.Weighting, dilation: Int = 1) {
      blur = Blur(weighting, dilation: dilation)
      switch weighting {
      case .gaussian(let vertical, let horizontal):
        kernels = (.gaussian(sigma: vertical), .gaussian(sigma: horizontal))
      case .box(let radius): kernels = (.box(radius: radius), .box(radius: radius))
      case .binomial(let radius):
        kernels = (.binomial(radius: radius), .binomial(radius: radius))
      }
    }

    var testDescription: String { "\(blur.weighting) \(blur.dilation)" }
  }

  static let cases = [
    Case(.gaussian(vertical: 0.5, horizontal: 0.5)), Case(.gaussian(vertical: 1, horizontal: 1)),
    Case(.gaussian(vertical: 2, horizontal: 2)), Case(.gaussian(vertical: 3.3, horizontal: 3.3)),
    Case(.gaussian(vertical: 0, horizontal: 1.5)), Case(.gaussian(vertical: 2.4, horizontal: 0)),
    Case(.box(radius: 1)), Case(.box(radius: 2)), Case(.box(radius: 3)), Case(.box(radius: 4)),
    Case(.binomial(radius: 1)), Case(.binomial(radius: 2)), Case(.binomial(radius: 5)),
    Case(.gaussian(vertical: 1, horizontal: 0.7), dilation: 3), Case(.box(radius: 0)),
  ]

  /// The sampling of chroma: columns and rows.
  static let chroma = [(1, 1), (2, 1), (2, 2), (1, 2)]

  private static func sampling(_ blocks: [(columns: Int, rows: Int)]) -> [PlaneSampling] {
    blocks.compactMap { PlaneSampling(horizontal: $0.columns, vertical: $0.rows) }
  }

  private func plan(
    _ blur: Blur, _ shape: Shape, _ border: BorderMode, _ blocks: [(columns: Int, rows: Int)]
  ) throws -> PlaneBlur? {
    let lowered = try Filter.blur(blur)
      .lowered(for: shape, hasAlpha: false, options: FilterOptions(border: border, tolerance: 0))
    return PlaneBlur(lowered, over: shape, sampling: Self.sampling(blocks))
  }

  private func planes(_ blur: PlaneBlur, of pixels: [UInt8]) throws -> [[UInt8]] {
    let sink = PlaneArrays(blur)
    let source = PixelArray(pixels, blur.shape)
    let planes = try BlurredPlanes(blur, over: source)
    while planes.rowsLeft > 0 { _ = try planes.nextRows(into: sink) }
    #expect(source.rowsTaken == blur.shape.height)
    return sink.planes
  }

  private func pixels(
    _ shape: Shape, onlyExtremes: Bool, _ generator: inout SeededGenerator
  ) -> [UInt8] {
    (0..<(shape.channels * shape.height * shape.width)).map { _ in
      onlyExtremes
        ? (Bool.random(using: &generator) ? 255 : 0)
        : UInt8.random(in: 0...255, using: &generator)
    }
  }

  private static let borders: [BorderMode] = [
    .replicate, .reflect, .symmetric, .wrap, .zero, .constant(0.3),
  ]

  /// The largest distance from the exact planes, and the number of samples that were compared.
  private func distance(
    _ one: Case, _ shape: Shape, _ border: BorderMode, _ blocks: [(columns: Int, rows: Int)],
    _ generator: inout SeededGenerator
  ) throws -> Double {
    let blur = try #require(try plan(one.blur, shape, border, blocks))
    #expect(blur.maxError <= PlaneBlur.maxAllowedError)
    var largest = 0.0
    for onlyExtremes in [false, true] {
      let pixels = pixels(shape, onlyExtremes: onlyExtremes, &generator)
      let exact = TwinPlanes(pixels, shape).blurred(
        vertical: one.kernels.vertical, horizontal: one.kernels.horizontal,
        dilation: one.blur.dilation, border: border, blocks: blocks)
      let result = try planes(blur, of: pixels)
      try #require(result.map(\.count) == exact.map(\.count))
      for (plane, exact) in zip(result, exact) {
        for (sample, exact) in zip(plane, exact) {
          largest = max(largest, abs(Double(sample) - exact))
        }
      }
    }
    #expect(largest <= blur.maxError, "\(shape) \(border) \(blocks)")
    return largest
  }

  @Test("color planes are within 0.51 of the exact ones", arguments: cases)
  func colorIsExact(one: Case) throws {
    var generator = SeededGenerator(seed: 20)
    var largest = 0.0
    for height in [1, 2, 3, 4, 5, 7, 8, 16, 17, 33] {
      for width in [1, 2, 3, 4, 5, 9, 16, 33] {
        let shape = Shape(channels: 3, height: height, width: width)
        for border in Self.borders {
          let chroma = generator.element(Self.chroma)
          let blocks = [(columns: 1, rows: 1), chroma, chroma]
          largest = max(largest, try distance(one, shape, border, blocks, &generator))
        }
      }
    }
    #expect(largest <= 0.51)
  }

  @Test("every size, sampling and border is exact", arguments: chroma)
  func everySize(columns: Int, rows: Int) throws {
    var generator = SeededGenerator(seed: 21)
    let blocks = [(1, 1), (columns, rows), (columns, rows)].map { (columns: $0.0, rows: $0.1) }
    for height in 1...33 {
      for width in 1...33 {
        let shape = Shape(channels: 3, height: height, width: width)
        let one = generator.element(Self.cases)
        let border = generator.element(Self.borders)
        #expect(try distance(one, shape, border, blocks, &generator) <= 0.51)
      }
    }
  }

  @Test("gray planes are within 0.51 of the exact ones", arguments: cases)
  func grayIsExact(one: Case) throws {
    var generator = SeededGenerator(seed: 22)
    for height in [1, 2, 5, 12, 19] {
      for width in [1, 2, 5, 20, 33] {
        let shape = Shape(channels: 1, height: height, width: width)
        for border in Self.borders {
          #expect(
            try distance(one, shape, border, [(columns: 1, rows: 1)], &generator) <= 0.51)
        }
      }
    }
  }

  @Test("wide images have several blocks of columns, and large ones are streamed")
  func wide() throws {
    var generator = SeededGenerator(seed: 23)
    for (height, width) in [(6, 127), (5, 128), (4, 129), (3, 255), (3, 700), (150, 40)] {
      let shape = Shape(channels: 3, height: height, width: width)
      for chroma in Self.chroma {
        let blocks = [(columns: 1, rows: 1), chroma, chroma]
        #expect(
          try distance(Self.cases[2], shape, .reflect, blocks, &generator) <= 0.51)
      }
    }
  }

  @Test("components of different samplings, and luma smaller than chroma")
  func oddSampling() throws {
    var generator = SeededGenerator(seed: 24)
    for blocks in [[(1, 1), (1, 2), (2, 1)], [(2, 2), (1, 1), (2, 2)]] {
      let shape = Shape(channels: 3, height: 13, width: 11)
      let blocks = blocks.map { (columns: $0.0, rows: $0.1) }
      #expect(try distance(Self.cases[1], shape, .symmetric, blocks, &generator) <= 0.51)
    }
  }

  @Test("constant images stay constant, also in saturated colors", arguments: cases)
  func constants(one: Case) throws {
    let shape = Shape(channels: 3, height: 5, width: 7)
    for chroma in Self.chroma {
      let blocks = [(columns: 1, rows: 1), chroma, chroma]
      let blur = try #require(try plan(one.blur, shape, .replicate, blocks))
      for level: UInt8 in [0, 1, 100, 127, 128, 254, 255] {
        let gray = try planes(blur, of: Array(repeating: level, count: 105))
        #expect(Set(gray[0]) == [level] && Set(gray[1]) == [128] && Set(gray[2]) == [128])
      }
      for (color, expected) in [
        ([255, 0, 0], [76, 85, 255]), ([0, 0, 255], [29, 255, 107]),
        ([255, 255, 0], [226, 0, 149]), ([0, 255, 255], [179, 171, 0]),
      ] as [([UInt8], [UInt8])] {
        let result = try planes(blur, of: (0..<35).flatMap { _ in color })
        #expect(result.map { Set($0) } == expected.map { [$0] })
      }
    }
  }

  @Test("memory does not grow with the height, except for a repeating border")
  func memory() throws {
    for border in Self.borders {
      let bytes = try [100, 10000].map { height in
        let shape = Shape(channels: 3, height: height, width: 100)
        return try #require(try plan(Self.cases[2].blur, shape, border, [(1, 1), (2, 2), (2, 2)]))
          .bytesHeld
      }
      #expect((bytes[0] == bytes[1]) == (border != .wrap))
    }
  }

  @Test("an error of the source is thrown")
  func sourceFails() throws {
    final class Failing: PixelSource {
      func nextPixels(into row: inout MutableSpan<UInt8>) throws(RowError) {
        throw RowError(CancellationError())
      }
    }
    let shape = Shape(channels: 1, height: 5, width: 7)
    let blur = try #require(try plan(Self.cases[2].blur, shape, .replicate, [(1, 1)]))
    let planes = try BlurredPlanes(blur, over: Failing())
    #expect(throws: RowError.self) { _ = try planes.nextRows(into: PlaneArrays(blur)) }
  }

  @Test("other filters, and kernels that 16 bits cannot hold well, are not filtered as planes")
  func refusals() throws {
    let shape = Shape(channels: 3, height: 40, width: 40)
    let full = Self.sampling([(1, 1), (1, 1), (1, 1)])
    func planned(_ recipe: Recipe, hasAlpha: Bool = false, _ shape: Shape = shape) throws -> Bool {
      let lowered = try recipe.lowered(for: shape, hasAlpha: hasAlpha)
      return PlaneBlur(lowered, over: shape, sampling: full) != nil
    }
    let blur = Filter.blur(.gaussian(sigma: 1))
    #expect(try planned(Recipe(blur)))
    #expect(try planned(Recipe(.blur(.gaussian(sigma: 4.4)))))
    #expect(try planned(Recipe([.init(blur), .init(blur)])) == false)
    #expect(try planned(Recipe(blur, options: FilterOptions(isLinear: true))) == false)
    #expect(try planned(Recipe([.init(blur)], isLinear: true)) == false)
    #expect(try planned(Recipe(blur, options: FilterOptions(border: .constant(1.5)))) == false)
    #expect(try planned(Recipe(blur, options: FilterOptions(border: .constant(-0.1)))) == false)
    #expect(try planned(Recipe(.blur(.gaussian(sigma: 30)))) == false)
    #expect(try planned(Recipe(.blur(Blur(.box(radius: 200))))) == false)
    #expect(try planned(Recipe(.sharpen(Sharpen(sigma: 1, amount: 1)))) == false)
    #expect(try planned(Recipe(.edge(Edge(.sobel)))) == false)
    #expect(try planned(Recipe(.downsample(Downsample(PerAxis(2))))) == false)
    let alpha = Shape(channels: 2, height: 40, width: 40)
    #expect(try planned(Recipe(blur), hasAlpha: true, alpha) == false)
  }
}
