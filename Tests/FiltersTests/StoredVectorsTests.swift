// SPDX-License-Identifier: Apache-2.0

import Filters
import TestSupport
import Testing

@Suite("the stored vectors")
struct StoredVectorsTests {
  @Test("cover every operation under every border mode, and no name comes twice")
  func cover() throws {
    let cases = try StoredVectors.cases()
    #expect(Set(cases.map(\.name)).count == cases.count)
    let borders: [BorderMode] = [
      .zero, .constant(0.25), .replicate, .symmetric, .reflect, .wrap,
    ]
    for operation in ["gaussian", "sobel", "bicubic"] {
      let found = Set(cases.filter { $0.operation == operation }.map(\.border))
      #expect(found == Set(borders), "\(operation)")
    }
    for one in cases {
      #expect(
        one.expected.count == one.expectedShape.channels * one.expectedShape.height
          * one.expectedShape.width, "\(one)")
      #expect(one.input.samples.allSatisfy { (0...1).contains($0) }, "\(one)")
    }
  }

  /// A blur that repeats the edge leaves a single sample alone; read wrongly, the two files would not agree.
  @Test("hold the same numbers on both sides")
  func agree() throws {
    let single = try StoredVectors.cases().filter {
      $0.operation == "gaussian" && $0.input.samples.count == 1 && $0.border.constant == nil
    }
    #expect(single.count == 4)
    for one in single {
      #expect(abs(one.expected[0] - Double(one.input.samples[0])) < 1e-15, "\(one)")
    }
    let scaled = try StoredVectors.cases().first { $0.operation == "bicubic" }
    #expect(scaled?.numbers("scale") == [3, 2])
    #expect(scaled?.numbers("sigma") == [])
  }
}
