// SPDX-License-Identifier: Apache-2.0

import Filters
import TestSupport
import Testing

/// The border modes that repeat samples.
private let repeating = [BorderMode.replicate, .symmetric, .reflect, .wrap]

@Test("the rows of a fold hold all that fold onto a row, and their bounds never decrease")
func foldRowsAreMonotone() {
  for border in repeating {
    for count in 1...7 {
      for (before, after) in [(0, 0), (1, 0), (0, 2), (3, 2), (9, 4), (2, 17)] {
        let axis = FoldAxis(count: count, before: before, after: after, border: border)
        let fold = BorderFold(
          bias: [0], vertical: axis,
          horizontal: FoldAxis(count: 1, before: 0, after: 0, border: border))
        var last = 0..<0
        for y in 0..<count {
          let rows = fold.inputRows(of: y)
          #expect(rows.lowerBound >= last.lowerBound && rows.upperBound >= last.upperBound)
          #expect(rows.lowerBound >= 0 && rows.upperBound <= before + count + after)
          for position in 0..<(before + count + after)
          where Twin.folded(position - before, count: count, border: border) == y {
            #expect(rows.contains(position), "\(border) \(count) \(before) \(after)")
          }
          last = rows
        }
      }
    }
  }
}

/// A source of zeros that is never pulled.
private final class Zeros: RowSource {
  let shape: Shape
  init(_ shape: Shape) { self.shape = shape }
  func nextRow(into row: inout MutableRow) throws(RowError) {}
}

@Test("a fold holds a kernel's height of rows, however high the image, but for a wrapped one")
func foldMemory() throws {
  func rows(_ border: BorderMode, height: Int) throws -> Int {
    let fold = BorderFold(
      bias: [0], vertical: FoldAxis(count: height, before: 4, after: 3, border: border),
      horizontal: FoldAxis(count: 16, before: 0, after: 0, border: border))
    let source = Zeros(Shape(channels: 1, height: height + 7, width: 16))
    return try Streamed(fold, over: source).bytesHeld / (16 * 4) - 1
  }
  for border in [BorderMode.replicate, .symmetric, .reflect] {
    let small = try rows(border, height: 100)
    #expect(small <= 12)
    #expect(try rows(border, height: 10_000) == small)
  }
  #expect(try rows(.wrap, height: 1000) == 1007)
}

@Test("a fold over another image says the numbers")
func foldRefusesOtherImages() {
  let axis = FoldAxis(count: 4, before: 1, after: 2, border: .wrap)
  let fold = BorderFold(bias: [0, 0], vertical: axis, horizontal: axis)
  func refused(_ channels: Int, _ height: Int, _ width: Int) -> ShapeError? {
    #expect(throws: ShapeError.self) {
      try fold.outputShape(for: Shape(channels: channels, height: height, width: width))
    }
  }
  #expect(refused(1, 7, 7) == .channels(expected: 2, actual: 1))
  #expect(refused(2, 6, 7) == .extent(expected: 7, actual: 6))
  #expect(refused(2, 7, 8) == .extent(expected: 7, actual: 8))
}
