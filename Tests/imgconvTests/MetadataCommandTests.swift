// SPDX-License-Identifier: Apache-2.0

import Filters
import ImageFiles
import TestSupport
import Testing

@Suite("Metadata on the command line")
struct MetadataCommandTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
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
    _ = try folder.write(bytes, to: "photo.jpg")
  }

  private func run(_ words: String) throws -> Run {
    try Command.run(words.split(separator: " ").map(String.init), in: folder)
  }

  @Test(
    "mistakes are usage errors that name what helps",
    arguments: [
      ("--strip locaton", "did you mean location?"), ("--strip gpss", "did you mean gps?"),
      ("--keep privat", "use location, device"), ("--keep all", "use location, device"),
      ("--strip all --keep copyrigth", "did you mean copyright?"),
      ("--keep copyright", "add --strip"), ("--strip exif,,xmp", "'' is no class"),
      ("--drop-extra-pictures", "--in-place"),
    ])
  func mistakes(options: String, message: String) throws {
    let run = try run("blur \(options) photo.jpg out.jpg")
    #expect(run.code == 64)
    #expect(run.lines.count == 1 && run.messages.contains(message), "\(run.messages)")
    #expect(try folder.names() == ["photo.jpg"])
  }

  @Test("--in-place refuses to lose a gain map unless that is allowed; other outputs get a note")
  func inPlace() throws {
    let before = try folder.read("photo.jpg")
    for words in ["blur --in-place photo.jpg", "blur --in-place --backup .old photo.jpg"] {
      let run = try run(words)
      #expect(run.code == 73)
      #expect(run.lines.count == 1 && run.messages.contains("would lose the gain map"))
      #expect(run.messages.contains("--drop-extra-pictures"))
      #expect(try folder.names() == ["photo.jpg"])
      #expect(try folder.read("photo.jpg") == before)
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

  @Test("info shows what to check before publishing, and the output of --strip has none of it")
  func info() throws {
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
  func recipe() throws {
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
