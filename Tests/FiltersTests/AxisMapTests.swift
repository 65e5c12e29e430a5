// SPDX-License-Identifier: Apache-2.0

import Filters
import TestSupport
import Testing

/// The inputs that an output reads, by the definition of a map.
private func reads(_ map: AxisMap, _ output: Int) -> Set<Int> {
  let period = Int((Double(output) / Double(map.outputs)).rounded(.down))
  return Set(map.reach.map { period * map.inputs + $0 })
}

private func randomMap(using generator: inout SeededGenerator) -> AxisMap {
  let first = generator.int(-9...9)
  return AxisMap(
    outputs: generator.int(1...6), inputs: generator.int(1...6),
    reach: first...(first + generator.int(0...7)))
}

@Suite("Maps of axes")
struct AxisMapTests {
  @Test("the inputs of outputs are all that the definition reads", arguments: 0..<300)
  func inputsFollowTheDefinition(seed: Int) {
    var generator = SeededGenerator(seed: seed)
    let map = randomMap(using: &generator)
    let first = generator.int(-20...20)
    let outputs = first..<(first + generator.int(1...12))
    let read = outputs.reduce(into: Set<Int>()) { $0.formUnion(reads(map, $1)) }
    let range = map.inputs(of: outputs)
    #expect(range.lowerBound == read.min() && range.upperBound - 1 == read.max())
    #expect(map.inputs(of: first) == map.inputs(of: first..<(first + 1)))
    #expect(map.inputs(of: first..<first).isEmpty)
  }

  @Test("one map after another reads what the two read in turn", arguments: 0..<300)
  func compositionReadsBoth(seed: Int) {
    var generator = SeededGenerator(seed: seed)
    let (first, second) = (randomMap(using: &generator), randomMap(using: &generator))
    let both = second.after(first)
    #expect(
      both.outputs * second.inputs * first.inputs == both.inputs * second.outputs * first.outputs)
    for output in -20...20 {
      let read = reads(second, output).reduce(into: Set<Int>()) { $0.formUnion(reads(first, $1)) }
      let range = both.inputs(of: output)
      #expect(read.allSatisfy(range.contains))
      if first.outputs == 1 {
        #expect(range.lowerBound == read.min() && range.upperBound - 1 == read.max())
      }
    }
    #expect(AxisMap.identity.after(first) == first)
    #expect(first.after(.identity) == first)
  }

  @Test("a period of a chain is the shortest", arguments: 0..<100)
  func periodsAreShort(seed: Int) {
    var generator = SeededGenerator(seed: seed)
    let (first, second) = (randomMap(using: &generator), randomMap(using: &generator))
    let both = second.after(first)
    // A shift by a number of outputs is a shift by whole periods of both.
    let shortest = (1...36).first { count in
      let middle = count * second.inputs
      return middle.isMultiple(of: first.outputs)
    }
    #expect(both.outputs == (shortest ?? 0) * second.outputs)
  }

  @Test("the map of an axis reads the windows of the axis", arguments: 0..<200)
  func mapOfAnAxis(seed: Int) {
    var generator = SeededGenerator(seed: seed)
    let axis = Axis(
      taps: generator.int(1...5), stride: generator.int(1...4), dilation: generator.int(1...3),
      before: generator.int(-3...6), after: generator.int(-3...6))
    for y in -5..<20 { #expect(axis.map.inputs(of: y) == axis.inputs(of: y)) }
  }

  @Test("the map of a transposed axis reads what spreads to a block", arguments: 0..<200)
  func mapOfATransposedAxis(seed: Int) {
    var generator = SeededGenerator(seed: seed)
    let axis = TransposedAxis(
      taps: generator.int(1...6), stride: generator.int(1...4), dilation: generator.int(1...3),
      before: generator.int(0...4))
    // Input i is spread to i * stride + j * dilation - before.
    for block in 0..<6 {
      let outputs = (block * axis.stride)..<((block + 1) * axis.stride)
      let sources = (-40...40).filter { input in
        (0..<axis.taps).contains {
          outputs.contains(input * axis.stride + $0 * axis.dilation - axis.before)
        }
      }
      let range = axis.map.inputs(of: outputs)
      #expect(range.lowerBound == sources.min() && range.upperBound - 1 == sources.max())
    }
  }
}

@Suite("What stages answer about themselves")
struct StageAnswersTests {
  /// A stage that knows nothing about itself but its geometry.
  private struct Doubling: Stage {
    var rows: AxisMap { .identity }
    var columns: AxisMap { .identity }
    var border: BorderMode { .zero }

    func outputShape(for input: Shape) throws(ShapeError) -> Shape { input }

    func render(_ y: Int, from window: borrowing Window, into row: inout MutableRow) {
      for channel in 0..<row.channels {
        let samples = window.samples(row: y, channel: channel)
        var line = row.channel(channel)
        for x in line.indices { line[x] = 2 * samples[x] }
      }
    }
  }

  @Test("the defaults serve a stage that states only its geometry")
  func defaults() {
    let stage = Doubling()
    let shape = Shape(channels: 2, height: 3, width: 4)
    #expect(stage.inputRows(of: 7) == 7..<8)
    #expect(stage.inputColumns(of: 2..<5) == 2..<5)
    #expect(stage.cost(over: shape) == 0)
    #expect(stage.response(toConstant: [0.5, 3]) == [1, 6])
    #expect(stage.dependencies(channel: 0, y: 0, x: 0, over: shape) == nil)
    let bounds = stage.bounds(of: [.unit, .unit])
    #expect(bounds.count == 2 && bounds.allSatisfy { $0.high == .infinity && $0.error == 0 })
    if case .other(let name) = stage.form { #expect(name == "Doubling") }
    #expect(stage.fused(with: stage) == nil)
  }

  @Test("a convolution reads and holds no more than its taps", arguments: 0..<200)
  func convolutionsReadTheirTaps(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let shape = randomShape(using: &generator)
    let stage = RandomConvolution(over: shape, using: &generator).stage
    for y in 0..<3 {
      let reads = stage.outputs.indices.flatMap {
        stage.dependencies(channel: $0, y: y, x: 5, over: shape)?.reads ?? []
      }
      guard let first = reads.map(\.row).min(), let last = reads.map(\.row).max(),
        let left = reads.map(\.column).min(), let right = reads.map(\.column).max()
      else { continue }
      #expect(stage.inputRows(of: y) == first..<(last + 1))
      #expect(stage.inputColumns(of: 5..<6) == left..<(right + 1))
    }
  }

  @Test("the response to a constant is the output for a constant image", arguments: 0..<200)
  func responsesAreOutputs(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let pixel = (0..<generator.int(1...3)).map { _ in generator.float() }
    let shape = Shape(channels: pixel.count, height: 1, width: 1)
    let taps = (0..<5).map {
      Convolution.Tap(
        channel: generator.int(0...(pixel.count - 1)), row: $0, weight: generator.float())
    }
    let stage = Convolution(
      inputChannels: pixel.count, outputs: [.init(taps, bias: generator.float())],
      vertical: .same(taps: 5, center: 2), border: .constant(0), outside: pixel)
    let image = Image(shape, samples: pixel)
    #expect(try image.applying([stage]).samples == stage.response(toConstant: pixel))
  }
}
