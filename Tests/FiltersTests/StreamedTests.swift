// SPDX-License-Identifier: Apache-2.0

import Filters
import TestSupport
import Testing

/// What a random convolution is made of, kept so that the twin can be given the same.
struct RandomConvolution {
  let outputs: [Convolution.Output]
  let vertical: Axis
  let horizontal: Axis
  let border: BorderMode
  let outside: [Float]
  let stage: Convolution

  /// A convolution that has an output over `input`.
  init(over input: Shape, using generator: inout SeededGenerator) {
    var vertical: Axis
    var horizontal: Axis
    repeat {
      vertical = Self.axis(using: &generator)
      horizontal = Self.axis(using: &generator)
    } while (try? vertical.outputCount(input.height)) == nil
      || (try? horizontal.outputCount(input.width)) == nil
    let isDense = generator.int(0...1) == 0
    outputs = (0..<generator.int(1...3)).map { _ in
      let taps =
        isDense
        ? Self.denseTaps(vertical, horizontal, input.channels, using: &generator)
        : Self.looseTaps(vertical, horizontal, input.channels, using: &generator)
      return Convolution.Output(taps, bias: generator.float())
    }
    self.vertical = vertical
    self.horizontal = horizontal
    border = generator.border()
    outside = (0..<input.channels).map { _ in generator.float() }
    stage = Convolution(
      inputChannels: input.channels, outputs: outputs, vertical: vertical, horizontal: horizontal,
      border: border, outside: outside)
  }

  /// A few taps anywhere, in any order.
  private static func looseTaps(
    _ vertical: Axis, _ horizontal: Axis, _ channels: Int, using generator: inout SeededGenerator
  ) -> [Convolution.Tap] {
    (0..<generator.int(0...8)).map { _ in
      Convolution.Tap(
        channel: generator.int(0...(channels - 1)), row: generator.int(0...(vertical.taps - 1)),
        column: generator.int(0...(horizontal.taps - 1)), weight: weight(using: &generator))
    }
  }

  /// A whole kernel of one channel, row by row, as filters have them: two output rows share its samples.
  private static func denseTaps(
    _ vertical: Axis, _ horizontal: Axis, _ channels: Int, using generator: inout SeededGenerator
  ) -> [Convolution.Tap] {
    let channel = generator.int(0...(channels - 1))
    return (0..<(vertical.taps * horizontal.taps)).map {
      Convolution.Tap(
        channel: channel, row: $0 / horizontal.taps, column: $0 % horizontal.taps,
        weight: weight(using: &generator))
    }
  }

  /// One in five is 0, a hole.
  private static func weight(using generator: inout SeededGenerator) -> Float {
    generator.int(0...4) == 0 ? 0 : generator.float()
  }

  private static func axis(using generator: inout SeededGenerator) -> Axis {
    Axis(
      taps: generator.int(1...5), stride: generator.element([1, 1, 2, 3]),
      dilation: generator.int(1...3),
      before: generator.int(-2...9), after: generator.int(-2...9))
  }
}

/// Images from a single sample up; some wider than a block of the row loops.
func randomShape(using generator: inout SeededGenerator) -> Shape {
  Shape(
    channels: generator.int(1...3), height: generator.element([1, 1, 2, 3, 7, 12, 20]),
    width: generator.element([1, 1, 2, 3, 8, 31, 70, 150, 300]))
}

/// All rows of a source, pulled one by one.
func collectOneByOne(_ source: any RowSource) throws -> Image {
  try collect(source, pulling: 1)
}

/// All rows of a source, pulled in groups of one size while so many are left.
func collect(_ source: any RowSource, pulling count: Int) throws -> Image {
  try collect(source) { count }
}

/// All rows of a source, pulled in groups of one to four.
func collect(_ source: any RowSource, using generator: inout SeededGenerator) throws -> Image {
  try collect(source) { generator.int(1...MutableRows.maxCount) }
}

/// All rows of a source, pulled in groups of `count()` while so many are left.
private func collect(_ source: any RowSource, _ count: () -> Int) throws -> Image {
  var image = Image(source.shape, repeating: .nan)
  func store(_ row: borrowing RowBuffer, _ y: Int) {
    for channel in 0..<source.shape.channels {
      let line = row.channel(channel)
      for x in line.indices { image[channel, y, x] = line[x] }
    }
  }
  var buffers = try RowBuffers(MutableRows.maxCount, for: source.shape)
  var y = 0
  while y < source.shape.height {
    let pulled = try buffers.pull(upTo: min(count(), source.shape.height - y), from: source)
    for index in 0..<pulled { store(buffers[index], y + index) }
    y += pulled
  }
  return image
}

