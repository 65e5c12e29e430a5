// SPDX-License-Identifier: Apache-2.0

import Filters
import ImageFiles
import TestSupport
import Testing

@Suite("What is written is read back")
struct RoundTripTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  @Test(
    "PNG keeps every sample, at every number of channels, depth and preset",
    arguments: 1...4, [8, 16])
  func pngKeepsEverySample(channels: Int, depth: Int) throws {
    for (seed, compression) in Encoding.Compression.allCases.enumerated() {
      for (height, width) in [(1, 1), (3, 2), (17, 33), (2, 700)] {
        let shape = Shape(channels: channels, height: height, width: width)
        let image = randomImage(shape, maximum: depth == 8 ? 255 : 65535, seed: seed)
        var encoding = Encoding(.png, bitDepth: depth)
        encoding.compression = compression
        try writeImage(image, to: directory.file("a.png"), encoding: encoding)
        let (back, reader) = try readImage(directory.file("a.png"))
        #expect(back == image)
        #expect(reader.header.format == .png)
        #expect(reader.header.bitDepth == depth)
        #expect(reader.header.storedBitDepth == depth)
        #expect(reader.header.hasAlpha == (channels % 2 == 0))
        #expect(reader.header.colorModel == (channels < 3 ? .gray : .rgb))
        #expect(!reader.header.isInterlaced && !reader.header.isHeldWhole)
      }
    }
  }

  @Test("samples outside 0...1 are clamped, and others rounded to nearest, ties to even")
  func samplesAreClampedAndRounded() throws {
    let samples: [Float] = [-1, 0, 0.5 / 255, 1.5 / 255, 2.4 / 255, 1, 2, .infinity, .nan]
    let image = Image(Shape(channels: 1, height: 1, width: samples.count), samples: samples)
    try writeImage(image, to: directory.file("a.png"), encoding: Encoding(.png))
    let back = try readImage(directory.file("a.png")).image
    #expect(back.samples.map { $0 * 255 } == [0, 0, 0, 2, 2, 255, 255, 255, 0])
  }

  @Test(
    "JPEG stays near a smooth picture, at every subsampling, progressive or not",
    arguments: Encoding.Subsampling.allCases, [false, true])
  func jpegStaysNear(subsampling: Encoding.Subsampling, isProgressive: Bool) throws {
    for channels in [1, 3] {
      for (height, width) in [(1, 1), (7, 50), (40, 33)] {
        let image = smoothImage(Shape(channels: channels, height: height, width: width))
        var encoding = Encoding(.jpeg)
        encoding.subsampling = subsampling
        encoding.isProgressive = isProgressive
        for (quality, bound) in [(100, Float(4)), (90, 8), (50, 24)] {
          encoding.quality = quality
          try writeImage(image, to: directory.file("a.jpg"), encoding: encoding)
          let (back, reader) = try readImage(directory.file("a.jpg"))
          #expect(reader.header.shape == image.shape)
          #expect(reader.header.colorModel == (channels == 1 ? .gray : .yCbCr))
          #expect(reader.header.isInterlaced == isProgressive)
          #expect(reader.header.isHeldWhole == isProgressive)
          #expect(maxDifference(back, image) * 255 <= bound, "quality \(quality)")
        }
      }
    }
  }

  @Test("a JPEG is smaller at lower quality and at lower chroma resolution")
  func jpegSizes() throws {
    let image = randomImage(Shape(channels: 3, height: 64, width: 64), maximum: 255, seed: 1)
    func size(_ quality: Int, _ subsampling: Encoding.Subsampling) throws -> Int {
      var encoding = Encoding(.jpeg)
      encoding.quality = quality
      encoding.subsampling = subsampling
      try writeImage(image, to: directory.file("a.jpg"), encoding: encoding)
      return try directory.read("a.jpg").count
    }
    let sizes = try [(90, .s444), (90, .s422), (90, .s420), (40, .s420)].map(size)
    #expect(sizes == sizes.sorted(by: >))
    #expect(Set(sizes).count == 4)
  }

  /// Slow waves, other ones in each channel.
  private func smoothImage(_ shape: Shape) -> Image {
    var image = Image(shape, repeating: 0)
    for c in 0..<shape.channels {
      for y in 0..<shape.height {
        for x in 0..<shape.width {
          let phase = Float(x) / 40 + Float(y) / 60 + Float(c) / 4
          image[c, y, x] = 0.3 + 0.4 * abs(phase.truncatingRemainder(dividingBy: 2) - 1)
        }
      }
    }
    return image
  }

  private func maxDifference(_ a: Image, _ b: Image) -> Float {
    zip(a.samples, b.samples).map { abs($0 - $1) }.max() ?? 0
  }
}
