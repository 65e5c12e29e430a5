// SPDX-License-Identifier: Apache-2.0

import Filters
import ImageFiles
import TestSupport
import Testing

/// The upright image, by the definition of EXIF's tag 0x0112: one case per value, in terms of the stored image.
private func upright(_ image: Image, _ orientation: Int) -> Image {
  let (height, width) = (image.shape.height, image.shape.width)
  let isTransposed = orientation > 4
  let shape = Shape(
    channels: image.shape.channels, height: isTransposed ? width : height,
    width: isTransposed ? height : width)
  var result = Image(shape, repeating: 0)
  for channel in 0..<shape.channels {
    for y in 0..<shape.height {
      for x in 0..<shape.width {
        let (row, column) =
          switch orientation {
          case 2: (y, width - 1 - x)
          case 3: (height - 1 - y, width - 1 - x)
          case 4: (height - 1 - y, x)
          case 5: (x, y)
          case 6: (height - 1 - x, y)
          case 7: (height - 1 - x, width - 1 - y)
          case 8: (x, width - 1 - y)
          default: (y, x)
          }
        result[channel, y, x] = image[channel, row, column]
      }
    }
  }
  return result
}

@Suite("Orientations that are applied")
struct OrientationTests {
  let directory: TemporaryDirectory
  /// A filter that changes nothing.
  private static let identity = Recipe(
    .blur(.gaussian(sigma: 0)), options: .init(alpha: .independent))

  init() throws {
    directory = try TemporaryDirectory()
  }

  private static func exif(_ orientation: Int, isLittleEndian: Bool = false) -> [UInt8] {
    TinyTIFF.encoded(
      [
        (0x010f, .ascii("Maker")), (0x0112, .shorts([orientation])),
        (0x011a, .rationals([(300, 1)])), (0x011b, .rationals([(150, 1)])),
        (0x8769, .directory([(0xa002, .longs([31])), (0xa003, .longs([23]))])),
      ], isLittleEndian: isLittleEndian)
  }

  private static func xmp(_ orientation: Int) -> String {
    "<x:xmpmeta xmlns:x='adobe:ns:meta/'>"
      + "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
      + "<rdf:Description rdf:about='' xmlns:tiff='http://ns.adobe.com/tiff/1.0/' "
      + "tiff:Orientation='\(orientation)' tiff:Make='M'/></rdf:RDF></x:xmpmeta>"
  }

  private func applying(
    _ recipe: Recipe = OrientationTests.identity, _ change: (inout Conversion) -> Void = { _ in }
  ) throws -> Conversion {
    var conversion = try Conversion(recipe)
    conversion.orientation = .apply
    change(&conversion)
    return conversion
  }

  private func run(
    _ conversion: Conversion, _ input: String, _ output: String
  ) throws -> ConversionResult {
    try conversion.run(.path(directory.file(input)), to: .path(directory.file(output)))
  }

  /// A picture of 31 x 23 pixels with an EXIF block before its image data.
  private func png(
    _ orientation: Int, _ type: TinyPNG.ColorType, depth: Int, isInterlaced: Bool
  ) -> [UInt8] {
    var png = TinyPNG.picture(width: 31, height: 23, colorType: type, bitDepth: depth)
    png.isInterlaced = isInterlaced
    png.chunksBefore = [
      (name: "eXIf", data: Self.exif(orientation, isLittleEndian: orientation % 2 == 0))
    ]
    return png.encoded()
  }

  @Test("every kind of PNG is turned by the definition", arguments: 1...8)
  func pngIsTurned(orientation: Int) throws {
    let kinds: [(TinyPNG.ColorType, Int)] = [
      (.gray, 8), (.gray, 16), (.grayAlpha, 8), (.rgb, 8), (.rgb, 16), (.rgba, 8), (.rgba, 16),
    ]
    for (type, depth) in kinds {
      for isInterlaced in [false, true] {
        let file = png(orientation, type, depth: depth, isInterlaced: isInterlaced)
        _ = try directory.write(file, to: "in.png")
        let result = try run(try applying(), "in.png", "out.png")
        #expect(result.notes == [])
        let stored = try readImage(directory.file("in.png")).image
        let (image, reader) = try readImage(directory.file("out.png"))
        #expect(image == upright(stored, orientation), "\(type) \(depth) \(isInterlaced)")
        #expect(reader.header.storedBitDepth == depth)
        #expect(result.input == image.shape && result.output == image.shape)
        #expect(reader.metadata.statedOrientation == .topLeft)
        let expected = TinyTIFF.encoded(
          [
            (0x010f, .ascii("Maker")), (0x0112, .shorts([1])),
            (0x011a, .rationals([(orientation > 4 ? 150 : 300, 1)])),
            (0x011b, .rationals([(orientation > 4 ? 300 : 150, 1)])),
            (
              0x8769,
              .directory([
                (0xa002, .longs([image.shape.width])), (0xa003, .longs([image.shape.height])),
              ])
            ),
          ], isLittleEndian: orientation % 2 == 0)
        #expect(reader.metadata.exif == expected)
        // An output of apply is upright: applying again changes nothing.
        _ = try run(try applying(), "out.png", "again.png")
        #expect(try directory.read("again.png") == directory.read("out.png"))
      }
    }
  }

