// SPDX-License-Identifier: Apache-2.0

import Filters
import Foundation
import ImageFiles
import TestSupport
import Testing

@Suite("Harmless irregularities of JPEG files are accepted with a note")
struct JPEGIrregularTests {
  let directory: TemporaryDirectory
  private let plain: TinyJPEG
  private let picture: Image

  init() throws {
    directory = try TemporaryDirectory()
    let image = randomImage(Shape(channels: 3, height: 24, width: 40), maximum: 255, seed: 2)
    plain = try #require(TinyJPEG(encoded(image, Encoding(.jpeg))))
    picture = try readImage(directory.write(plain.encoded, to: "plain.jpg")).image
  }

  @Test(
    "unusual fields of a sequential scan's header",
    arguments: [
      [0, 0, 0], [1, 63, 0], [0, 62, 0], [0, 63, 0x10], [0, 63, 1], [255, 255, 255],
    ])
  func scanHeader(fields: [UInt8]) throws {
    var file = plain
    let last = file.segments.count - 1
    file.segments[last].bytes.replaceSubrange(7..<10, with: fields)
    try expect(file.encoded, note: "ignored unusual fields of a scan header")
    // What is cut is refused as before.
    for count in [3, 100] {
      #expect(try failure(Array(file.encoded.dropLast(count)))?.kind == .unreadable)
    }
  }

  @Test("such fields of a progressive scan are damage")
  func progressiveScansWithSuchFieldsAreDamage() throws {
    var encoding = Encoding(.jpeg)
    encoding.isProgressive = true
    var file = try #require(TinyJPEG(encoded(picture, encoding)))
    let last = file.segments.count - 1
    file.segments[last].bytes.replaceSubrange(7..<10, with: [0, 63, 0])
    #expect(try failure(file.encoded)?.kind == .unreadable)
  }

  @Test("bytes between the header's segments, and before the end of the image")
  func surplusBytes() throws {
    for trailingData: [UInt8] in [[0], [1, 2, 3], Array(repeating: 0, count: 70_000)] {
      var bytes = plain.encoded
      bytes.insert(contentsOf: trailingData, at: 2 + plain.segments[0].encoded.count)
      try expect(bytes, note: "skipped surplus bytes in the header")
    }
    var bytes = plain.encoded
    bytes.insert(contentsOf: Array(repeating: 0, count: 300), at: bytes.count - 2)
    try expect(bytes, note: "skipped surplus bytes before the end of the image")
  }

  @Test("fill bytes before a marker are part of the format")
  func fillBytes() throws {
    var bytes = plain.encoded
    bytes.insert(contentsOf: [0xff, 0xff], at: 2 + plain.segments[0].encoded.count)
    try expect(bytes, note: nil)
  }

  @Test("an unknown version of JFIF")
  func unknownJFIFVersionIsANote() throws {
    for (version, note): ([UInt8], String?) in [
      ([1, 0], nil), ([1, 99], nil), ([2, 1], "accepted an unknown version of JFIF"),
      ([0, 0], "accepted an unknown version of JFIF"),
    ] {
      var file = plain
      file.segments[0].bytes.replaceSubrange(5..<7, with: version)
      try expect(file.encoded, note: note)
    }
  }

  @Test("an unknown Adobe color transform is YCbCr's or YCCK's")
  func unknownAdobeTransformIsANote() throws {
    func adobe(_ transform: UInt8) -> TinyJPEG.Segment {
      .init(app: 14, "Adobe", [0, 100, 0, 0, 0, 0, transform])
    }
    var file = plain
    file.segments[0] = adobe(7)
    try expect(file.encoded, note: "accepted an unknown Adobe color transform")
    file.segments[0] = adobe(1)
    try expect(file.encoded, note: nil)
    file.segments[0] = adobe(0)
    #expect(
      try readImage(directory.write(file.encoded, to: "rgb.jpg")).reader.header.colorModel == .rgb)

