// SPDX-License-Identifier: Apache-2.0

import Filters
import Foundation
import ImageFiles
import TestSupport
import Testing

@Suite("Crops of files")
struct CropFileTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  private func crop(
    _ crop: Crop, _ input: String, _ output: String, threads: Int = 1,
    replacing: Replacing = .output
  ) throws -> ConversionResult {
    var conversion = try Conversion(.crop(crop), options: FilterOptions(isLinear: true))
    conversion.threads = threads
    conversion.replacing = replacing
    return try conversion.run(.path(directory.file(input)), to: .path(directory.file(output)))
  }

  @Test(
    "every sample of every kind of PNG is copied, whatever alpha is",
    arguments: TinyPNG.ColorType.allCases)
  func samplesAreCopied(type: TinyPNG.ColorType) throws {
    for depth in type.bitDepths where depth >= 8 && type != .palette {
      for isInterlaced in [false, true] {
        var png = TinyPNG.picture(width: 31, height: 23, colorType: type, bitDepth: depth)
        png.isInterlaced = isInterlaced
        _ = try directory.write(png.encoded(), to: "in.png")
        _ = try crop(Crop(x: -21, y: 3, width: 17, height: 9), "in.png", "out.png")
        let whole = try readImage(directory.file("in.png")).image
        let (part, reader) = try readImage(directory.file("out.png"))
        #expect(reader.header.storedBitDepth == depth)
        for channel in 0..<part.shape.channels {
          for y in 0..<9 {
            for x in 0..<17 { #expect(part[channel, y, x] == whole[channel, y + 3, x + 10]) }
          }
        }
      }
    }
  }

  /// A file of 1200 x 1000 pixels in a format, with bytes of its last quarter changed.
  private func damaged(_ format: FileFormat, isInterlaced: Bool = false) throws -> [UInt8] {
    let shape = Shape(channels: 3, height: 1000, width: 1200)
    var encoding = Encoding(format)
    encoding.isProgressive = isInterlaced
    var bytes: [UInt8]
    if format == .png {
      var png = TinyPNG.picture(width: shape.width, height: shape.height)
      png.isInterlaced = isInterlaced
      bytes = png.encoded()
    } else {
      bytes = try encoded(randomImage(shape, maximum: 255, seed: 1), encoding)
    }
    let place = bytes.count * 3 / 4
    for index in place..<place + 200 { bytes[index] = 0xff }
    return bytes
  }

  @Test("damage below the rectangle is not seen where rows can be left undecoded")
  func rowsBelowAreNotDecoded() throws {
    let top = Crop(x: 0, y: 0, width: 1200, height: 300)
    for format in [FileFormat.png, .jpeg] {
      let name = "in.\(format.rawValue)"
      _ = try directory.write(try damaged(format), to: name)
      for threads in [1, 4] {
        let result = try crop(top, name, "out.png", threads: threads)
        #expect(result.notes == [] && result.output.height == 300)
        // The rectangle reaches the damage.
        #expect(throws: FileError.self) {
          try crop(
            Crop(x: 0, y: 0, width: 1, height: 1000), name, "all.png", threads: threads)
        }
      }
      // Other filters and files that are replaced are read to the end.
      #expect(throws: FileError.self) {
        try Conversion(.blur(.gaussian(sigma: 1)))
          .run(.path(directory.file(name)), to: .path(directory.file("blurred.png")))
      }
      #expect(throws: FileError.self) {
        try crop(top, name, name, replacing: .input(backup: nil))
      }
      _ = try directory.write(try damaged(format, isInterlaced: true), to: name)
      #expect(throws: FileError.self) { try crop(top, name, "out.png") }
    }
  }

  @Test("what follows the image data is kept, although its rows are not decoded")
  func lateChunksAreKept() throws {
    var png = TinyPNG.picture(width: 40, height: 400)
    png.chunksAfter = [(name: "tEXt", data: Array("Comment\0late".utf8))]
    _ = try directory.write(png.encoded(), to: "in.png")
    _ = try crop(Crop(x: 0, y: 0, width: 40, height: 10), "in.png", "out.png")
    let texts = try readImage(directory.file("out.png")).reader.metadata.texts
    #expect(texts.map(\.string) == ["late"])
  }

  @Test("the images after the first in a Netpbm file are still counted")
  func netpbmImagesAreCounted() throws {
    let image = randomImage(Shape(channels: 1, height: 50, width: 30), maximum: 255, seed: 2)
    let one = try encoded(image, Encoding(.pgm))
    _ = try directory.write(one + one, to: "in.pgm")
    let result = try crop(Crop(x: 3, y: 4, width: 5, height: 6), "in.pgm", "out.pgm")
    let all = try Conversion(.blur(.gaussian(sigma: 0)))
      .run(.path(directory.file("in.pgm")), to: .path(directory.file("all.pgm")))
    #expect(result.notes == all.notes && result.notes.count == 1)
    let part = try readImage(directory.file("out.pgm")).image
    #expect(part[0, 5, 4] == image[0, 9, 7])
  }

  @Test("a rectangle outside the image is an error about the file")
  func outside() throws {
    _ = try directory.write(TinyPNG.picture().encoded(), to: "in.png")
    let error = #expect(throws: FileError.self) {
      try crop(Crop(x: 0, y: 0, width: 25, height: 1), "in.png", "out.png")
    }
    #expect(error?.kind == .unreadable)
    #expect(
      error?.reason == "the rectangle 25x1 at (0, 0) reaches outside the image of 24 x 17")
    #expect(try directory.names() == ["in.png"])
  }
}
