// SPDX-License-Identifier: Apache-2.0

import Filters
import Foundation
import ImageFiles
import TestSupport
import Testing

@Suite("One file to one file")
struct ConversionTests {
  let directory: TemporaryDirectory
  /// A filter that changes nothing.
  private let identity = Filter.blur(.gaussian(sigma: 0))

  init() throws {
    directory = try TemporaryDirectory()
  }

  private func run(_ conversion: Conversion, _ input: String, _ output: String) throws
    -> ConversionResult
  {
    try conversion.run(.path(directory.file(input)), to: .path(directory.file(output)))
  }

  @Test("normalize stretches the colors to 0...1; all equal, they become 0")
  func normalizeStretchesColors() throws {
    // A slope from -0.5 to 0.25 in one channel, within that in the other.
    let shape = Shape(channels: 2, height: 1, width: 4)
    let slope: [Float] = [-0.5, 0.25, 0, -0.25, 0, 0, -0.125, 0.125]
    let stretched: [Float] = [0, 1, 2 / 3, 1 / 3, 2 / 3, 2 / 3, 0.5, 2.5 / 3]
    let flat = [Float](repeating: 0.3, count: 8)
    let zero = [Float](repeating: 0, count: 8)
    for (samples, expected) in [(slope, stretched), (flat, zero)] {
      try writeImage(
        Image(shape, samples: samples), to: directory.file("n.npy"), hasAlpha: false,
        encoding: Encoding(.npy))
      var conversion = try Conversion(identity)
      conversion.map = .normalize
      _ = try run(conversion, "n.npy", "m.npy")
      let result = try readImage(directory.file("m.npy")).image
      for (sample, value) in zip(result.samples, expected) {
        #expect(abs(sample - value) < 1e-6)
      }
    }
  }

  @Test("progress counts the rows of the result, once each", arguments: [1, 2])
  func progressCountsRowsOnce(threads: Int) throws {
    let picture = TinyPNG.picture(width: 1024, height: 1031).encoded()
    try directory.add("in.png", picture)
    try directory.add("cut.png", Array(picture.prefix(picture.count / 2)))
    var conversion = try Conversion(.upsample(Upsample(PerAxis(vertical: 2, horizontal: 1))))
    conversion.map = .normalize
    conversion.threads = threads
    let whole = RowProgress()
    #expect(whole.share == 0)
    conversion.progress = whole
    _ = try run(conversion, "in.png", "out.png")
    #expect(whole.share == 1)
    conversion.map = .clamp
    let cut = RowProgress()
    conversion.progress = cut
    #expect(throws: FileError.self) { try run(conversion, "cut.png", "out.png") }
    #expect(cut.share > 0 && cut.share < 1)
  }

