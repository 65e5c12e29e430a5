// SPDX-License-Identifier: Apache-2.0

import Filters
import ImageFiles
import TestSupport
import Testing

@Suite("Images and files in memory")
struct ImageFileTests {
  private static let formats = FileFormat.allCases

  private static func channels(_ format: FileFormat) -> Int { format == .pgm ? 1 : 3 }

  @Test("bytes in memory are read and written as files are", arguments: formats)
  func memory(format: FileFormat) throws {
    let directory = try TemporaryDirectory()
    let channels = ImageFileTests.channels(format)
    let image = randomImage(Shape(channels: channels, height: 90, width: 70), maximum: 255, seed: 1)
    let name = "a." + format.extensions[0]
    try writeImage(image, to: directory.file(name), hasAlpha: false, encoding: Encoding(format))
    let bytes = try directory.read(name)
    let wanted = try readImage(directory.file(name)).image

    let input = Input.bytes(bytes, name: "the bytes")
    let read = try ImageFile(contentsOf: input)
    #expect(read.image == wanted)

    let output = MemoryOutput()
    try ImageFile(image).write(to: .memory(output), encoding: Encoding(format))
    #expect(output.bytes == bytes)

    let conversion = try Conversion(.blur(.gaussian(sigma: 1)))
    let blurred = MemoryOutput()
    var same = conversion
    same.encoding.format = format
    _ = try same.run(input, to: .memory(blurred))
    _ = try conversion.run(.path(directory.file(name)), to: .path(directory.file("b-" + name)))
    let file = try directory.read("b-" + name)
    #expect(blurred.bytes == file)
  }

  @Test("errors about bytes in memory have their name")
  func names() throws {
    func error(_ bytes: [UInt8]) -> String? {
      let error = #expect(throws: FileError.self) {
        try ImageFile(contentsOf: .bytes(bytes, name: "upload 7"))
      }
      return error.map { "\($0)" }
    }
    #expect(error([]) == "upload 7: the file is empty")
    #expect(error(Array("hello, world".utf8))?.hasPrefix("upload 7: neither PNG") == true)
    let png = try encoded(
      randomImage(Shape(channels: 1, height: 9, width: 9), maximum: 255, seed: 1), Encoding(.png))
    // What is cut of IEND is no damage.
    for count in stride(from: 1, to: png.count - 12, by: 7) {
      #expect(error(Array(png.prefix(count)))?.hasPrefix("upload 7: PNG: ") == true)
    }
  }

  @Test("an output in memory is complete or empty")
  func incomplete() throws {
    let png = try encoded(
      randomImage(Shape(channels: 3, height: 300, width: 300), maximum: 255, seed: 1),
      Encoding(.png)
    )
    let conversion = try Conversion(.blur(.gaussian(sigma: 1)))
    let output = MemoryOutput(name: "result")
    #expect(throws: FileError.self) {
      var choice = conversion
      choice.encoding.format = .ppm  // written in blocks
      _ = try choice.run(.bytes(Array(png.dropLast(200)), name: "cut"), to: .memory(output))
    }
    #expect(output.bytes.isEmpty)
  }

  @Test("an input in memory is measured in a pass of its own, and PNG finds what follows its image")
  func reread() throws {
    var metadata = Metadata()
    metadata.modificationTime = [7, 230, 1, 2, 3, 4, 5]
    let image = randomImage(Shape(channels: 1, height: 40, width: 30), maximum: 255, seed: 1)
    let png = try encoded(image, Encoding(.png), metadata: metadata)
    var conversion = try Conversion(.edge(Edge()))
    conversion.map = .normalize
    let output = MemoryOutput()
    _ = try conversion.run(.bytes(png, name: "a"), to: .memory(output))
    let result = try ImageFile(contentsOf: .bytes(output.bytes, name: "b"))
    #expect(result.image.samples.max() == 1 && result.image.samples.min() == 0)
    #expect(result.metadata.modificationTime == metadata.modificationTime)
  }

  @Test("one call reads, one call writes")
  func oneCall() throws {
    let directory = try TemporaryDirectory()
    let image = randomImage(Shape(channels: 4, height: 5, width: 6), maximum: 65535, seed: 2)
    try image.write(to: directory.file("a.png"), hasAlpha: true, bitDepth: 16)
    #expect(try Image(contentsOf: directory.file("a.png")) == image)
    let file = try ImageFile(contentsOf: directory.file("a.png"))
    #expect(file.hasAlpha && file.bitDepth == 16)
    try file.write(to: directory.file("b.png"))
    #expect(try directory.read("b.png") == directory.read("a.png"))
    let error = #expect(throws: FileError.self) { try image.write(to: directory.file("a")) }
    #expect(error?.reason == "has no extension that names a format")
  }

  @Test("interleaved samples", arguments: [1, 2, 3, 4])
  func interleaved(channels: Int) {
    let shape = Shape(channels: channels, height: 3, width: 4)
    let image = randomImage(shape, maximum: 255, seed: channels)
    let bytes = image.interleaved8()
    for y in 0..<3 {
      for x in 0..<4 {
        for channel in 0..<channels {
          let number = bytes[(y * 4 + x) * channels + channel]
          #expect(Float(number) / 255 == image[channel, y, x])
        }
      }
    }
    #expect(Image(interleaved: bytes, width: 4, height: 3, channels: channels) == image)
    let words = image.interleaved16()
    #expect(words == bytes.map { UInt16($0) * 257 })
    #expect(Image(interleaved: words, width: 4, height: 3, channels: channels).shape == shape)
  }

  @Test("interleaved samples are clamped and rounded to even")
  func rounding() {
    let samples: [Float] = [-1, 2, .nan, .infinity, 0.5, 1.5 / 255, 2.5 / 255]
    let image = Image(Shape(channels: 1, height: 1, width: 7), samples: samples)
    let wanted = samples.map { sample in
      sample.isNaN ? 0 : UInt8(min(max(sample * 255, 0), 255).rounded(.toNearestOrEven))
    }
    #expect(image.interleaved8() == wanted)
  }
}