  @Test("JPEG and floats are turned before the filter", arguments: 1...8)
  func othersAreTurned(orientation: Int) throws {
    var metadata = Metadata()
    metadata.exif = Self.exif(orientation)
    let stored = randomImage(
      Shape(channels: 3, height: 37, width: 70), maximum: 255, seed: orientation)
    try writeImage(
      stored, to: directory.file("in.jpg"), hasAlpha: false, encoding: Encoding(.jpeg),
      metadata: metadata)
    let recipe = Recipe([
      .init(.blur(.gaussian(sigma: 1))), .init(.crop(Crop(x: 2, y: 3, width: 20, height: 21))),
    ])
    for threads in [1, 3] {
      _ = try run(try applying(recipe) { $0.threads = threads }, "in.jpg", "out.npy")
      let whole = upright(try readImage(directory.file("in.jpg")).image, orientation)
      let expected = try recipe.applied(to: whole)
      #expect(try readImage(directory.file("out.npy")).image == expected)
    }
    // A bare array has no orientation.
    let floats = SeededGenerator.image(seed: 3, Shape(channels: 2, height: 5, width: 4))
    _ = try directory.write(NPYFixtures.file(floats), to: "in.npy")
    _ = try run(try applying(), "in.npy", "out.npy")
    #expect(try readImage(directory.file("out.npy")).image == floats)
  }

