// SPDX-License-Identifier: Apache-2.0

import Filters
import Foundation
import ImageFiles
import TestSupport
import Testing

/// A command line that must fail, in a directory with the files of `FailureTests`.
struct Failure: CustomTestStringConvertible, Sendable {
  let arguments: [String]
  let code: Int32
  /// Parts of the one line on standard error.
  let words: [String]

  init(_ arguments: String, _ code: Int32, _ words: String...) {
    self.arguments = arguments.split(separator: " ").map(String.init)
    self.code = code
    self.words = words
  }

  var testDescription: String { arguments.joined(separator: " ") }
}

@Suite("What cannot be done: one line, the documented exit code, no file")
struct FailureTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
    let png = TinyPNG.picture(width: 64, height: 48).encoded()
    try directory.add("good.png", png)
    try directory.add("empty.png")
    try directory.add("text.png", Array("This is no picture.\n".utf8))
    try directory.add("cut.png", Array(png.prefix(png.count / 2)))
    try directory.add("late.png", Array(png.dropLast(14)))
    let jpeg = try FailureTests.jpeg(directory)
    try directory.add("good.jpg", jpeg)
    try directory.add("cut.jpg", Array(jpeg.prefix(jpeg.count / 2)))
    try directory.add(
      "wide.png", TinyPNG.flat([7], width: 1100, height: 2, colorType: .gray).encoded())
    try directory.add("text", [1])
    try directory.makeDirectory("directory.png")
    try directory.makeDirectory("empty")
    try directory.add("same/x.png", png)
    try directory.link("link.png", to: "good.png")
    try directory.add("w.npy", NPYFixtures.file([1, 2, 3, 4, 5, 6], shape: [1, 6, 1, 1]))
    try directory.add("nan.npy", NPYFixtures.file([1, .nan], shape: [1, 2]))
    try directory.add("cube.npy", NPYFixtures.file([1, 2], shape: [1, 1, 2]))
    try directory.add("cut.npy", NPYFixtures.file([1, 2, 3], shape: [2, 2]))
  }

  private static func jpeg(_ directory: TemporaryDirectory) throws -> [UInt8] {
    let output = directory.file("made.jpg")
    _ = try Conversion(.blur(.gaussian(sigma: 0)))
      .run(.path(directory.file("good.png")), to: .path(output))
    defer { try? FileManager.default.removeItem(atPath: output) }
    return try directory.read("made.jpg")
  }

  static let inputs: [Failure] = [
    Failure("blur empty.png out.png", 65, "empty.png: ", "empty"),
    Failure("blur text.png out.png", 65, "text.png: ", "neither PNG, JPEG, NPY nor Netpbm"),
    Failure("blur cut.png out.png", 65, "cut.png: PNG: "),
    Failure("blur late.png out.png", 65, "late.png: PNG: "),
    Failure("blur cut.jpg out.jpg", 65, "cut.jpg: JPEG: "),
    Failure("edge cut.jpg - --format png", 65, "cut.jpg: JPEG: "),
    Failure("blur missing.png out.png", 65, "missing.png: no such file or directory"),
    Failure(
      "blur good.png/x.png out.png", 65, "good.png/x.png: not a directory"),
    Failure("blur - out.png", 65, "standard input: ", "empty"),
    Failure("info text.png", 65, "text.png: "),
    Failure("info directory.png", 65, "directory.png: is a directory"),
    Failure("blur empty out", 2, "empty: no images"),
    Failure("blur directory.png out", 2, "directory.png: no images"),
    Failure("blur good.png out.png --max-pixels 3071", 75, "good.png: ", "--max-pixels 3072"),
    Failure("upsample good.png out.png --max-pixels 3072", 75, "out.png: ", "--max-pixels 12288"),
  ]

  static let outputs: [Failure] = [
    Failure("blur good.png missing/out.png", 73, "out.png: the directory missing does not exist"),
    Failure("blur good.png good.jpg/out.png", 73, "good.jpg/out.png: good.jpg is not a directory"),
    Failure("blur good.png directory.png", 73, "directory.png: is a directory"),
    Failure("blur good.png out.gif", 73, "out.gif: .gif cannot be written", ".png, .jpg, .npy"),
    Failure(
      "blur good.png good.png", 73, "good.png: is the input itself", "choose another output"),
    Failure("blur good.png ./same/../good.png", 73, "is the input itself"),
    Failure("blur good.png link.png", 73, "link.png: is the input itself"),
    Failure("blur link.png good.png", 73, "good.png: is the input itself"),
    Failure("blur same same", 73, "same: is the input itself"),
    Failure("blur same/x.png good.jpg same", 73, "same/x.png: is the input itself"),
    Failure("blur same/x.png same/", 73, "same/x.png: is the input itself"),
    Failure("blur same text", 73, "text: is not a directory"),
    Failure("blur same good.png/out", 73, "good.png/out: good.png is not a directory"),
    Failure("upsample wide.png out.jpg --scale 1,60", 75, "out.jpg: JPEG ", "65500"),
    Failure(
      "blur good.png out.jpg --depth 16", 73, "out.jpg: JPEG has only 8 bits per sample",
      "use --depth 8 or write PNG"),
  ]

  static let usage: [Failure] = [
    Failure("blur", 64, "an input and an output", "(see imgconv blur -h)"),
    Failure("blur good.png", 64, "an input and an output", "(see imgconv blur -h)"),
    Failure("smooth good.png out.png", 64, "no command 'smooth'; use 'imgconv blur --sigma 2'"),
    Failure("blur good.png out.png --sigmaa 2", 64, "'--sigmaa'", "did you mean '--sigma'?"),
    Failure("blur good.png out.png --sigma -1", 64, "sigma is -1; it must be from 0 to 1000"),
    Failure("blur good.png out.png --sigma=-1", 64, "sigma is -1; it must be from 0 to 1000"),
    Failure("blur good.png out.png --sigma 1001", 64, "sigma is 1001; it must be from 0 to 1000"),
    Failure("blur good.png out.png --sigma nan", 64, "sigma is nan"),
    Failure("blur good.png out.png --sigma 1,2,3", 64, "'1,2,3'"),
    Failure("blur good.png out.png --sigma two", 64, "'two'"),
    Failure("blur good.png out.png --radius 2", 64, "--radius", "--sigma"),
    Failure("blur good.png out.png --kernel box --sigma 2", 64, "--sigma", "--radius"),
    Failure("blur good.png out.png --kernel box --radius 4001", 64, "from 0 to 4000"),
    Failure("blur good.png out.png --dilation 0", 64, "dilation is 0"),
    Failure("edge good.png out.png --sigma 2", 64, "--operator log and dog"),
    Failure("edge good.png out.png --operator log --response x", 64, "log has no direction"),
    Failure("edge good.png out.png --operator canny", 64, "'canny'", "(sobel, scharr, prewitt, "),
    Failure("upsample good.png out.png --scale 65", 64, "scale is 65"),
    Failure("downsample good.png out.png --scale 0", 64, "scale is 0; it must be from 1 to 64"),
    Failure("sharpen good.png out.png --threshold 2", 64, "threshold is 2; it must be from 0 to 1"),
    Failure("sharpen good.png out.png --amount nan", 64, "amount is nan"),
    Failure("mix good.png out.png", 64, "either --matrix or --preset"),
    Failure("mix good.png out.png --preset gray --matrix 1", 64, "either --matrix or --preset"),
    Failure("mix good.png out.png --preset hue", 64, "'hue'"),
    Failure("mix good.png out.png --preset swap=xyz", 64, "'swap=xyz'"),
    Failure("mix good.png out.png --matrix 1,0;1", 64, "rows of one length"),
    Failure("mix good.png out.png --matrix 1,a", 64, "'1,a'"),
    Failure("mix good.png out.png --matrix 1,0", 65, "good.png: the matrix has 2 columns"),
    Failure("mix good.png out.png --matrix 1,0,0;0,1,0", 73, "out.png: PNG holds gray or RGB"),
    Failure("resize good.png out.png", 64, "either --size or --megapixels is needed"),
    Failure("resize good.png out.png --size 1600", 64, "write 1600x for a width, 1600x1600"),
    Failure("resize good.png out.png --size 0x5", 64, "'0x5'", "1600x1200 (a box)"),
    Failure("resize good.png out.png --size 5x --fit cover", 64, "--fit is for a box"),
    Failure("resize good.png out.png --size 5x5 --megapixels 1", 64, "either --size or"),
    Failure("resize good.png out.png --size 5x5 --background 1", 64, "is for --fit contain"),
    Failure("resize good.png out.png --size 1000000000/1", 75, "good.png: a side of"),
    Failure("blur good.png out.png --border trim", 64, "the border mode trim is for resize"),
    Failure("crop good.png out.png", 64, "either --box or --size is needed"),
    Failure("crop good.png out.png --box 0,0,4,4 --size 4x4", 64, "exclude each other"),
    Failure("crop good.png out.png --box 0,0,4,4 --gravity east", 64, "--gravity places"),
    Failure("crop good.png out.png --box 0,0,4", 64, "'0,0,4'", "X,Y,WIDTH,HEIGHT"),
    Failure("crop good.png out.png --box 0,0,0,4", 64, "crop width is 0; it must be from 1"),
    Failure("crop good.png out.png --box 9223372036854775807,0,1,1", 64, "crop x is 9"),
    Failure("crop good.png out.png --box 99999999999999999999,0,1,1", 64, "X,Y,WIDTH,HEIGHT"),
    Failure("crop good.png out.png --size 4", 64, "'4'", "WIDTHxHEIGHT"),
    Failure(
      "crop good.png out.png --box 10,10,500,500", 65,
      "good.png: the rectangle 500x500 at (10, 10) reaches outside the image of "),
    Failure("upsample good.png out.png --scale 1.5", 64, "'1.5'"),
    Failure("blur good.png out.png --border constant", 64, "'constant'"),
    Failure("blur good.png out.png --border constant=inf", 64, "'constant=inf'"),
    Failure("blur good.png out.png --depth 12", 64, "--depth is 12"),
    Failure("blur good.png out.png --quality 101", 64, "--quality is 101"),
    Failure("blur good.png out.png --quality kept", 64, "'kept'", "from 1 to 100, or keep"),
    Failure(
      "blur good.png out.png --subsampling 411", 64,
      "--subsampling is '411'; it must be one of auto, 444, 422, 420"),
    Failure("blur good.png out.png --format gif", 64, "'gif'"),
    Failure("blur good.png out.png --format jpeg --depth 16", 64, "--depth 16"),
    Failure("blur good.png out.png --map stretch", 64, "'stretch'"),
    Failure("blur good.png out.png --max-pixels 0", 64, "--max-pixels"),
    Failure("blur good.png out.png -j 0", 64, "--jobs"),
    Failure("blur good.png out.png --quiet --verbose", 64, "--quiet and --verbose"),
    Failure("blur good.png - empty", 64, "standard input (-) must be the only input"),
    Failure("info", 64, "missing argument FILE", "(see imgconv info -h)"),
  ]

  static let convolutions: [Failure] = [
    Failure("convolve good.png out.png", 64, "--weights", "(see imgconv convolve -h)"),
    Failure("convolve good.png out.png --weights 1,2;3", 64, "rows of numbers of one length"),
    Failure("convolve good.png out.png --weights nan", 64, "weight 0 is nan"),
    Failure("convolve good.png out.png --weights 1e99", 64, "weight 0 is inf"),
    Failure("convolve good.png out.png --weights none.npy", 65, "none.npy: no such file"),
    Failure("convolve good.png out.png --weights good.png.npy", 65, "good.png.npy: no such"),
    Failure("convolve good.png out.png --weights nan.npy", 65, "nan.npy: ", "nan"),
    Failure("convolve good.png out.png --weights cut.npy", 65, "cut.npy: "),
    Failure("convolve good.png out.png --weights cube.npy", 64, "2 or 4 axes", "(1, 1, 2)"),
    Failure(
      "convolve good.png out.png --weights w.npy", 65, "take 6 channels, the image has 3"),
    Failure(
      "convolve good.png out.png --weights w.npy --groups 5", 64,
      "1 output channel cannot be divided into 5 groups"),
    Failure(
      "convolve good.png out.png --weights 1 --bias 1,2", 65,
      "2 biases cannot be added to 3 output channels"),
    Failure("convolve good.png out.png --weights 1 --bias 1;2", 64, "--bias"),
    Failure("convolve good.png out.png --weights 1 --bias cube.npy", 64, "--bias has 3 axes"),
    Failure("convolve good.png out.png --weights 1 --stride 0", 64, "stride is 0"),
    Failure("convolve good.png out.png --weights 1 --padding=-1", 64, "padding is -1"),
    Failure("convolve good.png out.png --weights 1 --padding 1,2,3", 64, "'1,2,3'"),
    Failure("convolve good.png out.png --weights 1,-1 --normalize", 64, "sum to 0"),
    Failure("convolve good.png out.png --weights 1 --output-size 9,9", 64, "--transposed"),
    Failure(
      "convolve good.png out.png --weights 1,2 --transposed --stride 2 --output-size 94,128", 65,
      "height 94 is impossible", "give 95 to 96"),
    Failure(
      "convolve good.png out.png --weights 1 --transposed --output-padding 1", 64,
      "output padding is 1; it must be from 0 to 0"),
    Failure(
      "convolve good.png out.png --weights 1,2 --transposed --border constant=1", 65,
      "has no transpose"),
    Failure(
      "convolve good.png out.png --weights 1,1 --dilation 99 --padding valid", 75,
      "the kernel spans 100 samples, the padded image only 64"),
    Failure("convolve good.png out.png --weights 1 --activation selu", 64, "'selu'"),
    Failure("atrous good.png out.png --levels 13", 64, "levels is 13; it must be from 1 to 12"),
    Failure("atrous good.png out.png --denoise -1", 64, "denoise is -1"),
    Failure("atrous good.png out.png --gain 1,2,3,4,5,6", 64, "6 gains for 4 levels"),
    Failure("atrous good.png out.png --denoise 1,2", 64, "2 thresholds for 4 levels"),
    Failure("edge good.png out.png --response value", 64, "use x, y, magnitude or angle"),
    Failure("edge good.png out.png --map signed", 64, "never negative"),
    Failure("edge good.png out.png --operator log --map signed", 64, "x, y or value"),
    Failure("atrous same out --write-levels x", 64, "of one image"),
    Failure("atrous good.png out.png --write-levels good.jpg/x", 73, "good.jpg/x: "),
  ]

  @Test("a command line that must fail", arguments: inputs + outputs + usage + convolutions)
  func commandLineFails(_ failure: Failure) throws {
    let before = try directory.tree()
    let run = try Command.run(failure.arguments, in: directory)
    #expect(!run.wasKilled)
    #expect(run.code == failure.code, "\(run.messages)")
    #expect(run.lines.count == 1, "\(run.messages)")
    #expect(run.messages.hasPrefix("imgconv: ") && run.messages.hasSuffix("\n"))
    for words in failure.words { #expect(run.messages.contains(words), "\(run.messages)") }
    #expect(try directory.tree() == before)
  }

  @Test("an old output survives a failure")
  func oldOutput() throws {
    try directory.add("old.png", [1, 2, 3])
    #expect(try Command.run(["blur", "cut.png", "old.png"], in: directory).code == 65)
    #expect(try directory.read("old.png") == [1, 2, 3])
  }

  @Test("a file's size limit is an error, not a signal, and leaves nothing")
  func fileSizeLimit() throws {
    let before = try directory.tree()
    let line = "ulimit -f 1; exec \"$imgconv\" upsample --scale 16 good.png out.png"
    let run = try Command.shell(line, in: directory)
    #expect(!run.wasKilled)
    #expect(run.code == 74, "\(run.messages)")
    #expect(run.lines.count == 1 && run.messages.contains("out.png: "), "\(run.messages)")
    #expect(try directory.tree() == before)
  }

  @Test(
    "a reader that goes away ends the program without a word",
    arguments: ["upsample --scale 32 good.png -", "help blur"])
  func brokenPipe(arguments: String) throws {
    // The reader is gone before the program starts.
    let line = "{ sleep 0.3; \"$imgconv\" \(arguments); echo $? >&2; } | true"
    let run = try Command.shell(line, in: directory)
    #expect(run.lines == ["74"], "\(run.messages)")
  }

  #if os(Linux)
    @Test("a directory where nobody may write")
    func unwritableDirectory() throws {
      let run = try Command.run(["blur", "good.png", "/proc/out.png"], in: directory)
      #expect(run.code == 73)
      #expect(run.lines.count == 1)
      let batch = try Command.run(["blur", "same", "/proc/out"], in: directory)
      #expect(batch.code == 73)
      #expect(batch.lines.count == 1)
    }

    @Test("a full device")
    func fullDevice() throws {
      let run = try Command.run(["upsample", "good.png", "/dev/full"], in: directory)
      #expect(run.code == 74)
      #expect(run.lines.count == 1 && run.messages.contains("no space left on device"))
    }
  #endif
}
