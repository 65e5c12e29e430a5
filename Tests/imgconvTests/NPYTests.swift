// SPDX-License-Identifier: Apache-2.0

import Filters
import Foundation
import TestSupport
import Testing

@Suite("NPY on the command line")
struct NPYTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
    var generator = SeededGenerator(seed: 1)
    let image = generator.image(Shape(channels: 3, height: 40, width: 50), in: -2...2)
    try directory.add("in.npy", NPYFixtures.file(image))
    try directory.add("in.png", TinyPNG.picture().encoded())
  }

  @Test("files, pipes and redirections give the same bytes")
  func filesAndPipesGiveTheSameBytes() throws {
    let lines = [
      "\"$imgconv\" blur in.npy file.npy",
      "\"$imgconv\" blur - stdin.npy < in.npy",
      "cat in.npy | \"$imgconv\" blur - piped.npy",
      "cat in.npy | \"$imgconv\" blur - - > redirected.npy",
      "\"$imgconv\" blur in.npy - | cat > toPipe.npy",
      "{ printf head; \"$imgconv\" blur in.npy -; printf tail; } > among.npy",
      "rm -f appended.npy; \"$imgconv\" blur in.npy - >> appended.npy",
    ]
    for line in lines {
      let run = try Command.shell(line, in: directory)
      #expect(run.code == 0 && run.messages.isEmpty, "\(line): \(run.messages)")
    }
    let bytes = try directory.read("file.npy")
    for name in ["stdin", "piped", "redirected", "toPipe", "appended"] {
      #expect(try directory.read(name + ".npy") == bytes, "\(name)")
    }
    #expect(try directory.read("among.npy") == Array("head".utf8) + bytes + Array("tail".utf8))
  }

  @Test("an image behind other bytes of a redirected file is read from its place")
  func redirectedFileIsReadFromItsPosition() throws {
    let line = "{ head -c 4 > /dev/null; \"$imgconv\" blur - b.npy; } < behind"
    try directory.add("behind", Array("head".utf8) + directory.read("in.npy"))
    // `head` may read on; `dd` does not.
    let exact = line.replacing("head -c 4 > /dev/null", with: "dd bs=4 count=1 2>&1 > /dev/null")
    let run = try Command.shell(exact + " 2>&1", in: directory)
    #expect(run.code == 0, "\(run.text)")
    #expect(try Command.run(["blur", "in.npy", "a.npy"], in: directory).code == 0)
    #expect(try directory.read("b.npy") == directory.read("a.npy"))
  }

  @Test("the format by its name")
  func formatFollowsTheName() throws {
    let run = try Command.run(["blur", "in.png", "-", "--format", "npy"], in: directory)
    #expect(run.code == 0)
    #expect(run.output.starts(with: [0x93] + Array("NUMPY".utf8)))
    let batch = try Command.run(
      ["blur", "in.png", "in.npy", "out", "--format", "npy"], in: directory)
    // Both would be in.npy.
    #expect(batch.code == 64)
  }

  @Test("info, for people and as JSON")
  func infoOfNPY() throws {
    let text = try Command.run(["info", "in.npy"], in: directory)
    #expect(text.code == 0)
    #expect(
      text.text == """
        in.npy
          format: NPY
          size: 50 x 40 pixels
          shape: 3 x 40 x 50 (channels x height x width)
          colors: planes
          depth: 32 bits, floating point
          orientation: 1

        """)
    let json = try Command.run(
      ["info", "--json", "-"], in: directory, input: directory.read("in.npy"))
    let line =
      #"{"file":"-","format":"npy","width":50,"height":40,"channels":3,"alpha":false,"#
      + #""colors":"planes","depth":32,"interlaced":false,"orientation":1,"density":null,"#
      + #""bytes":{},"texts":[]"# + jsonWithoutMetadata
    #expect(json.text == line + "\n")
  }

  @Test("a batch in files and pipes, in the dry run, in info, and where only one image fits")
  func batchOnTheCommandLine() throws {
    var generator = SeededGenerator(seed: 2)
    let images = (0..<3).map { _ in generator.image(Shape(channels: 2, height: 30, width: 20)) }
    try directory.add("batch.npy", NPYFixtures.file(images))
    let lines = [
      "\"$imgconv\" blur batch.npy file.npy",
      "cat batch.npy | \"$imgconv\" blur - - | cat > piped.npy",
    ]
    for line in lines { #expect(try Command.shell(line, in: directory).code == 0, "\(line)") }
    #expect(try directory.read("piped.npy") == directory.read("file.npy"))
    let info = try Command.run(["info", "file.npy"], in: directory)
    #expect(info.text.contains("\n  batch: 3 of these images\n"))
    let json = try Command.run(["info", "--json", "file.npy"], in: directory)
    #expect(json.text.hasSuffix(",\"batch\":3}\n"))
    let dry = try Command.run(["blur", "-n", "batch.npy", "b.npy"], in: directory)
    #expect(dry.text.contains("batch of 3, each 2 x 30 x 20 to 2 x 30 x 20, "))
    let picture = try Command.run(["blur", "batch.npy", "out.png"], in: directory)
    #expect(picture.code == 73)
    #expect(
      picture.messages
        == "imgconv: out.png: PNG holds one image, not a batch of 3; write .npy\n")
    let same = try Command.run(["compare", "--json", "file.npy", "piped.npy"], in: directory)
    #expect(same.code == 0 && same.text.contains("\"shape\":[3,2,30,20]"))
  }

  @Test(
    "--dtype chooses the numbers of NPY; another format is refused, or keeps its own with a note")
  func numberType() throws {
    let run = try Command.run(["blur", "in.npy", "a.npy", "--dtype", "f2"], in: directory)
    #expect(run.code == 0 && run.messages.isEmpty)
    #expect(try directory.read("a.npy").count == 128 + 3 * 40 * 50 * 2)
    #expect(try Command.run(["blur", "in.npy", "b.npy"], in: directory).code == 0)
    #expect(try Command.run(["blur", "in.npy", "c.npy", "--dtype", "f4"], in: directory).code == 0)
    #expect(try directory.read("b.npy") == directory.read("c.npy"))
    let words = ["blur", "in.png", "-", "--format", "png", "--dtype", "f2"]
    let refused = try Command.run(words, in: directory)
    #expect(refused.code == 64)
    #expect(refused.messages.contains("--dtype f2 does not go with --format png; it is for NPY"))
    let noted = try Command.run(["blur", "in.png", "d.png", "--dtype", "f2"], in: directory)
    #expect(noted.code == 0)
    #expect(noted.messages == "imgconv: in.png: note: PNG holds integers, not float16\n")
  }

  @Test("a damaged file is one line and nothing else")
  func damagedNPYIsOneLine() throws {
    let bytes = try directory.read("in.npy")
    try directory.add("cut.npy", Array(bytes.dropLast(4)))
    for line in ["\"$imgconv\" blur cut.npy out.npy", "cat cut.npy | \"$imgconv\" blur - out.npy"] {
      let run = try Command.shell(line, in: directory)
      #expect(run.code == 65)
      #expect(run.lines.count == 1)
      #expect(run.messages.contains("NPY: truncated data: 23996 of 24000 bytes"))
    }
    #expect(try directory.names() == ["cut.npy", "in.npy", "in.png"])
  }

  @Test(
    "a full device is an error",
    .enabled(if: FileManager.default.isWritableFile(atPath: "/dev/full")))
  func fullDeviceIsAnError() throws {
    let run = try Command.shell("\"$imgconv\" blur in.npy - > /dev/full", in: directory)
    #expect(run.code == 74)
    #expect(
      run.messages
        == "imgconv: standard output: writing failed: no space left on device\n")
  }
}