  @Test("XMP counts if EXIF has no orientation, a PNG text if XMP has none; all become 1")
  func otherPlaces() throws {
    func result(
      exif: Int?, xmp: Int?, text: String?, strips: Set<MetadataClass> = []
    ) throws -> (isTurned: Bool, metadata: Metadata) {
      var png = TinyPNG.picture(width: 12, height: 7)
      if let exif { png.chunksBefore.append((name: "eXIf", data: Self.exif(exif))) }
      if let xmp {
        let head = Array("XML:com.adobe.xmp\0\0\0\0\0".utf8)
        png.chunksBefore.append((name: "iTXt", data: head + Array(Self.xmp(xmp).utf8)))
      }
      if let text {
        png.chunksBefore.append((name: "tEXt", data: Array("exif:Orientation\0\(text)".utf8)))
      }
      _ = try directory.write(png.encoded(), to: "in.png")
      _ = try run(
        try applying { $0.metadataPolicy = MetadataPolicy(strips: strips) }, "in.png", "out.png")
      let reader = try readImage(directory.file("out.png")).reader
      return (reader.shape.width == 7, reader.metadata)
    }
    for (exif, xmp, text, isTurned) in [
      (nil, 6, nil, true), (nil, nil, "8", true), (1, 6, "6", false), (6, 1, "1", true),
      (nil, 1, "6", false), (9, 6, "6", false), (0, nil, nil, false), (nil, nil, "x", false),
      (nil, 9, nil, false),
    ] as [(Int?, Int?, String?, Bool)] {
      let (wasTurned, metadata) = try result(exif: exif, xmp: xmp, text: text)
      let what = "\(String(describing: (exif, xmp, text)))"
      #expect(wasTurned == isTurned, "\(what)")
      #expect(metadata.statedOrientation == .topLeft, "\(what)")
      #expect((metadata.exif == nil) == (exif == nil), "\(what)")
      if xmp != nil {
        #expect(metadata.xmp == Array(Self.xmp(1).utf8), "\(what)")
      }
      if text != nil { #expect(metadata.texts.map(\.string) == ["1"], "\(what)") }
    }
    // No block of an orientation alone is needed any more.
    let stripped = try result(exif: 6, xmp: 6, text: "6", strips: [.all])
    #expect(stripped.isTurned && stripped.metadata == Metadata())
    let kept = try result(exif: 6, xmp: nil, text: nil, strips: [.exif])
    #expect(kept.isTurned && kept.metadata.exif == nil)
  }

  @Test("the density, sampling factors and quantization tables are transposed")
  func codingIsTransposed() throws {
    var metadata = Metadata()
    metadata.exif = Self.exif(6)
    metadata.density = .init(x: 300, y: 150, unit: .perInch)
    var encoding = Encoding(.jpeg)
    encoding.subsampling = .s422
    encoding.quality = 75
    try writeImage(
      randomImage(Shape(channels: 3, height: 40, width: 64), maximum: 255, seed: 1),
      to: directory.file("in.jpg"), hasAlpha: false, encoding: encoding, metadata: metadata)
    let result = try run(try applying { $0.encoding.keepsTables = true }, "in.jpg", "out.jpg")
    #expect(result.notes == [])
    let before = try #require(try readImage(directory.file("in.jpg")).reader.header.jpeg)
    let (_, reader) = try readImage(directory.file("out.jpg"))
    let after = try #require(reader.header.jpeg)
    #expect(before.sampling.map(\.horizontal) == [2, 1, 1])
    #expect(after.sampling.map(\.horizontal) == [1, 1, 1])
    #expect(after.sampling.map(\.vertical) == [2, 1, 1])
    for (old, new) in zip(before.tables, after.tables) {
      let (old, new) = (try #require(old), try #require(new))
      for v in 0..<8 {
        for u in 0..<8 { #expect(new[8 * u + v] == old[8 * v + u]) }
      }
    }
    #expect(reader.metadata.density == .init(x: 150, y: 300, unit: .perInch))
  }

  @Test("filters that measure first, and progressive files, see the upright image")
  func measuredIsUpright() throws {
    var metadata = Metadata()
    metadata.exif = Self.exif(8)
    var encoding = Encoding(.jpeg)
    encoding.isProgressive = true
    let stored = randomImage(Shape(channels: 3, height: 30, width: 50), maximum: 255, seed: 9)
    try writeImage(
      stored, to: directory.file("in.jpg"), hasAlpha: false, encoding: encoding,
      metadata: metadata)
    let recipe = Recipe(.atrous(Atrous(levels: 2, denoise: [3])))
    _ = try run(try applying(recipe), "in.jpg", "out.npy")
    let whole = upright(try readImage(directory.file("in.jpg")).image, 8)
    #expect(try readImage(directory.file("out.npy")).image == recipe.applied(to: whole))
  }

  @Test("an orientation behind the image data is applied to a file")
  func lateOrientation() throws {
    var png = TinyPNG.picture(width: 12, height: 7)
    png.chunksAfter = [(name: "eXIf", data: Self.exif(6))]
    _ = try directory.write(png.encoded(), to: "in.png")
    let result = try run(try applying(), "in.png", "out.png")
    #expect(result.output.width == 7 && result.notes == [])
    #expect(
      try readImage(directory.file("out.png")).reader.metadata.statedOrientation == .topLeft)
  }

  @Test("a replaced file is turned in place")
  func inPlace() throws {
    _ = try directory.write(png(5, .rgb, depth: 8, isInterlaced: false), to: "a.png")
    let stored = try readImage(directory.file("a.png")).image
    _ = try run(try applying { $0.replacing = .input(backup: nil) }, "a.png", "a.png")
    #expect(try readImage(directory.file("a.png")).image == upright(stored, 5))
  }

  @Test("the held image counts toward the memory; its size is that of the file's integers")
  func memoryCounts() throws {
    _ = try directory.write(png(6, .rgb, depth: 8, isInterlaced: false), to: "a.png")
    let (input, output) = (
      Input.path(directory.file("a.png")), Output.path(directory.file("b.png"))
    )
    let plain = try Conversion(Self.identity).preview(input, to: output)
    let turned = try applying().preview(input, to: output)
    #expect(turned.input == Shape(channels: 3, height: 31, width: 23))
    #expect(turned.output == turned.input)
    let held = turned.bytesHeld - plain.bytesHeld
    #expect(held >= 3 * 31 * 23 && held < 3 * 31 * 23 * 8)
    let budget = try applying { $0.budget = MemoryBudget(bytes: 1000) }
    #expect(throws: FileError.self) { try budget.run(input, to: output) }
  }

  @Test(
    "an orientation that is applied is part of a conversion's identity, one that is kept is not")
  func identity() throws {
    let kept = try Conversion(Self.identity).canonicalText
    #expect(!kept.contains("orient"))
    #expect(try applying().canonicalText == kept + "orient apply\n")
  }
}

extension SeededGenerator {
  fileprivate static func image(seed: Int, _ shape: Shape) -> Image {
    var generator = SeededGenerator(seed: seed)
    return generator.image(shape)
  }
}
