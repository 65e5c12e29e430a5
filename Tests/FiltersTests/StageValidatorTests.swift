// SPDX-License-Identifier: Apache-2.0

import Filters
import Synchronization
import TestSupport
import Testing

/// A mean of three rows and columns with one thing wrong.
private struct Faulty: Stage {
  enum Fault: CaseIterable {
    case none, tooFewRows, tooFewColumns, unwritten, impure, together, tooManyRows, decreasing,
      columns, dependency
  }

  let fault: Fault
  /// The number of calls, which a stage must not count.
  let calls = Calls()

  final class Calls: Sendable {
    let count = Atomic(0)
  }

  var rows: AxisMap { AxisMap(reach: fault == .tooFewRows ? 0...1 : -1...1) }
  var columns: AxisMap { AxisMap(reach: fault == .tooFewColumns ? -1...0 : -1...1) }
  var border: BorderMode { .reflect }

  func outputShape(for input: Shape) throws(ShapeError) -> Shape { input }

  func inputRows(of y: Int) -> Range<Int> {
    fault == .decreasing && y == 3 ? rows.inputs(of: 1) : rows.inputs(of: y)
  }

  func render(_ y: Int, from window: borrowing Window, into row: inout MutableRow) {
    let call = calls.count.add(1, ordering: .relaxed).newValue
    for channel in 0..<window.channels {
      var line = row.channel(channel)
      for x in line.indices {
        var sum: Float = fault == .columns && x == 4 ? 1 : 0
        for position in y - 1...y + 1 where fault != .decreasing || position == y {
          let samples = window.samples(row: position, channel: channel, columns: x - 1..<x + 2)
          sum += samples[0] + samples[1] + samples[2]
        }
        if fault == .impure { sum += Float(call) }
        if fault != .unwritten || x != 2 { line[x] = sum }
      }
    }
  }

  var rowsAtOnce: Int { fault == .tooManyRows ? 5 : 3 }

  func render(_ y: Int, from window: borrowing Window, into rows: inout MutableRows) {
    for index in 0..<rows.count {
      var row = rows.row(index)
      render(fault == .together && index == 2 ? y : y + index, from: window, into: &row)
    }
  }

  func dependencies(channel: Int, y: Int, x: Int, over input: Shape) -> SampleDependencies? {
    let rows = fault == .dependency ? y - 1...y : y - 1...y + 1
    return SampleDependencies(
      rows.flatMap { row in
        (x - 1...x + 1).map { SampleRead(channel: channel, row: row, column: $0, weight: 1) }
      })
  }
}

@Suite("The validator of stages")
struct StageValidatorTests {
  private static let shape = Shape(channels: 2, height: 6, width: 9)

  @Test("each fault is found", arguments: Faulty.Fault.allCases)
  fileprivate func faultsAreFound(fault: Faulty.Fault) {
    var found: StageViolation?
    do {
      try StageValidator(Faulty(fault: fault), over: Self.shape).validate()
    } catch {
      found = error as? StageViolation
    }
    let expected: StageViolation? =
      switch fault {
      case .none: nil
      case .tooFewRows: .undeclaredRows(y: 5)
      case .tooFewColumns: .undeclaredRows(y: 5)
      case .unwritten: .unwritten(y: 5)
      case .impure: .notPure(y: 5)
      case .together: .together(y: 0, count: 3)
      case .tooManyRows: .rowsAtOnce(5)
      case .decreasing: .decreasingRows(y: 3)
      case .columns: .columnsDiffer(y: 0, x: 4)
      case .dependency: .undeclaredDependency(channel: 0, y: 3, x: 4)
      }
    #expect(found == expected)
  }

