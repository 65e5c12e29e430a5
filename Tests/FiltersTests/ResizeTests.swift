// SPDX-License-Identifier: Apache-2.0

import Filters
import TestSupport
import Testing

/// All border modes of a resize.
private let borders = allBorders + [.trim]

/// A resize of random size, kernel and border, over a random image of one of three depths.
private struct RandomResize {
  let image: Image
  let (height, width): (Int, Int)
  let kernel: ResizeKernel
  let border: BorderMode
  /// The largest sample of the depth; 0 for floats.
  let maximum: Float

  init(seed: Int) {
    var generator = SeededGenerator(seed: seed)
    func side() -> Int { generator.int(1...generator.element([3, 12, 70])) }
    let shape = Shape(channels: generator.int(1...3), height: side(), width: side())
    (height, width) = (side(), side())
    kernel = generator.element(ResizeKernel.allCases)
    border = generator.element(borders)
    maximum = generator.element([0, 255, 65535])
    let random = generator.image(shape)
    let maximum = maximum
    image =
      maximum == 0
      ? random
      : Image(shape, samples: random.samples.map { ($0 * maximum).rounded() / maximum })
  }
}

@Suite("resize")
struct ResizeTests {
  /// The bounds are a rounding, 0.5, and the difference between float and exact sums.
  @Test("is its definition, for any size, kernel, border and depth", arguments: 0..<700)
  func equalsDefinition(seed: Int) throws {
    let one = RandomResize(seed: seed)
    let result = try apply(
      .resize(
        Resize(.box(width: one.width, height: one.height), fit: .stretch, kernel: one.kernel)),
      to: one.image, .init(border: one.border))
    let expected = TwinResize.resized(
      one.image, height: one.height, width: one.width, one.kernel, one.border)
    let exact = expected.joined().joined()
    let shape = one.image.shape
    #expect(result.shape == Shape(channels: shape.channels, height: one.height, width: one.width))
    switch one.maximum {
    case 255:
      let errors = zip(interleaved(exact, result.shape), result.interleaved8()).map {
        abs(min(max(0, $0 * 255), 255) - Double($1))
      }
      #expect(errors.max() ?? 1 <= 0.51)
    case 65535:
      let errors = zip(interleaved(exact, result.shape), result.interleaved16()).map {
        abs(min(max(0, $0 * 65535), 65535) - Double($1))
      }
      #expect(errors.max() ?? 1 <= 0.55)
    default:
      let errors = zip(exact, result.samples).map { abs($0 - Double($1)) }
      #expect(errors.max() ?? 1 <= 2e-6)
    }
  }

  private func interleaved(_ planes: some Sequence<Double>, _ shape: Shape) -> [Double] {
    let planes = Array(planes)
    let area = shape.height * shape.width
    return (0..<area).flatMap { pixel in
      (0..<shape.channels).map { planes[$0 * area + pixel] }
    }
  }

  @Test(
    "by whole factors equals an enlargement, bit for bit", arguments: ResamplingKernel.allCases,
    allBorders)
  func equalsUpsample(kernel: ResamplingKernel, border: BorderMode) throws {
    let named = try #require(ResizeKernel(rawValue: kernel.rawValue))
    var generator = SeededGenerator(seed: 31)
    for (rows, columns) in [(2, 3), (5, 2), (7, 64)] {
      let image = generator.image(Shape(channels: 2, height: 6, width: 9), in: -1...2)
      let resized = try apply(
        .resize(
          Resize(
            .box(width: 9 * columns, height: 6 * rows), fit: .stretch, kernel: named)),
        to: image, .init(border: border))
      let enlarged = try apply(
        .upsample(Upsample(PerAxis(vertical: rows, horizontal: columns), kernel: kernel)),
        to: image, .init(border: border))
      #expect(resized == enlarged)
    }
  }