  @Test("the result is the filter's, rounded", arguments: [8, 16])
  func resultIsTheRoundedFilter(bitDepth: Int) throws {
    try directory.add("in.png", TinyPNG.picture(colorType: .rgba, bitDepth: bitDepth).encoded())
    let filters: [Filter] = [
      .blur(.gaussian(sigma: 1.5)), .edge(Edge(.scharr)),
      .upsample(Upsample(PerAxis(vertical: 2, horizontal: 3))),
    ]
    for filter in filters {
      let options = FilterOptions(border: .reflect)
      let result = try run(Conversion(filter, options: options), "in.png", "out.png")
      let (source, _) = try readImage(directory.file("in.png"))
      let expected = try apply(filter, to: source, hasAlpha: true, options)
      let (written, reader) = try readImage(directory.file("out.png"))
      #expect(result.output == expected.shape)
      #expect(written.shape == expected.shape)
      #expect(reader.header.bitDepth == bitDepth)
      let most = Float((1 << bitDepth) - 1)
      #expect(
        written.samples.map { ($0 * most).rounded() }
          == expected.samples.map { (min(max($0, 0), 1) * most).rounded(.toNearestOrEven) })
    }
  }

  @Test("the format follows the choice, else the name, else the input")
  func formatFollowsChoiceNameInput() throws {
    try directory.add("in.png", TinyPNG.picture().encoded())
    var conversion = try Conversion(identity)
    for (name, format) in [
      ("a.jpg", FileFormat.jpeg), ("a.PNG", .png), ("a", .png), ("b.JPEG", .jpeg),
    ] {
      _ = try run(conversion, "in.png", name)
      #expect(try readImage(directory.file(name)).reader.header.format == format)
    }
    _ = try run(conversion, "a.jpg", "c")
    #expect(try readImage(directory.file("c")).reader.header.format == .jpeg)
    conversion.encoding.format = .png
    _ = try run(conversion, "a.jpg", "d.jpg")
    #expect(try readImage(directory.file("d.jpg")).reader.header.format == .png)
  }

  @Test("an extension that we cannot write is an error that names those we can")
  func unknownExtension() throws {
    try directory.add("in.png", TinyPNG.picture().encoded())
    let error = #expect(throws: FileError.self) {
      try run(Conversion(identity), "in.png", "out.gif")
    }
    #expect(error?.kind == .cannotCreate)
    #expect(error?.reason.contains(".png, .jpg, .npy") == true)
    #expect(try directory.names() == ["in.png"])
  }

  @Test("the depth is the input's, or the chosen one; JPEG has 8 bits")
  func depthFollowsInputOrChoice() throws {
    try directory.add("in.png", TinyPNG.picture(bitDepth: 16).encoded())
    var conversion = try Conversion(identity)
    _ = try run(conversion, "in.png", "a.png")
    #expect(try readImage(directory.file("a.png")).reader.header.bitDepth == 16)
    _ = try run(conversion, "in.png", "a.jpg")
    #expect(try readImage(directory.file("a.jpg")).reader.header.bitDepth == 8)
    conversion.encoding.bitDepth = 8
    _ = try run(conversion, "in.png", "b.png")
    #expect(try readImage(directory.file("b.png")).reader.header.bitDepth == 8)
    conversion.encoding.bitDepth = 16
    #expect(throws: FileError.self) { try run(conversion, "in.png", "b.jpg") }
  }

  @Test(
    "transparency in JPEG becomes white, and a note says so",
    arguments: [TinyPNG.ColorType.rgba, .grayAlpha])
  func transparencyInJPEGBecomesWhite(colorType: TinyPNG.ColorType) throws {
    // A quarter opaque, three quarters of the white background.
    let pixel = [Int](repeating: 100, count: colorType.samples - 1) + [51]
    try directory.add("in.png", TinyPNG.flat(pixel, colorType: colorType).encoded())
    let result = try run(Conversion(identity), "in.png", "out.jpg")
    #expect(result.notes.contains { $0.contains("flattened onto white") })
    #expect(result.output.channels == colorType.samples - 1)
    let (image, _) = try readImage(directory.file("out.jpg"))
    let expected = 100 * 0.2 + 255 * 0.8
    for sample in image.samples { #expect(abs(Double(sample) * 255 - expected) <= 1) }
  }

  @Test("maps: a negative slope is black, its size, or under middle gray")
  func mapsShowNegativeValues() throws {
    let samples = (0..<5).flatMap { _ in (0..<20).map { 255 - 10 * $0 } }
    let ramp = TinyPNG(width: 20, height: 5, colorType: .gray, bitDepth: 8, samples: samples)
    try directory.add("in.png", ramp.encoded())
    // A central difference over two columns: -20 of 255.
    let expected: [SampleMap: Float] = [.clamp: 0, .abs: 20, .signed: 118]
    for (map, value) in expected {
      var conversion = try Conversion(.edge(Edge(.sobel, response: .x)))
      conversion.map = map
      _ = try run(conversion, "in.png", "out.png")
      let (image, _) = try readImage(directory.file("out.png"))
      #expect((image[0, 2, 10] * 255).rounded() == value, "\(map)")
    }
  }

  @Test("the input is never the output", arguments: ["in.png", "hard.png", "soft.png", "./in.png"])
  func sameFile(output: String) throws {
    let bytes = TinyPNG.picture().encoded()
    try directory.add("in.png", bytes)
    try FileManager.default.linkItem(
      atPath: directory.file("in.png"), toPath: directory.file("hard.png"))
    try directory.link("soft.png", to: "in.png")
    let error = #expect(throws: FileError.self) {
      try run(Conversion(.blur(.gaussian(sigma: 3))), "in.png", output)
    }
    #expect(error?.kind == .cannotCreate)
    #expect(try directory.read("in.png") == bytes)
    #expect(try directory.names() == ["hard.png", "in.png", "soft.png"])
  }

  @Test("damage behind the last row leaves the old output alone")
  func lateDamage() throws {
    let whole = TinyPNG.picture().encoded()
    try directory.add("in.png", Array(whole.dropLast(13)))
    try directory.add("out.png", [1, 2, 3])
    let error = #expect(throws: FileError.self) {
      try run(Conversion(identity), "in.png", "out.png")
    }
    #expect(error?.kind == .unreadable)
    #expect(try directory.read("out.png") == [1, 2, 3])
    #expect(try directory.names() == ["in.png", "out.png"])
  }

  @Test("sizes are checked before the output is made")
  func sizesAreCheckedBeforeTheOutput() throws {
    try directory.add(
      "in.png", TinyPNG.flat([9], width: 1100, height: 1, colorType: .gray).encoded())
    var conversion = try Conversion(.upsample(Upsample(PerAxis(vertical: 1, horizontal: 60))))
    let jpeg = #expect(throws: FileError.self) { try run(conversion, "in.png", "out.jpg") }
    #expect(jpeg?.kind == .limit)
    #expect(jpeg?.reason.contains("65500") == true)
    conversion.limits.maxPixels = 65999
    let limit = #expect(throws: FileError.self) { try run(conversion, "in.png", "out.png") }
    #expect(limit?.kind == .limit)
    #expect(limit?.detail == .pixels(count: 66000))
    #expect(try directory.names() == ["in.png"])
    conversion.limits.maxPixels = 66000
    _ = try run(conversion, "in.png", "out.png")
  }

  @Test("metadata goes along, from before and after the image data")
  func metadataIsCarriedFromBothSides() throws {
    var picture = TinyPNG.picture()
    let text = Array("Title\0in front".utf8)
    picture.chunksBefore = [("tEXt", text)]
    try directory.add("front.png", picture.encoded())
    #expect(try run(Conversion(identity), "front.png", "a.png").notes == [])
    #expect(
      try readImage(directory.file("a.png")).reader.metadata.texts.map(\.string) == ["in front"])
    picture.chunksAfter = [("tEXt", text)]
    try directory.add("behind.png", picture.encoded())
    #expect(try run(Conversion(identity), "behind.png", "b.png").notes == [])
    #expect(try readImage(directory.file("b.png")).reader.metadata.texts.count == 2)
  }

  @Test("a filter's parameters are checked when the conversion is made")
  func parametersAreCheckedAtOnce() {
    #expect(throws: FilterError.self) { try Conversion(.blur(.gaussian(sigma: -1))) }
  }
}
