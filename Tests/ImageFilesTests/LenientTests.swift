// SPDX-License-Identifier: Apache-2.0

import Filters
import ImageFiles
import TestSupport
import Testing

@Suite("What a lenient reader salvages from damaged files")
struct LenientTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  @Test(
    "the whole rows of a truncated PNG, then black",
    arguments: [(TinyPNG.ColorType.rgb, 8), (.rgba, 16), (.gray, 4)])
  func truncatedPNG(type: TinyPNG.ColorType, depth: Int) throws {
    var png = TinyPNG.picture(width: 40, height: 50, colorType: type, bitDepth: depth)
    png.chunkSize = 300
    let file = png.encoded()
    let whole = try readImage(directory.write(file, to: "whole.png")).image
    for count in stride(from: 60, to: file.count - 12, by: 397) {
      let (image, note) = try salvaged(Array(file.prefix(count)))
      // The last bytes are those of the checks.
      let isWhole = note?.hasSuffix("some pixels may be wrong (truncated data)") == true
      let lost = try isWhole ? 0 : #require(Self.lostRows(note, of: 50), "\(note ?? "")")
      #expect(!isWhole || count > file.count - 30)
      #expect(lost == whole.shape.height || count > 100)
      for y in 0..<50 - lost { #expect(Self.row(image, y) == Self.row(whole, y)) }
      for y in 50 - lost..<50 { #expect(Self.row(image, y).allSatisfy { $0 == 0 }) }
      // The rows before the cut are all there: a row has this many bytes, in stored blocks.
      let rowBytes = 1 + 40 * type.samples * depth / 8
      #expect(50 - lost >= (count - 60) / (rowBytes + 13) - 1)
    }
    let (same, note) = try salvaged(file)
    #expect(same == whole && note == nil)
  }

  @Test("the passes of a truncated Adam7 PNG, each pixel as large as its pass has it")
  func truncatedInterlacedPNG() throws {
    var png = TinyPNG.flat([90, 80, 70], width: 33, height: 29, colorType: .rgb)
    png.isInterlaced = true
    let file = png.encoded()
    let whole = try readImage(directory.write(file, to: "whole.png")).image
    // After the first pass, whose blocks of 8 x 8 pixels cover all others: 4 rows of 5 pixels.
    let (image, note) = try salvaged(Array(file.prefix(41 + 7 + 4 * 16)))
    #expect(image == whole)
    #expect(note == "salvaged from a damaged file: the data ends in pass 2 of 7")
    let (same, none) = try salvaged(file)
    #expect(same == whole && none == nil)
  }

  @Test("wrong CRCs and a wrong check are ignored")
  func wrongChecks() throws {
    for isInterlaced in [false, true] {
      var png = TinyPNG.picture()
      png.isInterlaced = isInterlaced
      let file = png.encoded()
      let whole = try readImage(directory.write(file, to: "whole.png")).image
      for (place, words) in [(file.count - 13, "IDAT: CRC error"), (29, "IHDR: CRC error")] {
        var damaged = file
        damaged[place] ^= 1
        let (image, note) = try salvaged(damaged)
        #expect(image == whole && note?.contains(words) == true, "\(note ?? "")")
      }
      png.adlerError = 1
      let (image, note) = try salvaged(png.encoded())
      #expect(image == whole)
      #expect(
        note
          == "salvaged from a damaged file: some pixels may be wrong (IDAT: incorrect data check)")
    }
  }

  @Test("the rows of a truncated JPEG, then what libjpeg makes up", arguments: [false, true])
  func truncatedJPEG(isProgressive: Bool) throws {
    var encoding = Encoding(.jpeg)
    encoding.isProgressive = isProgressive
    let picture = randomImage(Shape(channels: 3, height: 96, width: 64), maximum: 255, seed: 9)
    let file = try encoded(picture, encoding)
    let whole = try readImage(directory.write(file, to: "whole.jpg")).image
    for part in [2, 3, 10] {
      let (image, note) = try salvaged(Array(file.prefix(file.count - file.count / part)))
      #expect(image.shape == whole.shape)
      if isProgressive {
        #expect(note?.hasPrefix("salvaged from a damaged file: the data ends in scan ") == true)
        continue
      }
      let lost = try #require(Self.lostRows(note, of: 96), "\(note ?? "")")
      // Chroma is smoothed across the last row of MCUs that is whole.
      for y in 0..<max(0, 96 - lost - 2) { #expect(Self.row(image, y) == Self.row(whole, y)) }
      #expect(lost <= 96 / part + 32)
    }
    let (same, note) = try salvaged(file)
    #expect(same == whole && note == nil)
    let (cut, none) = try salvaged(Array(file.dropLast(2)))
    #expect(cut == whole && none == nil)
  }

  @Test("a JPEG in which libjpeg gives up keeps all rows", arguments: [false, true], [2, 10])
  func secondFrameHeader(isProgressive: Bool, part: Int) throws {
    var encoding = Encoding(.jpeg)
    encoding.isProgressive = isProgressive
    let picture = randomImage(Shape(channels: 3, height: 96, width: 64), maximum: 255, seed: 9)
    var file = try encoded(picture, encoding)
    let marker = [0xff, isProgressive ? 0xc2 : 0xc0] as [UInt8]
    let start = try #require(file.indices.first { file[$0...].starts(with: marker) })
    // A frame header of 19 bytes between two coded bytes, none of which is part of a marker.
    var place = file.count - file.count / part
    while file[place - 1] == 0xff || file[place] == 0xff { place += 1 }
    file.insert(contentsOf: file[start..<start + 19], at: place)
    #expect(failure(reading: try directory.write(file, to: "strict"))?.kind == .unreadable)
    let (image, note) = try salvaged(file)
    #expect(image.shape == picture.shape && note != nil)
  }

  @Test("a damaged header stays an error")
  func damagedHeader() throws {
    let picture = randomImage(Shape(channels: 3, height: 16, width: 16), maximum: 255, seed: 9)
    for file in [TinyPNG.picture().encoded(), try encoded(picture, Encoding(.jpeg))] {
      #expect(throws: FileError.self) { try salvaged(Array(file.prefix(30))) }
      #expect(throws: FileError.self) { try salvaged(Array(file.prefix(3))) }
    }
  }

  @Test("a conversion tells what was lost, also where the image is read twice")
  func conversionTellsTheLoss() throws {
    let file = TinyPNG.picture(width: 40, height: 50).encoded()
    let path = try directory.write(Array(file.prefix(file.count / 2)), to: "cut.png")
    for filter in [Filter.blur(.gaussian(sigma: 1)), .crop(Crop(x: 0, y: 0, width: 9, height: 9))] {
      for map in [SampleMap.clamp, .normalize] {
        var conversion = try Conversion(filter)
        conversion.map = map
        #expect(throws: FileError.self) {
          try conversion.run(.path(path), to: .path(directory.file("out.png")))
        }
        conversion.limits.isLenient = true
        let result = try conversion.run(.path(path), to: .path(directory.file("out.png")))
        let note = try #require(result.salvageNote)
        #expect(note.hasPrefix("salvaged from a damaged file: lost the last 2"))
        #expect(result.notes.contains(note))
      }
    }
  }

  // MARK: - Material

  private func salvaged(_ bytes: [UInt8]) throws -> (image: Image, note: String?) {
    let path = try directory.write(bytes, to: "damaged")
    let reader = try ImageReader(.path(path), limits: ReadLimits(isLenient: true))
    let image = try Image(collecting: reader)
    try reader.finish()
    #expect(reader.notes.first == reader.salvageNote || reader.salvageNote == nil)
    return (image, reader.salvageNote)
  }

  /// The number of rows that a note says are lost.
  private static func lostRows(_ note: String?, of height: Int) -> Int? {
    guard let note, let match = note.firstMatch(of: /lost the last (\d+) of (\d+) rows/),
      Int(match.2) == height
    else { return nil }
    return Int(match.1)
  }

  private static func row(_ image: Image, _ y: Int) -> [Float] {
    (0..<image.shape.channels).flatMap { c in (0..<image.shape.width).map { image[c, y, $0] } }
  }
}