@Test("streamed rows equal the direct definition, bit for bit", arguments: 0..<600)
func streamedEqualsDefinition(seed: Int) throws {
  var generator = SeededGenerator(seed: seed)
  let input = generator.image(randomShape(using: &generator))
  let random = RandomConvolution(over: input.shape, using: &generator)
  let chain = try Streamed(random.stage, over: input.source())
  let streamed = try collect(chain, using: &generator)
  let direct = Twin.convolve(
    input, random.outputs, vertical: random.vertical, horizontal: random.horizontal,
    border: random.border, outside: random.outside)
  #expect(streamed == direct)
}

@Test("rows pulled one by one, in pairs and in fours are the definition", arguments: 1...40)
func columnKernelsInGroups(taps: Int) throws {
  var generator = SeededGenerator(seed: 900 + taps)
  let borders: [BorderMode] = [.zero, .constant(0.3), .replicate, .symmetric, .reflect, .wrap]
  for height in 1...33 {
    let input = generator.image(Shape(channels: 2, height: height, width: generator.int(1...90)))
    let border = borders[(taps + height) % borders.count]
    let axis = Axis(
      taps: taps, stride: generator.element([1, 1, 2, 3]), before: taps / 2 + generator.int(0...1),
      after: taps / 2 + generator.int(0...3))
    let outputs = (0..<2).map { channel in
      Convolution.Output(
        (0..<taps).map { .init(channel: channel, row: $0, weight: generator.float(0.1...1)) },
        bias: generator.float())
    }
    let stage = Convolution(
      inputChannels: 2, outputs: outputs, vertical: axis, border: border, outside: [0.25, 0.75])
    let expected = Twin.convolve(
      input, outputs, vertical: axis, horizontal: .identity, border: border, outside: [0.25, 0.75])
    for count in 1...MutableRows.maxCount {
      let link = try Streamed(stage, over: input.source())
      #expect(try collect(link, pulling: count) == expected, "\(count) at once, \(height) rows")
    }
    #expect(try collect(Streamed(stage, over: input.source()), using: &generator) == expected)
    // A ring that pulls as many as the link delivers together.
    let blur = Convolution.along(
      .vertical,
      [[.init(.binomial(radius: 1), channel: 0)], [.init(.binomial(radius: 1), channel: 1)]],
      inputChannels: 2, border: border)
    let chain = try Streamed(blur, over: Streamed(stage, over: input.source()))
    #expect(try collect(chain, using: &generator) == (try expected.applying([blur])))
  }
}

@Test("outputs of the same samples, summed together, are each its definition", arguments: 1...9)
func denseOutputsEqualTheDefinition(count: Int) throws {
  var generator = SeededGenerator(seed: 500 + count)
  let input = generator.image(Shape(channels: 2, height: 5, width: 60 + 11 * count))
  let axis = Axis(taps: 3, before: 1, after: 1)
  // All taps of both channels; of the output in the middle those of one column are mirrored.
  let outputs = (0..<count).map { output in
    Convolution.Output(
      (0..<18).map { index in
        Convolution.Tap(
          channel: index / 9, row: index % 9 / 3,
          column: output == count / 2 ? 2 - index % 3 : index % 3, weight: generator.float())
      }, bias: generator.float())
  }
  let stage = Convolution(
    inputChannels: 2, outputs: outputs, vertical: axis, horizontal: axis, border: .replicate)
  let streamed = try collect(Streamed(stage, over: input.source()), using: &generator)
  let direct = Twin.convolve(
    input, outputs, vertical: axis, horizontal: axis, border: .replicate, outside: [0, 0])
  #expect(streamed == direct)
}

@Test("a chain of stages gives the bits of its stages one by one", arguments: 0..<150)
func fusedEqualsOneByOne(seed: Int) throws {
  var generator = SeededGenerator(seed: seed)
  let input = generator.image(randomShape(using: &generator))
  var chain: any RowSource = input.source()
  var alone = input
  for _ in 0..<generator.int(2...4) {
    let stage = RandomConvolution(over: alone.shape, using: &generator).stage
    chain = try Streamed(stage, over: chain)
    alone = try Image(collecting: Streamed(stage, over: alone.source()))
  }
  #expect(try Image(collecting: chain) == alone)
}

