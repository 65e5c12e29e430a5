// SPDX-License-Identifier: Apache-2.0

import Filters
import ImageFiles
import TestSupport
import Testing

@Suite("PNG files of an independent encoder")
struct PNGInputTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  @Test(
    "every color type and bit depth, with and without Adam7, at many sizes",
    arguments: TinyPNG.ColorType.allCases, [false, true])
  func allKinds(type: TinyPNG.ColorType, isInterlaced: Bool) throws {
    for depth in type.bitDepths {
      for (width, height) in [(1, 1), (2, 3), (5, 5), (8, 8), (33, 9), (1, 40), (50, 1)] {
        var png = randomPNG(type, depth, width, height)
        png.isInterlaced = isInterlaced
        let (image, reader) = try read(png)
        #expect(image == expected(png, palette: palette), "\(type) \(depth) \(width) x \(height)")
        let header = reader.header
        #expect(header.isInterlaced == isInterlaced && header.isHeldWhole == isInterlaced)
        #expect(header.storedBitDepth == depth && header.bitDepth == max(8, depth))
        #expect(header.hasAlpha == (type == .grayAlpha || type == .rgba))
        #expect(
          header.colorModel
            == (type == .palette ? .palette : type.samples < 3 ? .gray : .rgb))
      }
    }
  }

  @Test("a transparent color becomes alpha", arguments: [TinyPNG.ColorType.gray, .rgb])
  func transparentColor(type: TinyPNG.ColorType) throws {
    for depth in type.bitDepths {
      var png = randomPNG(type, depth, 9, 7)
      // The color of the middle pixel, and a few more pixels of it.
      let key = Array(png.samples[31 * type.samples..<32 * type.samples])
      for pixel in stride(from: 0, to: 63, by: 5) {
        png.samples.replaceSubrange(pixel * type.samples..<(pixel + 1) * type.samples, with: key)
      }
      png.chunksBefore = [("tRNS", key.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] })]
      let (image, reader) = try read(png)
      #expect(reader.header.hasAlpha && image.shape.channels == type.samples + 1)
      let opaque = expected(png, palette: [])
      for y in 0..<7 {
        for x in 0..<9 {
          let start = (y * 9 + x) * type.samples
          let isKey = Array(png.samples[start..<start + type.samples]) == key
          #expect(image[type.samples, y, x] == (isKey ? 0 : 1))
          for c in 0..<type.samples { #expect(image[c, y, x] == opaque[c, y, x]) }
        }
      }
    }
  }

  @Test("a palette with alphas becomes RGB and alpha", arguments: [1, 2, 4, 8])
  func transparentPalette(depth: Int) throws {
    var png = randomPNG(.palette, depth, 20, 6)
    let alphas: [UInt8] = [0, 100]
    png.chunksBefore.append(("tRNS", alphas))
    let image = try read(png).image
    #expect(image.shape.channels == 4)
    for y in 0..<6 {
      for x in 0..<20 {
        let index = png.samples[y * 20 + x]
        #expect(image[3, y, x] == Float(index < 2 ? alphas[index] : 255) / 255)
        #expect(image[0, y, x] == Float(palette[index][0]) / 255)
      }
    }
  }

  @Test("image data in many chunks, and bytes after the image, do no harm")
  func oddButValid() throws {
    var png = randomPNG(.rgb, 8, 30, 20)
    for size in [1, 7, 1000] {
      png.chunkSize = size
      let path = try directory.write(png.encoded() + [1, 2, 3], to: "a.png")
      #expect(try readImage(path).image == expected(png, palette: []))
    }
  }

  /// 256 different colors.
  private let palette: [[UInt8]] = (0..<256).map { index in
    [UInt8(index), UInt8(index * 7 % 256), UInt8(255 - index)]
  }

  private func read(_ png: TinyPNG) throws -> (image: Image, reader: ImageReader) {
    try readImage(try directory.write(png.encoded(), to: "a.png"))
  }

  private func randomPNG(
    _ type: TinyPNG.ColorType, _ depth: Int, _ width: Int, _ height: Int
  ) -> TinyPNG {
    var generator = SeededGenerator(seed: depth * 1000 + width)
    let samples = (0..<width * height * type.samples).map { _ in
      generator.int(0...((1 << depth) - 1))
    }
    var png = TinyPNG(
      width: width, height: height, colorType: type, bitDepth: depth, samples: samples)
    if type == .palette {
      png.chunksBefore = [("PLTE", palette.prefix(1 << depth).flatMap { $0 })]
    }
    return png
  }

  /// What a reader should deliver, by the definition.
  private func expected(_ png: TinyPNG, palette: [[UInt8]]) -> Image {
    let isPalette = png.colorType == .palette
    let channels = isPalette ? 3 : png.colorType.samples
    let shape = Shape(channels: channels, height: png.height, width: png.width)
    var image = Image(shape, repeating: 0)
    for y in 0..<png.height {
      for x in 0..<png.width {
        let start = (y * png.width + x) * png.colorType.samples
        for c in 0..<channels {
          image[c, y, x] =
            isPalette
            ? Float(palette[png.samples[start]][c]) / 255
            : Float(png.samples[start + c]) / Float((1 << png.bitDepth) - 1)
        }
      }
    }
    return image
  }
}
