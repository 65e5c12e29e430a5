// SPDX-License-Identifier: Apache-2.0

import Filters
import TestSupport
import Testing

@Suite("the vectors of resize")
struct ResizeVectorsTests {
  @Test("cover every kernel and border of both programs")
  func resizeVectorsCoverEveryKind() throws {
    let cases = try StoredVectors.resizeCases()
    #expect(cases.count == 210)
    for kernel in ["bilinear", "hamming", "bicubic", "lanczos3"] {
      let found = cases.filter { $0.name.hasPrefix("pillow") && $0.operation == kernel }
      #expect(Set(found.map(\.border)).count == 7, "\(kernel)")
    }
    #expect(cases.count(where: { $0.name.hasPrefix("torch") }) == 14)
  }

  /// Pillow's own error is at most 1.2e-7: it rounds each of its two passes to float.
  ///
  /// Weights of imgconv are rounded to a grid, and sums to 24 bits.
  @Test("equal resize within 2e-6", arguments: try StoredVectors.resizeCases())
  func resizeEquals(_ one: StoredVectors.Case) throws {
    let size = one.numbers("size").map { Int($0) }
    let kernel = try #require(ResizeKernel(rawValue: one.operation))
    let filter = Filter.resize(
      Resize(.box(width: size[1], height: size[0]), fit: .stretch, kernel: kernel))
    let result = try apply(filter, to: one.input, FilterOptions(border: one.border, tolerance: 0))
    try #require(result.shape == one.expectedShape)
    let errors = zip(result.samples, one.expected).map { abs(Double($0) - $1) }
    #expect(try #require(errors.max()) <= 2e-6)
  }
}
