// SPDX-License-Identifier: Apache-2.0

import Filters
import Foundation
import ImageFiles
import TestSupport
import Testing

@Suite("--linear follows the transfer curve of the file")
struct TransferCurveTests {
  @Test("cICP comes before sRGB, sRGB before gAMA; nonsense is passed over")
  func chunksHaveAnOrderOfPrecedence() {
    var metadata = Metadata()
    #expect(metadata.transferCurve == .sRGB)
    metadata.gamma = 50_000
    #expect(metadata.transferCurve == .power(2))
    metadata.srgbIntent = 0
    #expect(metadata.transferCurve == .sRGB)
    metadata.cicp = [9, 16, 0, 1]
    #expect(metadata.transferCurve == .pq)
    metadata.cicp = [9, 2, 0, 1]  // 2: unspecified
    #expect(metadata.transferCurve == .sRGB)
    metadata.srgbIntent = nil
    for gamma in [0, 14_000, 700_001, UInt32.max] {
      metadata.gamma = gamma
      #expect(metadata.transferCurve == .sRGB, "gAMA \(gamma)")
    }
  }

  /// Light 1/2 to the power m1 of SMPTE ST 2084.
  private static let half = pow(0.5, 2610.0 / 16384)

  @Test(
    "the mean of black and white is the stored value of half the light",
    arguments: [
      // The definition of each curve at light 1/2.
      (100_000, nil, 0.5),
      (45_455, nil, pow(0.5, 0.45455)),
      (nil, nil, 1.055 * pow(0.5, 1 / 2.4) - 0.055),
      (100_000, [1, 1, 0, 1], 1.099296826809442 * pow(0.5, 0.45) - 0.099296826809442),
      (nil, [9, 16, 0, 1], pow((0.8359375 + 18.8515625 * half) / (1 + 18.6875 * half), 78.84375)),
    ] as [(UInt32?, [UInt8]?, Double)])
  func meanOfLight(gamma: UInt32?, cicp: [UInt8]?, expected: Double) throws {
    let directory = try TemporaryDirectory()
    let image = Image(Shape(channels: 1, height: 1, width: 2), samples: [0, 1])
    var metadata = Metadata()
    metadata.gamma = gamma
    metadata.cicp = cicp
    try writeImage(
      image, to: directory.file("in.png"), encoding: Encoding(.png, bitDepth: 16),
      metadata: metadata)
    let mean = Convolve(try Weights(shape: [1, 2], values: [0.5, 0.5]), padding: .valid)
    let conversion = try Conversion(.convolve(mean), options: FilterOptions(isLinear: true))
    _ = try conversion.run(.path(directory.file("in.png")), to: .path(directory.file("out.png")))
    let result = try readImage(directory.file("out.png")).image.samples
    #expect(result.map { ($0 * 65535).rounded() } == [Float((expected * 65535).rounded())])
  }
}
