// SPDX-License-Identifier: Apache-2.0

import FilterExplain
import Filters
import TestSupport
import Testing

@Suite("overlap of transposed convolutions")
struct OverlapTests {
  /// The stages of a transposed convolution, as phases and their interleaving.
  private func pair(
    _ convolve: Convolve, _ shape: Shape
  ) throws -> (phases: Convolution, interleaving: DepthToSpace) {
    let stages = try convolve.stages(for: shape, border: .zero).stages
    return (
      try #require(stages[0].form.convolution), try #require(stages[1].form.interleaving)
    )
  }

  @Test("counts are what ones give in the middle of an image", arguments: 0..<40)
  func countsAreTheDefinition(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let (rows, columns) = (generator.int(1...5), generator.int(1...5))
    let stride = PerAxis(vertical: generator.int(1...3), horizontal: generator.int(1...3))
    let convolve = Convolve(
      try Weights(
        shape: [1, 1, rows, columns], values: Array(repeating: 1, count: rows * columns)),
      stride: stride, direction: .transposed())
    let shape = Shape(channels: 1, height: 9, width: 9)
    let (phases, interleaving) = try pair(convolve, shape)
    let overlap = Overlap(phases: phases, interleaving)
    // Ones, spread with weights of 1, count the products.
    let output = try Image(shape, repeating: 1).applying([phases, interleaving])
    let (top, left) = (5 * stride.vertical, 5 * stride.horizontal)
    for row in 0..<stride.vertical {
      for column in 0..<stride.horizontal {
        #expect(Double(output[0, top + row, left + column]) == Double(overlap.counts[row][column]))
        #expect(overlap.sums[0][row][column] == Double(overlap.counts[row][column]))
      }
    }
    let isMultiple =
      rows.isMultiple(of: stride.vertical) && columns.isMultiple(of: stride.horizontal)
    #expect(overlap.isEven == isMultiple && overlap.keepsConstants == isMultiple)
  }

  @Test("an uneven overlap whose weights make up for it has no checkerboard; upsample has none")
  func weightsMakeUp() throws {
    let shape = Shape(channels: 1, height: 9, width: 9)
    let tent = Convolve(
      try Weights(shape: [1, 1, 3, 3], values: [1, 2, 1, 2, 4, 2, 1, 2, 1]), stride: PerAxis(2),
      direction: .transposed())
    let (phases, interleaving) = try pair(tent, shape)
    let overlap = Overlap(phases: phases, interleaving)
    #expect(overlap.counts == [[4, 2], [2, 1]] && overlap.sums == [[[4, 4], [4, 4]]])
    #expect(!overlap.isEven && overlap.keepsConstants)
    #expect(
      overlap.sentences.last
        == "The weights of all sums add up to the same, so there is no checkerboard.")
    for kernel in ResamplingKernel.allCases {
      for scale in 2...4 {
        let stages = try Filter.upsample(Upsample(PerAxis(scale), kernel: kernel))
          .lowered(for: shape, hasAlpha: false).stages
        for (one, next) in zip(stages, stages.dropFirst()) {
          guard let phases = one.form.convolution, let interleaving = next.form.interleaving
          else { continue }
          #expect(Overlap(phases: phases, interleaving).keepsConstants, "\(kernel), \(scale)")
        }
      }
    }
  }
}