    let ycck = try readImage(fixture("ycck-adobe.jpg")).image
    let bytes = try Data(contentsOf: URL(fileURLWithPath: fixture("ycck-adobe.jpg")))
    var inks = try #require(TinyJPEG([UInt8](bytes)))
    let at = try #require(inks.segments.firstIndex { $0.has("Adobe") })
    inks.segments[at] = adobe(9)
    let (image, reader) = try readImage(directory.write(inks.encoded, to: "inks.jpg"))
    #expect(image == ycck && reader.header.colorModel == .ycck)
    #expect(reader.notes == ["accepted an unknown Adobe color transform"])
  }

  @Test("surplus bytes before a restart marker, of which a few may pass silently")
  func surplusBeforeRestart() throws {
    // A gray file of 4 blocks with a restart after each: the coded data is that of a black block four times.
    let shape = Shape(channels: 1, height: 8, width: 8)
    let black = Image(shape, samples: Array(repeating: 0, count: 64))
    var blocks = try #require(TinyJPEG(encoded(black, Encoding(.jpeg))))
    let frame = try #require(blocks.segments.firstIndex { $0.marker == 0xc0 })
    blocks.segments[frame].bytes.replaceSubrange(3..<5, with: [0, 32])
    blocks.segments.insert(.init(0xdd, [0, 1]), at: 1)
    let block = Array(blocks.rest.dropLast(2))
    func file(_ between: [UInt8], number: UInt8 = 0) -> [UInt8] {
      var file = blocks
      file.rest = block + between + [0xff, 0xd0 + number] + block + [0xff, 0xd1]
      file.rest += block + [0xff, 0xd2] + block + [0xff, 0xd9]
      return file.encoded
    }
    let (image, reader) = try readImage(directory.write(file([]), to: "good.jpg"))
    #expect(image.shape == Shape(channels: 1, height: 8, width: 32) && reader.notes == [])
    for count in [1, 2, 9, 40] {
      let bytes = file(Array(repeating: 1, count: count))
      let (same, reader) = try readImage(directory.write(bytes, to: "surplus.jpg"))
      #expect(same == image)
      if count > 8 { #expect(reader.notes == ["skipped surplus bytes before a restart marker"]) }
    }
    // A marker of another number stands for intervals that are missing.
    #expect(try failure(file([], number: 1))?.kind == .unreadable)
    #expect(try failure(file(Array(repeating: 1, count: 40), number: 1))?.kind == .unreadable)
  }

  @Test("a missing end where every coefficient is there", arguments: [false, true])
  func missingEnd(isProgressive: Bool) throws {
    var encoding = Encoding(.jpeg)
    encoding.isProgressive = isProgressive
    let bytes = try encoded(picture, encoding)
    let whole = try readImage(directory.write(bytes, to: "whole.jpg")).image
    for count in [1, 2] {
      let path = try directory.write(Array(bytes.dropLast(count)), to: "cut.jpg")
      let (image, reader) = try readImage(path)
      #expect(image == whole)
      #expect(reader.notes == ["accepted a missing end of the image (EOI)"])
    }
    for count in 3..<40 {
      let error = try failure(Array(bytes.dropLast(count)))
      #expect(error?.reason == "JPEG: Premature end of JPEG file", "\(count)")
    }
  }

  @Test("a progressive file that ends between two scans is truncated, unless it says that it ends")
  func missingScans() throws {
    var encoding = Encoding(.jpeg)
    encoding.isProgressive = true
    let bytes = try encoded(picture, encoding)
    let scans = bytes.indices.dropLast().filter { bytes[$0] == 0xff && bytes[$0 + 1] == 0xda }
    #expect(scans.count > 3)
    for scan in scans.dropFirst() {
      let error = try failure(Array(bytes[..<scan]))
      #expect(error?.reason == "JPEG: Premature end of JPEG file")
      let path = try directory.write(bytes[..<scan] + [0xff, 0xd9], to: "coarse.jpg")
      let notes = try readImage(path).reader.notes
      #expect(notes == ["the progressive scans leave out the finest detail"])
    }
  }

  @Test("a component that is in no scan is missing")
  func missingComponent() throws {
    // The second scan's header is the first that names another component.
    let bytes = TinyJPEG.separateScans([0, 1, 2])
    #expect(try readImage(directory.write(bytes, to: "three.jpg")).reader.notes == [])
    for scans: [UInt8] in [[0, 1], [0, 1, 1], [0]] {
      let error = try failure(TinyJPEG.separateScans(scans))
      #expect(error?.kind == .unreadable)
      #expect(error?.reason.hasSuffix("is in no scan") == true, "\(error?.reason ?? "")")
    }
  }

  // MARK: - Material

  /// Reads a file that must give the plain picture, and this note or none.
  private func expect(_ bytes: [UInt8], note: String?) throws {
    let (image, reader) = try readImage(directory.write(bytes, to: "in.jpg"))
    #expect(image == picture)
    #expect(reader.notes == (note.map { [$0] } ?? []))
    let result = try Conversion(.blur(.gaussian(sigma: 1))).run(
      .path(directory.file("in.jpg")), to: .path(directory.file("out.png")))
    #expect(result.notes == reader.notes)
  }

  private func failure(_ bytes: [UInt8]) throws -> FileError? {
    #expect(throws: FileError.self) {
      try Conversion(.blur(.gaussian(sigma: 1))).run(
        .path(directory.write(bytes, to: "bad.jpg")), to: .path(directory.file("bad.png")))
    }
  }
}