@Test("phases and their interleaving run as one, to the bits of the two", arguments: 0..<200)
func interleavedEqualsOneByOne(seed: Int) throws {
  var generator = SeededGenerator(seed: seed)
  let input = generator.image(randomShape(using: &generator))
  func axis() -> TransposedAxis {
    TransposedAxis(
      taps: generator.int(1...6), stride: generator.int(1...4), dilation: generator.int(1...2))
  }
  let (vertical, horizontal) = (axis(), axis())
  let taps = (0..<(vertical.taps * horizontal.taps)).map {
    Convolution.TransposedTap(
      channel: generator.int(0...(input.shape.channels - 1)), output: generator.int(0...1),
      row: $0 / horizontal.taps, column: $0 % horizontal.taps, weight: generator.float())
  }
  let pair = Convolution.transposed(
    inputChannels: input.shape.channels, bias: [generator.float(), generator.float()], taps: taps,
    vertical: vertical, horizontal: horizontal, border: generator.border())
  let last = RandomConvolution(
    over: try pair.interleaving.outputShape(for: pair.phases.outputShape(for: input.shape)),
    using: &generator
  ).stage
  let stages: [any Stage] = [pair.phases, pair.interleaving, last]
  #expect(FusedStages(stages).stages.count == 2)
  let alone = try stages.reduce(input.source()) { try Streamed($1, over: $0) }
  let together = try collect(input.source().streamed(through: stages), using: &generator)
  #expect(try Image(collecting: alone) == together)
}

@Test(
  "enlarged rows that are pulled in pairs are those that are pulled one by one",
  arguments: ResamplingKernel.allCases)
func enlargedInPairs(kernel: ResamplingKernel) throws {
  var generator = SeededGenerator(seed: 4)
  for scale in 1...4 {
    let input = generator.image(Shape(channels: 2, height: 9, width: 140))
    let filter = Filter.upsample(Upsample(PerAxis(vertical: scale, horizontal: 2), kernel: kernel))
    let stages = try filter.lowered(for: input.shape, hasAlpha: false).stages
    func source() throws -> any RowSource { try input.source().streamed(through: stages) }
    let single = try collectOneByOne(source())
    #expect(try Image(collecting: source()) == single, "\(scale) times")
    for _ in 0..<3 {
      #expect(try collect(source(), using: &generator) == single, "\(scale) times")
    }
  }
}

@Test("links know where they begin, and a cut keeps phases and interleaving apart")
func linksOfAChain() {
  let pair = Convolution.transposed(
    inputChannels: 1, bias: [0], taps: [.init(channel: 0, output: 0, weight: 1)],
    vertical: TransposedAxis(taps: 2, stride: 2), horizontal: TransposedAxis(taps: 2, stride: 2))
  let chain: [any Stage] = [
    PointMap(.absolute), pair.phases, pair.interleaving,
    PointMap(.absolute),
  ]
  let links = FusedStages(chain)
  #expect(links.ends == [1, 3, 4])
  #expect((0..<4).map { links.link(at: $0) != nil } == [true, true, false, true])
  #expect(FusedStages(chain, cuts: [2]).ends == [1, 2, 3, 4])
}

/// Counts the rows that were asked for.
private final class CountingSource: RowSource {
  let shape: Shape
  private(set) var delivered = 0

  init(_ shape: Shape) { self.shape = shape }

  func nextRow(into row: inout MutableRow) throws(RowError) {
    for channel in 0..<shape.channels {
      var line = row.channel(channel)
      for x in line.indices { line[x] = Float(delivered) }
    }
    delivered += 1
  }
}

@Test("a stage holds the rows that output rows rendered together read, however high the image")
func memoryIsTheKernelsHeight() throws {
  func bytes(height: Int, border: BorderMode, dilation: Int) throws -> Int {
    let blur = Convolution.along(
      .vertical, [[.init(.box(radius: 3), channel: 0)]], inputChannels: 1, dilation: dilation,
      border: border)
    let source = CountingSource(Shape(channels: 1, height: height, width: 64))
    return try Streamed(blur, over: source).bytesHeld
  }
  let row = 64 * 4
  for border in [BorderMode.replicate, .symmetric, .reflect] {
    // Four output rows of seven taps.
    #expect(try bytes(height: 100, border: border, dilation: 1) == 10 * row)
    #expect(try bytes(height: 100_000, border: border, dilation: 1) == 10 * row)
    // Neighboring rows share no samples, so they are rendered one by one.
    #expect(try bytes(height: 1000, border: border, dilation: 5) == 31 * row)
  }
  // A constant border has one row more, the row outside.
  #expect(try bytes(height: 1000, border: .zero, dilation: 1) == 11 * row)
  // A wrapped top needs the bottom first.
  #expect(try bytes(height: 1000, border: .wrap, dilation: 1) == 1000 * row)
  // An image lower than the kernel is held whole.
  #expect(try bytes(height: 4, border: .reflect, dilation: 1) == 4 * row)
}