  /// For Lanczos from a factor of 3 on, `downsample` is the transpose of `upsample`, whose phases are normalized one
  /// by one; its `nearest` is `area` here.
  @Test(
    "by whole fractions equals a reduction, bit for bit, where the definitions agree",
    arguments: ResamplingKernel.allCases, allBorders)
  func equalsDownsample(kernel: ResamplingKernel, border: BorderMode) throws {
    let named: ResizeKernel =
      kernel == .nearest ? .area : try #require(ResizeKernel(rawValue: kernel.rawValue))
    var generator = SeededGenerator(seed: 32)
    for scale in kernel == .lanczos3 ? [2] : [2, 3, 4, 5, 7, 9, 16, 33] {
      let image = generator.image(
        Shape(channels: 2, height: 3 * scale, width: 4 * scale), in: -1...2)
      let resized = try apply(
        .resize(Resize(.scale(numerator: 1, denominator: scale), kernel: named)), to: image,
        .init(border: border))
      let reduced = try apply(
        .downsample(Downsample(PerAxis(scale), kernel: kernel)), to: image, .init(border: border))
      #expect(resized == reduced)
    }
  }

  /// Up to 32 terms: a longer sum is added up in runs, and a convolution has none for weights of 0.
  @Test(
    "has a stage for every ratio that equals the cheaper ones", arguments: ResizeKernel.allCases)
  func stagesAgree(kernel: ResizeKernel) throws {
    var generator = SeededGenerator(seed: 33)
    let image = generator.image(Shape(channels: 3, height: 12, width: 60))
    for (height, width) in [(4, 20), (6, 30), (36, 120), (24, 300)] {
      let cheap = try apply(
        .resize(Resize(.box(width: width, height: height), fit: .stretch, kernel: kernel)),
        to: image)
      let rows = Resampling(
        .vertical, ResizeAxis(12, to: height, kernel: kernel), border: .replicate)
      let columns = Resampling(
        .horizontal, ResizeAxis(60, to: width, kernel: kernel), border: .replicate)
      let stages: [any Stage] = height < 12 ? [rows, columns] : [columns, rows]
      #expect(try apply(stages, to: image) == cheap)
    }
  }

  @Test("has stages that do what they state", arguments: ResizeKernel.allCases, borders)
  func stagesAreValid(kernel: ResizeKernel, border: BorderMode) throws {
    for (input, output) in [(7, 5), (5, 7), (40, 33), (33, 40), (3, 50), (50, 3), (1, 4), (40, 1)] {
      let axis = ResizeAxis(input, to: output, kernel: kernel, isTrimmed: border == .trim)
      try StageValidator(
        Resampling(.vertical, axis, border: border),
        over: Shape(channels: 2, height: input, width: 3)
      ).validate()
      try StageValidator(
        Resampling(.horizontal, axis, border: border),
        over: Shape(channels: 2, height: 3, width: input)
      ).validate()
    }
  }

  @Test("leaves an axis alone that keeps its size, and alpha, if both do")
  func keepsSizes() throws {
    var generator = SeededGenerator(seed: 34)
    let image = generator.image(Shape(channels: 4, height: 5, width: 8))
    let same = Resize(.box(width: 8, height: 5))
    #expect(try apply(.resize(same), to: image, hasAlpha: true) == image)
    let wide = Resize(.box(width: 12, height: 5), fit: .stretch)
    let lowered = try Filter.resize(wide).lowered(for: image.shape, hasAlpha: false)
    #expect(lowered.stages.map(\.rows) == [.identity])
  }

  @Test("weights colors by alpha, so that invisible pixels do not bleed")
  func premultiplies() throws {
    // Opaque black beside invisible white: the mean is black.
    let image = Image(
      Shape(channels: 2, height: 1, width: 6), samples: [0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0])
    let result = try apply(
      .resize(Resize(.box(width: 4, height: 1), fit: .stretch, kernel: .area)), to: image,
      hasAlpha: true)
    #expect(result.samples == [0, 0, 0, 0, 1, 1, 0, 0])
  }

  @Test("streams: memory does not grow with the height, for the same phases")
  func memoryIsTheKernelsHeight() throws {
    func bytes(_ height: Int) throws -> Int {
      let shape = Shape(channels: 3, height: height, width: 1000)
      return try Filter.resize(Resize(.scale(numerator: 2, denominator: 5)))
        .lowered(for: shape, hasAlpha: false).bytesHeld(over: shape)
    }
    #expect(try bytes(1000) == bytes(100_000))
  }

