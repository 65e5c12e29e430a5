// SPDX-License-Identifier: Apache-2.0

import Filters
import ImageFiles
import TestSupport
import Testing

@Suite("Between NPY and the other formats")
struct NPYConversionTests {
  let directory: TemporaryDirectory
  /// A filter that changes nothing.
  private let identity: Conversion

  init() throws {
    directory = try TemporaryDirectory()
    identity = try Conversion(.blur(.gaussian(sigma: 0)))
  }

  @discardableResult
  private func run(
    _ input: String, _ output: String, _ conversion: Conversion? = nil
  ) throws -> ConversionResult {
    try (conversion ?? identity).run(
      .path(directory.file(input)), to: .path(directory.file(output)))
  }

  @Test("each of PNG's integers is itself over the largest one", arguments: [8, 16])
  func integersAreFractionsOfTheLargest(depth: Int) throws {
    let most = (1 << depth) - 1
    let samples = depth == 8 ? Array(0...255) : (0..<4096).map { $0 * 65535 / 4095 }
    let png = TinyPNG(
      width: samples.count / 16, height: 16, colorType: .gray, bitDepth: depth, samples: samples)
    try directory.add("in.png", png.encoded())
    try run("in.png", "a.npy")
    let image = try readImage(directory.file("a.npy")).image
    #expect(image.samples == samples.map { Float($0) / Float(most) })
    #expect(
      image.samples.map { Double($0) } == samples.map { Double(Float(Double($0) / Double(most))) })
    // And back again.
    var toPNG = identity
    toPNG.encoding.bitDepth = depth
    try run("a.npy", "b.png", toPNG)
    #expect(try readImage(directory.file("b.png")).image == image)
  }

  @Test("a filtered result is held as it is, over 1 and below 0")
  func resultsAreNotClamped() throws {
    var generator = SeededGenerator(seed: 4)
    let image = generator.image(Shape(channels: 5, height: 9, width: 11), in: -3...3)
    try directory.add("in.npy", NPYFixtures.file(image))
    let filter = Filter.sharpen(Sharpen(amount: 3))
    try run("in.npy", "out.npy", Conversion(filter))
    #expect(try readImage(directory.file("out.npy")).image == apply(filter, to: image))
  }

  @Test("the depth of a PNG: 8 from floats, else the integers' own, else the chosen one")
  func depthOfAPNGFromNPY() throws {
    for (name, depth) in [("f4", 8), ("f8", 8), ("u1", 8), ("u2", 16)] {
      let entry = NPYFixtures.entries("read").first { $0.name == "\(name)-6x5-v1.npy" }
      try directory.add("in.npy", #require(entry).bytes())
      try run("in.npy", "a.png")
      #expect(try readImage(directory.file("a.png")).reader.header.bitDepth == depth)
      var conversion = identity
      conversion.encoding.bitDepth = 16
      try run("in.npy", "b.png", conversion)
      #expect(try readImage(directory.file("b.png")).reader.header.bitDepth == 16)
      try run("in.npy", "c.npy", conversion)
      #expect(try readImage(directory.file("c.npy")).reader.header.bitDepth == 32)
      try run("in.npy", "d.jpg")
      #expect(try readImage(directory.file("d.jpg")).reader.header.bitDepth == 8)
    }
  }

  @Test("PNG holds 1 to 4 planes, JPEG 1 or 3, and others are refused with their number")
  func planesMustFitTheFormat() throws {
    for channels in 1...5 {
      let image = randomImage(Shape(channels: channels, height: 3, width: 4), maximum: 255, seed: 1)
      try directory.add("in.npy", NPYFixtures.file(image))
      for (name, fits) in [("a.png", 1...4 ~= channels), ("a.jpg", [1, 3].contains(channels))] {
        if fits {
          try run("in.npy", name)
          let (back, reader) = try readImage(directory.file(name))
          #expect(reader.header.hasAlpha == (channels % 2 == 0))
          if name == "a.png" { #expect(back == image) }
        } else {
          let error = #expect(throws: FileError.self) { try run("in.npy", name) }
          #expect(error?.kind == .cannotCreate)
          let format = name == "a.png" ? "PNG" : "JPEG"
          #expect(
            error?.reason
              == "\(format) holds gray or RGB, not \(channels) color channels; write .npy")
        }
      }
      try run("in.npy", "a.npy")
      #expect(try readImage(directory.file("a.npy")).image == image)
    }
  }

  @Test("alpha becomes a plane like any other")
  func alphaBecomesAPlane() throws {
    try directory.add("in.png", TinyPNG.picture(colorType: .rgba).encoded())
    // Premultiplying would round.
    let conversion = try Conversion(
      .blur(.gaussian(sigma: 0)), options: .init(alpha: .independent))
    try run("in.png", "a.npy", conversion)
    let (image, reader) = try readImage(directory.file("a.npy"))
    #expect(!reader.header.hasAlpha && image.shape.channels == 4)
    #expect(image == (try readImage(directory.file("in.png")).image))
    try run("a.npy", "b.png")
    #expect(try readImage(directory.file("b.png")).image == image)
  }

  @Test("metadata is left out with one note, if there was any to speak of")
  func metadataIsOneNote() throws {
    var picture = TinyPNG.picture()
    picture.chunksBefore = [("gAMA", [0, 0, 0, 1])]
    try directory.add("in.png", picture.encoded())
    #expect(
      try run("in.png", "a.npy").notes
        == ["left out the metadata (gamma (gAMA)): NPY holds only samples"])
    picture.chunksBefore = [("gAMA", [0, 0, 0xb1, 0x8f])]
    try directory.add("in.png", picture.encoded())
    #expect(try run("in.png", "a.npy").notes == [])
    picture.chunksBefore.append(("tEXt", Array("Title\0a".utf8)))
    try directory.add("in.png", picture.encoded())
    #expect(
      try run("in.png", "a.npy").notes
        == ["left out the metadata (texts): NPY holds only samples"])
    var metadata = Metadata()
    metadata.icc = [1]
    metadata.exif = [1]
    metadata.xmp = [1]
    let (carried, notes) = metadata.carried(by: .npy, channels: 3)
    #expect(carried == Metadata())
    #expect(
      notes
        == ["left out the metadata (ICC profile, EXIF data, XMP data): NPY holds only samples"])
  }
}