  @Test("columns that are not stated are found inside the image, too")
  func columnsInside() {
    struct Mirrored: Stage {
      var rows: AxisMap { .identity }
      var columns: AxisMap { .identity }
      var border: BorderMode { .zero }
      func outputShape(for input: Shape) throws(ShapeError) -> Shape { input }
      func render(_ y: Int, from window: borrowing Window, into row: inout MutableRow) {
        var line = row.channel(0)
        let samples = window.samples(row: y, channel: 0)
        for x in line.indices { line[x] = samples[samples.count - 1 - x] }
      }
    }
    #expect(throws: StageViolation.undeclaredColumns(y: 0, x: 0)) {
      try StageValidator(Mirrored(), over: Shape(channels: 1, height: 2, width: 5)).validate()
    }
  }

  @Test("a stage without an output is refused with its reason")
  func noOutput() {
    let stage = Convolution(inputChannels: 3, outputs: [.init([])])
    #expect(throws: StageViolation.noOutput(.channels(expected: 3, actual: 2))) {
      try StageValidator(stage, over: Self.shape).validate()
    }
  }

  @Test("random convolutions do what they state", arguments: 0..<60)
  func convolutions(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let shape = Shape(
      channels: generator.int(1...3), height: generator.int(1...7), width: generator.int(1...20))
    let stage = RandomConvolution(over: shape, using: &generator).stage
    try StageValidator(stage, over: shape, seed: UInt64(seed)).validate()
    let wide = shape.channels + 2
    let part = OnChannels(stage, 1..<(shape.channels + 1), of: wide, keepsInput: seed % 2 == 0)
    let input = Shape(channels: wide, height: shape.height, width: shape.width)
    // A convolution that changes the size has no place for channels that pass through.
    guard (try? part.outputShape(for: input)) != nil else { return }
    try StageValidator(part, over: input).validate()
  }

  @Test("the stages of every filter do what they state, fused and one by one")
  func stagesOfFilters() throws {
    let weights = try Weights(shape: [3, 3], values: (0..<9).map { Float($0) / 9 })
    let filters: [Filter] = [
      .blur(.gaussian(sigma: 1)), .edge(Edge(.sobel)), .edge(Edge(.roberts)),
      .sharpen(Sharpen(sigma: 1, amount: 1)), .atrous(Atrous(levels: 2, gains: [2, 0.5])),
      .upsample(Upsample(PerAxis(vertical: 2, horizontal: 3), kernel: .bicubic)),
      .downsample(Downsample(PerAxis(2), kernel: .bilinear)),
      .convolve(
        Convolve(
          weights, stride: PerAxis(2), padding: .same, direction: .transposed(outputPadding: nil))),
    ]
    for filter in filters {
      for border in [BorderMode.reflect, .zero] {
        var shape = Shape(channels: 4, height: 5, width: 8)
        // An enlarging convolution has no place for alpha that is kept.
        let alpha = if case .convolve = filter { AlphaMode.independent } else { AlphaMode.keep }
        let stages = try filter.lowered(
          for: shape, hasAlpha: true, options: FilterOptions(border: border, alpha: alpha)
        ).stages
        for (index, stage) in stages.enumerated() {
          try StageValidator(stage, over: shape).validate()
          if index + 1 < stages.count, let fused = stage.fused(with: stages[index + 1]) {
            try StageValidator(fused, over: shape).validate()
          }
          shape = try stage.outputShape(for: shape)
        }
      }
    }
  }
}

@Suite("A stage on some channels")
struct OnChannelsTests {
  @Test("it computes its channels and copies the others, bit for bit", arguments: 0..<60)
  func partsEqualTheStage(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let (before, after) = (generator.int(0...2), generator.int(0...2))
    let count = generator.int(1...3)
    let shape = Shape(channels: before + count + after, height: 8, width: generator.int(1...90))
    var input = generator.image(shape)
    // Zeros keep their sign, and numbers that are not numbers stay.
    input[0, 3, 0] = -0.0
    let kernel = Kernel.gaussian(sigma: 0.8)
    let conv = Convolution.along(
      .vertical, (0..<count).map { [.init(kernel, channel: $0)] }, inputChannels: count,
      border: generator.border())
    let channels = before..<(before + count)
    let keeps = generator.int(0...1) == 1
    let stage = OnChannels(conv, channels, of: shape.channels, keepsInput: keeps)
    let output = try collect(Streamed(stage, over: input.source()), using: &generator)
    func planes(_ image: Image, _ range: Range<Int>) -> [UInt32] {
      let area = image.shape.height * image.shape.width
      return image.samples[(range.lowerBound * area)..<(range.upperBound * area)].map(\.bitPattern)
    }
    let area = shape.height * shape.width
    let part = Image(
      Shape(channels: count, height: shape.height, width: shape.width),
      samples: Array(input.samples[(before * area)..<((before + count) * area)]))
    let computed = try part.applying([conv])
    let expected =
      planes(input, 0..<(keeps ? before + count : before)) + planes(computed, 0..<count)
      + planes(input, (before + count)..<shape.channels)
    #expect(planes(output, 0..<output.shape.channels) == expected)
  }

  @Test("a stage that changes the size has no place for the others")
  func otherSizes() {
    let half = Convolution(
      inputChannels: 1, outputs: [.init([.init(channel: 0, weight: 1)])],
      vertical: Axis(taps: 1, stride: 2))
    let stage = OnChannels(half, 0..<1, of: 2)
    #expect(throws: ShapeError.extent(expected: 6, actual: 3)) {
      try stage.outputShape(for: Shape(channels: 2, height: 6, width: 4))
    }
  }
}
