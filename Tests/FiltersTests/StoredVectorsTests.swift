// SPDX-License-Identifier: Apache-2.0

import Filters
import TestSupport
import Testing

@Suite("the stored vectors")
struct StoredVectorsTests {
  @Test("cover every operation under every border mode, and no name comes twice")
  func vectorsCoverEveryOperation() throws {
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
  func vectorsAgreeOnBothSides() throws {
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

  /// Weights and sums are rounded to 24 bits.
  ///
  /// With all samples and sums at most 1, each of the two passes adds at most one such rounding a tap, and in practice
  /// a few.
  @Test("equal the filters to float rounding", arguments: try StoredVectors.cases())
  func filtersEqual(_ one: StoredVectors.Case) throws {
    let result = try apply(
      #require(filter(of: one)), to: one.input,
      FilterOptions(border: one.border, tolerance: 0))
    try #require(result.shape == one.expectedShape)
    let errors = zip(result.samples, one.expected).map { abs(Double($0) - $1) }
    #expect(try #require(errors.max()) < 16 * 0x1p-24)
  }

  @Test("equal Gaussians with a tolerance to 0.05 of an 8-bit level")
  func wideGaussiansEqual() throws {
    for one in try StoredVectors.cases() where one.operation == "gaussian" {
      let result = try apply(
        #require(filter(of: one)), to: one.input,
        FilterOptions(border: one.border, tolerance: 0.05 / 255))
      let errors = zip(result.samples, one.expected).map { abs(Double($0) - $1) }
      #expect(try #require(errors.max()) < 0.05 / 255, "\(one)")
    }
  }

  private func filter(of one: StoredVectors.Case) -> Filter? {
    let dilation = one.numbers("dilation").first.map { Int($0) } ?? 1
    let scale = one.numbers("scale").map { Int($0) }
    switch one.operation {
    case "gaussian":
      return one.numbers("sigma").first.map {
        .blur(Blur(.gaussian(vertical: $0, horizontal: $0), dilation: dilation))
      }
    case "sobel": return .edge(Edge(.sobel, dilation: dilation))
    case "bicubic" where scale.count == 2:
      return .upsample(
        Upsample(PerAxis(vertical: scale[0], horizontal: scale[1]), kernel: .bicubic))
    default: return nil
    }
  }
}
