// SPDX-License-Identifier: Apache-2.0

import ImageFiles
import TestSupport
import Testing

@Suite("What an output cannot carry is left out with a note")
struct CarriedTests {
  @Test("PNG has no place for what only JPEG knows")
  func pngCannotCarryJPEGData() {
    var metadata = Metadata()
    metadata.xmp = [1]
    metadata.photoshop = [1]
    metadata.extendedXMP = .init(guid: Array(repeating: 48, count: 32), bytes: [1])
    metadata.segments = ["APP3", "prVt", "APP12", "APP3"].map { .init(name: $0, bytes: [1]) }
    metadata.texts = [
      .init(form: .comment, bytes: Array("a\0b".utf8)), .init(form: .comment, bytes: [65, 0, 0]),
    ]
    let (carried, notes) = metadata.carried(by: .png, channels: 3)
    #expect(
      notes == [
        "left out the Photoshop image resources (IPTC): PNG cannot store it",
        "left out the extended XMP: PNG cannot store it",
        "left out the segments APP3, APP12: PNG cannot store it",
        "cut a comment at its first NUL byte: a PNG text cannot hold it",
      ])
    #expect(carried.xmp == [1] && carried.photoshop == nil && carried.extendedXMP == nil)
    #expect(carried.segments.map(\.name) == ["prVt"])
    #expect(carried.texts.map(\.string) == ["a", "A"])
  }

  @Test("a PNG text would end at a NUL in XMP; NULs after the packet are padding")
  func pngCannotCarryNULs() {
    var metadata = Metadata()
    metadata.xmp = Array("<a>\0</a>".utf8)
    let (carried, notes) = metadata.carried(by: .png, channels: 3)
    #expect(carried.xmp == nil)
    #expect(notes == ["left out the XMP data: a PNG text cannot hold its NUL bytes"])
    #expect(metadata.carried(by: .jpeg, channels: 3).0.xmp == metadata.xmp)
    metadata.xmp = Array("<a/>\0\0".utf8)
    let (padded, none) = metadata.carried(by: .png, channels: 3)
    #expect(padded.xmp == metadata.xmp && none == [])
  }

  @Test("JPEG has no place for what only PNG knows")
  func jpegCannotCarryPNGData() {
    var metadata = Metadata()
    metadata.cicp = [9, 16, 0, 1]
    metadata.masteringDisplay = Array(repeating: 1, count: 24)
    metadata.contentLight = Array(repeating: 1, count: 8)
    metadata.modificationTime = [7, 230, 1, 2, 3, 4, 5]
    metadata.segments = ["APP3", "prVt", "teSt"].map { .init(name: $0, bytes: [1]) }
    metadata.texts = [
      .init(form: .utf8(compressed: false), keyword: [65], bytes: [66], language: [100, 101])
    ]
    let (carried, notes) = metadata.carried(by: .jpeg, channels: 3)
    #expect(
      notes == [
        "left out the color description (cICP): JPEG cannot store it",
        "left out the mastering display's color volume (mDCV): JPEG cannot store it",
        "left out the content light level (cLLI): JPEG cannot store it",
        "left out the time of the last change (tIME): JPEG cannot store it",
        "left out the PNG chunks prVt, teSt: JPEG cannot store it",
        "left out the languages of texts: a JPEG comment has none",
      ])
    var expected = Metadata()
    expected.segments = [.init(name: "APP3", bytes: [1])]
    expected.texts = [.init(form: .comment, bytes: Array("A: B".utf8))]
    #expect(carried == expected)
  }

  @Test("gAMA and cHRM that JPEG cannot carry are a note, unless they are sRGB's or overridden")
  func colorChunksAreANoteUnlessSRGB() {
    let gamma = "left out the gamma (gAMA): JPEG cannot store it"
    let primaries = "left out the chromaticities (cHRM): JPEG cannot store it"
    let stated: [UInt32] = [31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000]
    func notes(_ change: (inout Metadata) -> Void) -> [String] {
      var metadata = Metadata()
      change(&metadata)
      let (carried, notes) = metadata.carried(by: .jpeg, channels: 3)
      #expect(carried.gamma == nil && carried.chromaticities == nil && carried.srgbIntent == nil)
      return notes
    }
    for value: UInt32 in [45454, 45455, 45456] { #expect(notes { $0.gamma = value } == []) }
    for value: UInt32 in [0, 45453, 45457, 100_000, .max] {
      #expect(notes { $0.gamma = value } == [gamma])
    }
    #expect(notes { $0.chromaticities = stated } == [])
    #expect(notes { $0.chromaticities = [31269, 32902] + stated.dropFirst(2) } == [])
    for index in stated.indices {
      var other = stated
      other[index] += 11
      #expect(notes { $0.chromaticities = other } == [primaries])
      other[index] = .max
      #expect(notes { $0.chromaticities = other } == [primaries])
    }
    func wrong(_ metadata: inout Metadata) {
      metadata.gamma = 100_000
      metadata.chromaticities = Array(stated.reversed())
    }
    #expect(notes(wrong) == [gamma, primaries])
    #expect(
      notes {
        wrong(&$0)
        $0.srgbIntent = 0
      } == [])
    #expect(
      notes {
        wrong(&$0)
        $0.icc = Array(repeating: 0, count: 16) + Array("RGB ".utf8)
      } == [])
    // A profile that does not fit is no help.
    #expect(
      notes {
        wrong(&$0)
        $0.icc = Array(repeating: 0, count: 16) + Array("GRAY".utf8)
      }.suffix(2) == [gamma, primaries])
    #expect(notes { $0.cicp = [1, 13, 0, 1] } == [])
  }

  @Test("PNG keeps all of PNG's own, without a note")
  func pngToPNG() {
    var metadata = Metadata()
    metadata.cicp = [9, 16, 0, 1]
    metadata.masteringDisplay = [1]
    metadata.contentLight = [1]
    metadata.modificationTime = [1]
    metadata.gamma = 1
    metadata.chromaticities = [1]
    metadata.segments = [.init(name: "prVt", bytes: [])]
    let (carried, notes) = metadata.carried(by: .png, channels: 3)
    #expect(carried == metadata && notes == [])
  }

  @Test("NPY's one sentence names all there was")
  func npyNoteNamesEverything() {
    var metadata = Metadata()
    metadata.density = .init(x: 300, y: 300, unit: .perInch)
    metadata.modificationTime = [1]
    metadata.srgbIntent = 0
    #expect(metadata.carried(by: .npy, channels: 3).notes == [])
    metadata.photoshop = [1]
    metadata.extendedXMP = .init(guid: [], bytes: [])
    metadata.segments = [.init(name: "APP3", bytes: [])]
    metadata.cicp = [9, 16, 0, 1]
    #expect(
      metadata.carried(by: .npy, channels: 3).notes == [
        "left out the metadata (XMP data, Photoshop image resources, segments of unknown kinds, "
          + "color description (cICP)): NPY holds only samples"
      ])
  }
}
