// SPDX-License-Identifier: Apache-2.0

import Filters
import ImageFiles
import TestSupport
import Testing

@Suite("--orient on the command line, and crops of what it turns")
struct OrientCommandTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  /// A picture of 60 x 40 pixels with an orientation before or after its image data.
  private func add(_ name: String, _ orientation: Int, isLate: Bool = false) throws {
    var png = TinyPNG.picture(width: 60, height: 40)
    let exif = TinyTIFF.encoded([(0x0112, .shorts([orientation]))], isLittleEndian: true)
    let chunk = (name: "eXIf", data: exif)
    if isLate { png.chunksAfter = [chunk] } else { png.chunksBefore = [chunk] }
    try directory.add(name, png.encoded())
  }

  private func shape(_ name: String) throws -> [Int] {
    let shape = try ImageReader(.path(directory.file(name))).shape
    return [shape.width, shape.height]
  }

  @Test("a batch turns each file by its own orientation; sizes are upright ones")
  func batch() throws {
    _ = try directory.makeDirectory("in")
    for orientation in 1...8 { try add("in/\(orientation).png", orientation) }
    let run = try Command.run(
      ["crop", "--box", "0,10,30,30", "--orient", "apply", "in", "-o", "out/"], in: directory)
    #expect(run.code == 0 && !run.messages.contains("note"), "\(run.messages)")
    for orientation in 1...8 { #expect(try shape("out/\(orientation).png") == [30, 30]) }
    // Only in an upright picture is there room below.
    let tall = ["crop", "--box", "0,40,40,20", "in", "-o", "tall/"]
    let turned = try Command.run(tall + ["--orient", "apply"], in: directory)
    #expect(turned.code == 1)
    #expect(turned.messages.contains("in/1.png: the rectangle 40x20 at (0, 40) reaches outside"))
    let names = try (1...8).filter { orientation in
      try directory.tree().contains("tall/\(orientation).png")
    }
    #expect(names == [5, 6, 7, 8])
    let dry = try Command.run(
      ["blur", "--dry-run", "--orient", "apply", "in/6.png", "x.png"], in: directory)
    #expect(dry.text.contains("3 x 60 x 40 to 3 x 60 x 40"), "\(dry.text)")
  }

  @Test("from a pipe, an orientation is applied if it comes before the image data, else kept")
  func pipes() throws {
    try add("early.png", 6)
    try add("late.png", 6, isLate: true)
    let blur = "$imgconv blur --orient apply"
    let early = try Command.shell("cat early.png | \(blur) - out.png", in: directory)
    #expect(early.code == 0 && early.messages == "")
    #expect(try shape("out.png") == [40, 60])
    let late = try Command.shell("cat late.png | \(blur) - out.png", in: directory)
    #expect(late.code == 0)
    #expect(late.messages.contains("was not applied; give the input as a file, not a pipe"))
    #expect(try shape("out.png") == [60, 40])
    #expect(try ImageFile(contentsOf: directory.file("out.png")).metadata.orientation == 6)
    let file = try Command.shell("\(blur) late.png out.png", in: directory)
    #expect(file.code == 0 && file.messages == "")
    #expect(try shape("out.png") == [40, 60])
  }

  @Test("no block remains for an orientation that was applied, whatever is stripped")
  func stripped() throws {
    try add("in.png", 3)
    for (options, orientation) in [("--orient apply", nil), ("--orient keep", 3)]
      as [(String, Int?)]
    {
      let words = "blur --strip all \(options) in.png out.png".split(separator: " ")
      let run = try Command.run(words.map(String.init), in: directory)
      #expect(run.code == 0 && run.messages == "")
      let metadata = try ImageFile(contentsOf: directory.file("out.png")).metadata
      #expect((metadata.exif == nil) == (orientation == nil))
      #expect(metadata.orientation == orientation ?? 1)
    }
  }

  @Test("words of other programs and mistakes are answered")
  func mistakes() throws {
    for (words, message) in [
      ("blur --auto-orient in.png out.png", "--orient apply"),
      ("blur --orient aply in.png out.png", "did you mean"),
      ("auto-orient in.png out.png", "every filter takes --orient apply"),
    ] {
      let run = try Command.run(words.split(separator: " ").map(String.init), in: directory)
      #expect(run.code == 64 && run.lines.count == 1)
      #expect(run.messages.contains(message), "\(run.messages)")
    }
  }

  @Test("damage below a crop is an error from a pipe, which is read to its end")
  func cropOfPipe() throws {
    var bytes = TinyPNG.picture(width: 60, height: 4000).encoded()
    bytes[bytes.count * 3 / 4] ^= 0xff
    try directory.add("in.png", bytes)
    let file = try Command.shell("$imgconv crop --box 0,0,60,40 in.png out.png", in: directory)
    #expect(file.code == 0 && file.messages == "")
    let pipe = try Command.shell(
      "cat in.png | $imgconv crop --box 0,0,60,40 - no.png", in: directory)
    #expect(pipe.code == 65)
    #expect(try directory.names() == ["in.png", "out.png"])
  }
}
