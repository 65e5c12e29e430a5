// SPDX-License-Identifier: Apache-2.0

import Filters
import ImageFiles
import TestSupport
import Testing

@Suite("Wide blurs of files against SciPy")
struct WideBlurTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  /// The result of a file of the samples of a case, as they are in memory.
  private func result(
    of one: StoredVectors.Case, from input: String, to output: String, depth: Int? = nil,
    tolerance: Double? = nil
  ) throws -> Image {
    let sigma = try #require(one.numbers("sigma").first)
    var conversion = try Conversion(
      .blur(.gaussian(sigma: sigma)),
      options: FilterOptions(border: one.border, tolerance: tolerance))
    conversion.encoding.bitDepth = depth
    if input.hasSuffix(".npy") {
      try directory.add(input, NPYFixtures.file(one.input))
    } else {
      let png = TinyPNG(
        width: one.input.shape.width, height: one.input.shape.height, colorType: .gray,
        bitDepth: 16, samples: one.input.samples.map { Int(($0 * 65535).rounded()) })
      try directory.add(input, png.encoded())
    }
    _ = try conversion.run(.path(directory.file(input)), to: .path(directory.file(output)))
    return try readImage(directory.file(output)).image
  }

  /// The largest distance from SciPy's result.
  private func error(_ image: Image, _ one: StoredVectors.Case) throws -> Double {
    try #require(
      zip(image.samples, one.expected).map { abs(Double($0) - $1) }.max())
  }

  @Test("16-bit results are within 0.55 of a level, 8-bit ones too")
  func integerResultsAreNearSciPy() throws {
    for one in try StoredVectors.wideCases() {
      let deep = try result(of: one, from: "in.png", to: "out.png")
      #expect(try error(deep, one) * 65535 < 0.55, "\(one)")
      let flat = try result(of: one, from: "in.png", to: "out.png", depth: 8)
      #expect(try error(flat, one) * 255 < 0.55, "\(one)")
    }
  }

  @Test("NPY results are within 2e-6, whatever the input")
  func floatResultsAreNearSciPy() throws {
    for one in try StoredVectors.wideCases() {
      for input in ["in.png", "in.npy"] {
        #expect(try error(result(of: one, from: input, to: "out.npy"), one) < 2e-6, "\(one)")
      }
    }
  }

  @Test("floats in the input can have any range, so the full kernel is used for them")
  func anyRange() throws {
    let one = try #require(
      StoredVectors.wideCases().first { $0.numbers("sigma") == [20] && $0.border == .replicate })
    let full = try result(of: one, from: "in.npy", to: "a.png", tolerance: 0)
    #expect(try result(of: one, from: "in.npy", to: "b.png") == full)
  }

  @Test("NaN spreads as far as the radius, ceil(4 sigma), and no further")
  func spreadOfNaN() throws {
    var image = Image(Shape(channels: 1, height: 61, width: 70), repeating: 0.5)
    image[0, 30, 33] = .nan
    try directory.add("in.npy", NPYFixtures.file(image))
    let conversion = try Conversion(.blur(.gaussian(sigma: 5)))
    _ = try conversion.run(.path(directory.file("in.npy")), to: .path(directory.file("out.npy")))
    let result = try readImage(directory.file("out.npy")).image
    for y in 0..<61 {
      for x in 0..<70 {
        let isNear = abs(y - 30) <= 20 && abs(x - 33) <= 20
        #expect(result[0, y, x].isNaN == isNear)
      }
    }
  }

  @Test("the recipe's identifier tells tolerances apart")
  func identifierDependsOnTheTolerance() throws {
    func fingerprint(_ tolerance: Double?) throws -> String {
      try Conversion(
        .blur(.gaussian(sigma: 20)), options: FilterOptions(tolerance: tolerance)
      ).canonicalText
    }
    let all = Set([try fingerprint(nil), try fingerprint(0), try fingerprint(1e-4)])
    #expect(all.count == 3)
    #expect(try fingerprint(nil).contains("0.05"))
  }

  @Test("clamped samples are counted, and told from 1 % on")
  func clampedSamplesAreCounted() throws {
    func notes(_ count: Int, _ value: Float, map: SampleMap = .clamp) throws -> [String] {
      var samples = [Float](repeating: 0.5, count: 1000)
      for index in 0..<count { samples[index * 7] = value }
      try directory.add(
        "in.npy",
        NPYFixtures.file(Image(Shape(channels: 1, height: 20, width: 50), samples: samples)))
      var conversion = try Conversion(.blur(.gaussian(sigma: 0)))
      conversion.map = map
      return try conversion.run(
        .path(directory.file("in.npy")), to: .path(directory.file("out.png"))
      )
      .notes
    }
    #expect(try notes(9, 1.5).isEmpty)
    let note = try #require(try notes(127, -0.5).first)
    #expect(note == "12 % of the samples were outside 0...1 and were clamped")
    // Rounding is no clamping: half a level beyond the range.
    #expect(try notes(100, 1 + 0.49 / 255).isEmpty && notes(100, 1 + 0.51 / 255).count == 1)
    #expect(try notes(100, 1.5, map: .normalize).isEmpty && notes(100, -0.5, map: .abs).isEmpty)
  }
}
