// SPDX-License-Identifier: Apache-2.0

import Filters
import ImageFiles
import TestSupport
import Testing

@Suite("Metadata on the command line")
struct MetadataCommandTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
    var metadata = Metadata()
    metadata.exif = TinyTIFF.encoded(
      [
        (0x010f, .ascii("Maker")), (0x0110, .ascii("Model")), (0x8298, .ascii("(c) Ann")),
        (0x8769, .directory([(0x9003, .ascii("2024:05:06 07:08:09")), (0xa431, .ascii("S-123"))])),
        (0x8825, .directory([(0x01, .ascii("N"))])),
      ], thumbnail: [0xff, 0xd8, 1, 2, 3], isLittleEndian: true)
    metadata.xmp = Array(
      """
      <x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>
      <rdf:Description xmlns:h='http://ns.adobe.com/hdr-gain-map/1.0/' h:Version='1.0'
       xmlns:dc='http://purl.org/dc/elements/1.1/' dc:format='image/jpeg'/></rdf:RDF></x:xmpmeta>
      """.utf8)
    let image = Image(
      Shape(channels: 3, height: 2, width: 2), samples: (0..<12).map { Float($0) / 12 })
    let bytes = try ImageWriter.bytes(
      of: image.source(), hasAlpha: false, encoding: Encoding(.jpeg), metadata: metadata,
      path: "photo.jpg")
    _ = try directory.write(bytes, to: "photo.jpg")
  }

  private func run(_ words: String) throws -> Run {
    try Command.run(words.split(separator: " ").map(String.init), in: directory)
  }

  @Test(
    "mistakes are usage errors that name what helps",
    arguments: [
      ("--strip locaton", "did you mean location?"), ("--strip gpss", "did you mean gps?"),
      ("--keep privat", "use location, device"), ("--keep all", "use location, device"),
      ("--strip all --keep copyrigth", "did you mean copyright?"),
      ("--keep copyright", "add --strip"), ("--strip exif,,xmp", "'' is not a class"),
      ("--drop-extra-pictures", "--in-place"),
    ])
  func stripMistakesAreUsageErrors(options: String, message: String) throws {
    let run = try run("blur \(options) photo.jpg out.jpg")
    #expect(run.code == 64)
    #expect(run.lines.count == 1 && run.messages.contains(message), "\(run.messages)")
    #expect(try directory.names() == ["photo.jpg"])
  }

  @Test("--in-place refuses to lose a gain map unless that is allowed; other outputs get a note")
  func inPlace() throws {
    let before = try directory.read("photo.jpg")
    for words in ["blur --in-place photo.jpg", "blur --in-place --backup .old photo.jpg"] {
      let run = try run(words)
      #expect(run.code == 73)
      #expect(run.lines.count == 1 && run.messages.contains("would lose the gain map"))
      #expect(run.messages.contains("--drop-extra-pictures"))
      #expect(try directory.names() == ["photo.jpg"])
      #expect(try directory.read("photo.jpg") == before)
    }
    #expect(try run("blur --in-place --dry-run photo.jpg").code == 73)
    let note = "imgconv: photo.jpg: note: left out the gain map\n"
    #expect(try run("blur photo.jpg out.jpg").messages == note)
    let report = try run("blur --report - photo.jpg out.jpg")
    #expect(report.text.contains("\"left out the gain map\""))
    let allowed = try run("blur --in-place --drop-extra-pictures photo.jpg")
    #expect(allowed.code == 0 && allowed.messages == note)
    #expect(try run("blur --in-place photo.jpg").code == 0)
  }

  /// A file that holds more than its image, and how the rest is named.
  struct Extra: CustomTestStringConvertible {
    let name: String
    let phrase: String
    let isPicture: Bool
    let bytes: @Sendable (_ jpeg: [UInt8]) throws -> [UInt8]

    var testDescription: String { phrase }
  }

  static let extras: [Extra] = [
    Extra(name: "mpo.jpg", phrase: "1 more picture (MPF)", isPicture: true) { jpeg in
      try withSegment(.init(app: 2, "MPF\0", mpf(pictures: 2)), in: jpeg) + jpeg
    },
    Extra(name: "three.jpg", phrase: "2 more pictures (MPF)", isPicture: true) { jpeg in
      try withSegment(.init(app: 2, "MPF\0", mpf(pictures: 3)), in: jpeg)
    },
    Extra(name: "trailing.jpg", phrase: "5 bytes after the image", isPicture: false) { jpeg in
      jpeg + [1, 2, 3, 4, 5]
    },
    Extra(name: "moving.png", phrase: "1 more frame", isPicture: true) { _ in
      let control: [UInt8] = [
        0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 10, 0, 0,
      ]
      var png = TinyPNG(width: 1, height: 1, colorType: .gray, bitDepth: 8, samples: [7])
      png.chunksBefore = [("acTL", [0, 0, 0, 2, 0, 0, 0, 0]), ("fcTL", control)]
      let frame = png.stream()
      png.chunksAfter = [
        ("fcTL", [0, 0, 0, 1] + control.dropFirst(4)), ("fdAT", [0, 0, 0, 2] + frame),
      ]
      return png.encoded()
    },
    Extra(name: "signed.png", phrase: "the content credentials (C2PA)", isPicture: false) { _ in
      var png = TinyPNG(width: 1, height: 1, colorType: .gray, bitDepth: 8, samples: [7])
      png.chunksBefore = [("caBX", [1, 2, 3])]
      return png.encoded()
    },
  ]

  @Test(
    "what a file holds besides its image is named, and never lost in place without leave",
    arguments: extras)
  func otherContentIsNamed(_ extra: Extra) throws {
    let file = extra.name
    let image = Image(
      Shape(channels: 1, height: 8, width: 8), samples: Array(repeating: 0.5, count: 64))
    let jpeg = try ImageWriter.bytes(
      of: image.source(), hasAlpha: false, encoding: Encoding(.jpeg), path: "plain.jpg")
    let bytes = try extra.bytes(jpeg)
    _ = try directory.write(bytes, to: file)
    let output = file.hasSuffix("png") ? "out.png" : "out.jpg"
    let elsewhere = try run("blur \(file) \(output)")
    #expect(elsewhere.code == 0)
    #expect(elsewhere.messages.contains("note: left out \(extra.phrase)"), "\(elsewhere.messages)")
    let inPlace = try run("blur --in-place \(file)")
    #expect(
      inPlace.code == (extra.isPicture ? 73 : 0), "\(inPlace.messages)")
    if inPlace.code == 73 { #expect(try directory.read(file) == bytes) }
    #expect(try run("blur --in-place --drop-extra-pictures \(file)").code == 0)
    #expect(try run("blur --in-place \(file)").messages == "")
  }

  private static func withSegment(_ segment: TinyJPEG.Segment, in file: [UInt8]) throws -> [UInt8] {
    var jpeg = try #require(TinyJPEG(file))
    jpeg.insert([segment])
    return jpeg.encoded
  }

  /// An MPF index (CIPA DC-007) that counts some pictures and says no more.
  private static func mpf(pictures: UInt8) -> [UInt8] {
    Array("II*\0".utf8) + [8, 0, 0, 0, 2, 0]
      + [0, 0xb0, 7, 0, 4, 0, 0, 0, 0x30, 0x31, 0x30, 0x30]
      + [1, 0xb0, 4, 0, 1, 0, 0, 0, pictures, 0, 0, 0] + [0, 0, 0, 0]
  }

  @Test("info shows what to check before publishing, and the output of --strip has none of it")
  func infoShowsWhatToCheck() throws {
    let before = try run("info photo.jpg").text
    for line in [
      "camera: Maker Model", "captured: 2024:05:06 07:08:09", "serial number: S-123",
      "copyright: (c) Ann", "location: yes", "thumbnail: yes", "not kept by filters: the gain map",
    ] {
      #expect(before.contains("  \(line)\n"), "\(line)")
    }
    #expect(try run("blur --quiet --strip private photo.jpg out.jpg").code == 0)
    let json = try run("info --json out.jpg").text
    for part in [
      #""captured":"2024:05:06 07:08:09""#, #""camera":null"#, #""serial_number":null"#,
      #""copyright":"(c) Ann""#, #""location":false"#, #""thumbnail":false"#, #""gain_map":false"#,
      #""cicp":null"#, #""segments":[]"#, #""trailing_bytes":0"#,
    ] {
      #expect(json.contains(part), "\(part)")
    }
  }

  @Test("a run with other --strip is another recipe; one without is not")
  func stripChangesTheRecipe() throws {
    func recipe(_ options: String) throws -> Substring? {
      let text = try run("blur --quiet \(options) --report - photo.jpg out.jpg").text
      return text.firstMatch(of: #/"recipe":"([^"]+)"/#)?.1
    }
    let plain = try #require(try recipe(""))
    #expect(try recipe("") == plain)
    #expect(try recipe("--strip all") != plain)
    #expect(try recipe("--strip all --keep dates") != recipe("--strip all"))
    #expect(try recipe("--strip gps,exif") == recipe("--strip exif --strip location"))
  }
}

/// The end of a line of `info --json` about an image without metadata.
let jsonWithoutMetadata =
  #","captured":null,"camera":null,"serial_number":null,"owner":null,"creator":null,"#
  + #""copyright":null,"location":false,"thumbnail":false,"maker_notes":false,"cicp":null,"#
  + #""gamma":null,"chromaticities":null,"srgb_intent":null,"mdcv":false,"clli":false,"#
  + #""modified":null,"segments":[],"extras":{"pictures":0,"frames":0,"gain_map":false,"#
  + #""depth_map":false,"video":false,"credentials":false,"trailing_bytes":0}}"#