@Test("a row that is pulled with three others has a place for each")
func memoryOfPulledRows() throws {
  func rowsHeld(taps: Int, height: Int) throws -> [Int] {
    let source = CountingSource(Shape(channels: 1, height: height, width: 64))
    let first = try Streamed(
      Convolution.along(
        .vertical, [[.init(.box(radius: taps / 2), channel: 0)]], inputChannels: 1,
        border: .replicate),
      over: source)
    let second = try Streamed(
      Convolution.along(
        .horizontal, [[.init(.binomial(radius: 8), channel: 0)]], inputChannels: 1,
        border: .replicate),
      over: first)
    // The second link's rows have 16 halo columns on the left, and 8 on the right.
    return [first.bytesHeld / (64 * 4), second.bytesHeld / ((16 + 80) * 4)]
  }
  #expect(try rowsHeld(taps: 5, height: 100) == [6, 2])
  #expect(try rowsHeld(taps: 7, height: 100) == [10, 4])
  #expect(try rowsHeld(taps: 31, height: 100) == [34, 4])
  #expect(try rowsHeld(taps: 33, height: 100) == [34, 2])
  #expect(try rowsHeld(taps: 31, height: 3) == [3, 3])
}

@Test("rows are pulled when they are needed and not before")
func rowsArePulledLate() throws {
  let source = CountingSource(Shape(channels: 1, height: 50, width: 3))
  let blur = Convolution.along(
    .vertical, [[.init(.box(radius: 2), channel: 0)]], inputChannels: 1, border: .replicate)
  let streamed = try Streamed(blur, over: source)
  var buffer = try RowBuffer(for: streamed.shape)
  for y in 0..<50 {
    var row = buffer.row()
    try streamed.nextRow(into: &row)
    // Up to the kernel's last row.
    #expect(source.delivered == min(y + 3, 50))
    let expected = (y - 2...y + 2).map { Float(min(max($0, 0), 49)) }.reduce(0, +) / 5
    #expect(abs(buffer.channel(0)[1] - expected) < 1e-4)
  }
}

/// Fails at one row.
private final class FailingSource: RowSource {
  struct Failure: Error, Equatable { let row: Int }
  let shape = Shape(channels: 1, height: 10, width: 4)
  private var next = 0

  func nextRow(into row: inout MutableRow) throws(RowError) {
    if next == 6 { throw RowError(Failure(row: next)) }
    next += 1
  }
}

@Test("an error of the source comes through every stage")
func errorsComeThrough() throws {
  let blur = Convolution.along(
    .vertical, [[.init(.box(radius: 1), channel: 0)]], inputChannels: 1, border: .replicate)
  let chain = try Streamed(blur, over: Streamed(blur, over: FailingSource()))
  let error = #expect(throws: RowError.self) { try Image(collecting: chain) }
  #expect(error?.cause as? FailingSource.Failure == FailingSource.Failure(row: 6))
}

@Test("a stage over the wrong number of channels, or with a kernel too large, says the numbers")
func impossibleShapesAreRefused() {
  let input = Image(Shape(channels: 2, height: 4, width: 4), repeating: 0)
  let three = Convolution(inputChannels: 3, outputs: [.init([])])
  #expect(throws: ShapeError.channels(expected: 3, actual: 2)) {
    try Streamed(three, over: input.source())
  }
  let tall = Convolution(
    inputChannels: 2, outputs: [.init([])], vertical: Axis(taps: 3, dilation: 2))
  #expect(throws: ShapeError.kernelTooLarge(reach: 5, available: 4)) {
    try Streamed(tall, over: input.source())
  }
  #expect(throws: ShapeError.notDivisible(channels: 2, by: 4)) {
    try Streamed(DepthToSpace(PerAxis(2)), over: input.source())
  }
}

@Test("what a link will hold is known before it is made", arguments: 0..<300)
func ringSizeIsKnownBefore(seed: Int) throws {
  var generator = SeededGenerator(seed: seed)
  let shape = randomShape(using: &generator)
  let four = Shape(channels: 4, height: shape.height, width: shape.width)
  let stages: [(any Stage, Shape)] = [
    (RandomConvolution(over: shape, using: &generator).stage, shape),
    (DepthToSpace(PerAxis(2)), four), (PointMap(.magnitude), four),
  ]
  for (stage, input) in stages {
    let link = try Streamed(stage, over: Image(input, repeating: 0).source())
    let size = try Streamed.ringSize(of: stage, over: input, pulledRows: 1)
    #expect(size.bytes == link.bytesHeld)
  }
}