  @Test(
    "does not depend on samples beyond the kernel, not even on NaN", arguments: [7, 20, 25, 40],
    1..<26)
  func ignoresWhatIsFarAway(output: Int, place: Int) throws {
    var image = Image(Shape(channels: 1, height: 1, width: 27), repeating: 0.5)
    image[0, 0, place] = .nan
    for kernel in ResizeKernel.allCases {
      let axis = ResizeAxis(27, to: output, kernel: kernel)
      let result = try apply(
        .resize(Resize(.box(width: output, height: 1), fit: .stretch, kernel: kernel)), to: image)
      for x in 0..<output {
        let reads = axis.inputs(of: x).contains(place)
        #expect(result[0, 0, x].isNaN == reads, "\(kernel), output \(x)")
      }
    }
  }
}

@Suite("the axis of a resize")
struct ResizeAxisTests {
  @Test("has weights that sum to exactly 1", arguments: ResizeKernel.allCases)
  func weightsSumToOne(kernel: ResizeKernel) {
    for (input, output) in [(7, 5), (5, 7), (1000, 333), (333, 1000), (640, 1), (1, 640)] {
      for isTrimmed in [false, true] {
        let axis = ResizeAxis(input, to: output, kernel: kernel, isTrimmed: isTrimmed)
        for o in 0..<output {
          #expect(axis.weights(of: o).reduce(0) { $0 + Double($1) } == 1)
          #expect(axis.weights(of: o).count == axis.inputs(of: o).count)
        }
      }
    }
  }

  @Test("mirrors and repeats weights exactly", arguments: ResizeKernel.allCases)
  func weightsMirrorAndRepeat(kernel: ResizeKernel) {
    for (input, output) in [(12, 8), (8, 12), (100, 77), (77, 100)] {
      let axis = ResizeAxis(input, to: output, kernel: kernel)
      for o in 0..<output {
        let (inputs, mirrored) = (axis.inputs(of: o), axis.inputs(of: output - 1 - o))
        // The nearest sample of two is the later one, so it has no mirror image.
        if kernel != .nearest {
          #expect(mirrored == (input - inputs.upperBound)..<(input - inputs.lowerBound))
        }
        // The remainder of rounding is at the same weight unless two are the largest.
        let pairs = zip(axis.weights(of: o), axis.weights(of: output - 1 - o).reversed())
        #expect(pairs.allSatisfy { abs($0 - $1) <= 0x1p-23 })
        let period = (axis.map.outputs, axis.map.inputs)
        #expect(axis.weights(of: o + period.0) == axis.weights(of: o))
        #expect(axis.inputs(of: o + period.0).lowerBound == inputs.lowerBound + period.1)
      }
    }
  }

  @Test("bounds the sums of absolute weights", arguments: ResizeKernel.allCases)
  func absoluteSums(kernel: ResizeKernel) {
    for (input, output) in [(7, 5), (5, 7), (101, 33), (33, 101), (9, 640), (640, 9)] {
      for isTrimmed in [false, true] {
        let axis = ResizeAxis(input, to: output, kernel: kernel, isTrimmed: isTrimmed)
        let stage = Resampling(.vertical, axis, border: .zero)
        let bound = stage.bounds(of: [SampleBound(low: -1, high: 1, error: 0)])[0]
        for o in 0..<output {
          let sum = axis.weights(of: o).reduce(0) { $0 + abs(Double($1)) }
          #expect(sum <= bound.high * (1 + 1e-6), "\(input) to \(output), \(isTrimmed)")
        }
      }
    }
  }

  @Test("has no overflow at the longest sides")
  func longestSides() {
    let longest = ResizeAxis.maxCount
    for kernel in ResizeKernel.allCases {
      let reduced = ResizeAxis(longest, to: longest - 1, kernel: kernel)
      #expect(reduced.inputs(of: longest - 2).contains(longest - 1))
      let enlarged = ResizeAxis(longest - 1, to: longest, kernel: kernel)
      #expect(enlarged.inputs(of: longest - 1).contains(longest - 2))
    }
  }
}
