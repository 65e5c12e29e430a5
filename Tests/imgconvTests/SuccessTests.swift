// SPDX-License-Identifier: Apache-2.0

import Filters
import ImageFiles
import TestSupport
import Testing

@Suite("What the program does")
struct SuccessTests {
  let directory: TemporaryDirectory
  private let picture = TinyPNG.picture().encoded()

  init() throws {
    directory = try TemporaryDirectory()
  }

  /// The bytes that the library makes of `in.png` by a filter.
  private func expected(
    _ filter: Filter, _ options: FilterOptions = FilterOptions(), name: String = "expected.png"
  ) throws -> [UInt8] {
    let made = try TemporaryDirectory()
    _ = try Conversion(filter, options: options)
      .run(.path(directory.file("in.png")), to: .path(made.file(name)))
    return try made.read(name)
  }

  @Test("one file to one file, silently")
  func fileToFile() throws {
    try directory.add("in.png", picture)
    let run = try Command.run(["blur", "in.png", "out.png"], in: directory)
    #expect(run.code == 0)
    #expect(run.messages == "" && run.output == [])
    #expect(try directory.read("out.png") == expected(.blur(.gaussian(sigma: 2))))
    #expect(try directory.names() == ["in.png", "out.png"])
  }

  @Test("options reach the filter")
  func optionsReachTheFilter() throws {
    try directory.add("in.png", picture)
    let cases: [(String, Filter, FilterOptions)] = [
      (
        "blur --sigma 1,3 --border wrap --dilation 2",
        .blur(Blur(.gaussian(vertical: 1, horizontal: 3), dilation: 2)),
        FilterOptions(border: .wrap)
      ),
      (
        "blur --kernel box --radius 2 --border zero", .blur(Blur(.box(radius: 2))),
        .init(border: .zero)
      ),
      (
        "blur --kernel binomial --border constant=0.25", .blur(Blur(.binomial(radius: 1))),
        .init(border: .constant(0.25))
      ),
      (
        "edge --operator dog --sigma 1.5 --border symmetric", .edge(Edge(.dog, sigma: 1.5)),
        .init(border: .symmetric)
      ),
      (
        "edge --operator scharr --response angle --dilation 3",
        .edge(Edge(.scharr, response: .angle, dilation: 3)), .init()
      ),
      (
        "upsample --scale 2,3 --kernel lanczos3 --border reflect",
        .upsample(Upsample(PerAxis(vertical: 2, horizontal: 3), kernel: .lanczos3)),
        .init(border: .reflect)
      ),
      (
        "sharpen --sigma 0.8 --amount 2 --threshold 0.05",
        .sharpen(Sharpen(sigma: 0.8, amount: 2, threshold: 0.05)), .init()
      ),
      ("sharpen", .sharpen(Sharpen()), .init()),
      (
        "downsample --scale 3,2 --kernel mitchell --border wrap",
        .downsample(Downsample(PerAxis(vertical: 3, horizontal: 2), kernel: .mitchell)),
        .init(border: .wrap)
      ),
      ("downsample", .downsample(Downsample(PerAxis(2))), .init()),
      (
        "crop --box 2,-9,13,5", .crop(Crop(x: 2, y: -9, width: 13, height: 5)), .init()
      ),
      (
        "crop --size 7x6 --gravity southeast --linear",
        .crop(Crop(width: 7, height: 6, gravity: .southeast)), .init(isLinear: true)
      ),
      ("crop --size 7x6", .crop(Crop(width: 7, height: 6)), .init()),
      ("mix --preset gray", .mix(.gray), .init()),
      ("mix --preset saturate=1.5", .mix(.saturate(1.5)), .init()),
      ("mix --preset hue=-30", .mix(.hue(degrees: -30)), .init()),
      ("mix --preset swap=bgr", .mix(.swap([2, 1, 0])), .init()),
      (
        "mix --matrix 0,1,0;.5,0,.5;-1,0,1 --bias 0,.25,1",
        .mix(Mix(matrix: [[0, 1, 0], [0.5, 0, 0.5], [-1, 0, 1]], bias: [0, 0.25, 1])), .init()
      ),
    ]
    for (line, filter, options) in cases {
      let arguments = line.split(separator: " ").map(String.init) + ["in.png", "out.png"]
      #expect(try Command.run(arguments, in: directory).code == 0)
      #expect(try directory.read("out.png") == expected(filter, options), "\(line)")
    }
  }

  @Test("options reach the conversion")
  func conversionOptions() throws {
    try directory.add("in.png", TinyPNG.picture(colorType: .rgba, bitDepth: 16).encoded())
    let edge = Filter.edge(Edge(.sobel, response: .x))
    let cases: [(String, String, (inout Conversion) throws -> Void)] = [
      (
        "--alpha independent", "x.png",
        { $0 = try Conversion(edge, options: .init(alpha: .independent)) }
      ),
      ("--alpha keep", "x.png", { $0 = try Conversion(edge, options: .init(alpha: .keep)) }),
      ("--linear", "x.png", { $0 = try Conversion(edge, options: .init(isLinear: true)) }),
      ("--map normalize", "x.png", { $0.map = .normalize }),
      ("--map abs", "x.png", { $0.map = .abs }),
      ("--map signed", "x.png", { $0.map = .signed }),
      ("--depth 8", "x.png", { $0.encoding.bitDepth = 8 }),
      ("--compression small", "x.png", { $0.encoding.compression = .small }),
      ("--quality 30", "x.jpg", { $0.encoding.quality = 30 }),
      ("--subsampling 444", "x.jpg", { $0.encoding.subsampling = .s444 }),
      ("--subsampling 422", "x.jpg", { $0.encoding.subsampling = .s422 }),
      ("--progressive", "x.jpg", { $0.encoding.isProgressive = true }),
      ("--format jpeg", "x.png", { $0.encoding.format = .jpeg }),
    ]
    for (line, output, change) in cases {
      var conversion = try Conversion(edge)
      _ = try conversion.run(
        .path(directory.file("in.png")), to: .path(directory.file("plain-" + output)))
      try change(&conversion)
      _ = try conversion.run(
        .path(directory.file("in.png")), to: .path(directory.file("changed-" + output)))
      let arguments = ["edge", "--response", "x"] + line.split(separator: " ").map(String.init)
      #expect(try Command.run(arguments + ["in.png", output], in: directory).code == 0)
      let made = try directory.read(output)
      #expect(try made == directory.read("changed-" + output), "\(line)")
      #expect(try made != directory.read("plain-" + output), "\(line)")
    }
  }

  @Test("--quality keep and --subsampling auto code a JPEG like the input")
  func likeInput() throws {
    try directory.add("in.png", picture)
    let make = ["blur", "--sigma", "0", "--quality", "41", "--subsampling", "422"]
    #expect(try Command.run(make + ["in.png", "in.jpg"], in: directory).code == 0)
    let input = try #require(TinyJPEG(directory.read("in.jpg")))
    let run = try Command.run(["blur", "--quality", "keep", "in.jpg", "out.jpg"], in: directory)
    #expect(run.code == 0 && run.messages == "")
    let output = try #require(TinyJPEG(directory.read("out.jpg")))
    #expect(output.tables == input.tables && input.sampling == ["2x1", "1x1", "1x1"])
    #expect(output.sampling == input.sampling)
    let other = try Command.run(["blur", "--quality", "keep", "in.png", "out.jpg"], in: directory)
    #expect(other.code == 0 && other.messages.contains("out.jpg") == false)
    #expect(other.messages.contains("note: wrote JPEG quality 90: the input is not a JPEG"))
  }

  @Test("standard input to standard output")
  func standardInputToStandardOutput() throws {
    try directory.add("in.png", picture)
    let run = try Command.run(["blur", "-", "-"], in: directory, input: picture)
    #expect(run.code == 0 && run.messages == "")
    #expect(try run.output == expected(.blur(.gaussian(sigma: 2))))
    let piped = try Command.shell(
      "cat in.png | \"$imgconv\" blur - - | \"$imgconv\" blur - - --format jpeg | cat > out.jpg",
      in: directory)
    #expect(piped.code == 0 && piped.messages == "")
    #expect(try ImageReader(.path(directory.file("out.jpg"))).header.format == .jpeg)
  }

  @Test("a PNG named .jpg is read by its content; the output's name says what is written")
  func wrongName() throws {
    try directory.add("in.jpg", picture)
    #expect(try Command.run(["blur", "in.jpg", "out.jpg"], in: directory).code == 0)
    #expect(try ImageReader(.path(directory.file("out.jpg"))).header.format == .jpeg)
    #expect(try Command.run(["blur", "in.jpg", "out"], in: directory).code == 0)
    #expect(try ImageReader(.path(directory.file("out"))).header.format == .png)
  }

  @Test("odd names", arguments: [" a b .png", "-x.png", "a\nb.png", "é😀.png"])
  func oddNames(name: String) throws {
    try directory.add(name, picture)
    let run = try Command.run(["blur", "--verbose", "--", name, "out/../-o.png"], in: directory)
    #expect(run.code == 73, "\(run.messages)")
    let ok = try Command.run(["blur", "--verbose", "--", name, "-o.png"], in: directory)
    #expect(ok.code == 0, "\(ok.messages)")
    #expect(ok.lines.count == 1)
    #expect(try directory.names().contains("-o.png"))
  }

  @Test("several files to a directory that is made for them; one file to a directory with a slash")
  func severalFilesToADirectory() throws {
    try directory.add("a.png", picture)
    try directory.add("sub/b.png", picture)
    let run = try Command.run(["blur", "a.png", "sub/b.png", "new/"], in: directory)
    #expect(run.code == 0)
    #expect(run.lines.count == 1 && run.messages.hasPrefix("imgconv: 2 done, 0 failed, in "))
    #expect(try Command.run(["blur", "a.png", "one/"], in: directory).messages == "")
    #expect(
      try directory.tree() == [
        "a.png", "new", "new/a.png", "new/b.png", "one", "one/a.png", "sub", "sub/b.png",
      ])
  }

  @Test("a directory with a corrupt file: the others are done")
  func directoryToDirectory() throws {
    try directory.add("in/a.png", picture)
    try directory.add("in/b/c.png", picture)
    try directory.add("in/b/corrupt.png", Array(picture.prefix(100)))
    let upsample = ["upsample", "--kernel", "bilinear", "in", "out"]
    let run = try Command.run(upsample, in: directory)
    #expect(run.code == 1)
    #expect(run.lines.count == 2, "\(run.messages)")
    #expect(run.lines[0].hasPrefix("imgconv: in/b/corrupt.png: PNG: "))
    #expect(run.lines[1].hasPrefix("imgconv: 2 done, 1 failed, in "))
    let made = try directory.tree().filter { $0.hasPrefix("out") }
    #expect(made == ["out", "out/a.png", "out/b", "out/b/c.png"])
    let quiet = try Command.run(upsample + ["--quiet"], in: directory)
    #expect(quiet.code == 1 && quiet.lines.count == 1)
  }

  @Test("the number of jobs changes no byte")
  func jobsChangeNoByte() throws {
    for index in 0..<12 {
      try directory.add("in/\(index).png", TinyPNG.picture(width: 20 + index, height: 30).encoded())
    }
    for jobs in [1, 2, 8] {
      let run = try Command.run(["blur", "in", "out\(jobs)", "--jobs", "\(jobs)"], in: directory)
      #expect(run.code == 0)
    }
    for index in 0..<12 {
      let one = try directory.read("out1/\(index).png")
      #expect(try directory.read("out2/\(index).png") == one)
      #expect(try directory.read("out8/\(index).png") == one)
    }
  }

  @Test("messages: notes, shapes and times, or nothing")
  func messagesOrNothing() throws {
    try directory.add("in.png", TinyPNG.picture(colorType: .rgba).encoded())
    let note = try Command.run(["blur", "in.png", "out.jpg"], in: directory)
    #expect(
      note.messages == "imgconv: in.png: note: JPEG has no alpha channel: flattened onto white\n")
    #expect(
      try Command.run(["blur", "in.png", "out.jpg", "--quiet"], in: directory).messages == "")
    let verbose = try Command.run(
      ["upsample", "--kernel", "nearest", "in.png", "out.png", "--verbose"], in: directory)
    #expect(verbose.lines.count == 1)
    #expect(verbose.messages.hasPrefix("imgconv: in.png: 4 x 17 x 24 to 4 x 34 x 48 in "))
    let noise = try Command.run(
      ["atrous", "--levels", "2", "--denoise", "1", "in.png", "out.png", "--verbose"], in: directory
    )
    for level in 1...2 {
      let start = "imgconv: in.png: noise of level \(level): standard deviation 0."
      #expect(noise.lines.contains { $0.hasPrefix(start) }, "\(noise.messages)")
    }
    let clamped = try Command.run(["sharpen", "--amount", "9", "in.png", "out.png"], in: directory)
    #expect(clamped.code == 0 && clamped.lines.count == 1)
    #expect(clamped.messages.contains(" % of the samples were outside 0...1"))
    try directory.add("line\nbreak.png", [1])
    let odd = try Command.run(["blur", "line\nbreak.png", "out.png"], in: directory)
    #expect(odd.lines.count == 1 && odd.messages.hasPrefix("imgconv: line\\nbreak.png: "))
  }

  @Test("help and version")
  func helpAndVersion() throws {
    let help = try Command.run(["blur", "--help"], in: directory)
    #expect(help.code == 0 && help.messages == "")
    #expect(try Command.run(["help", "blur"], in: directory).text == help.text)
    for diagram in [
      "00 abcd 00", "vv abcd vv", "aa abcd dd", "ba abcd dc", "cb abcd cb", "cd abcd ab",
    ] {
      #expect(help.text.contains(diagram))
    }
    for words in ["exp(-x^2 / (2 S^2))", "imgconv blur in.png out.png"] {
      #expect(help.text.contains(words))
    }
    for command in ["edge", "sharpen", "mix", "upsample", "downsample", "info"] {
      let help = try Command.run(["help", command], in: directory)
      #expect(help.code == 0 && help.text.contains("EXAMPLES"))
    }
    let version = try Command.run(["--version"], in: directory)
    #expect(version.code == 0)
    #expect(version.text.contains("imgconv 0.1.0\nlibpng 1.") && version.text.contains("jpeg"))
  }

  @Test("info, for people and as JSON")
  func infoForPeopleAndJSON() throws {
    var file = TinyPNG.picture(colorType: .grayAlpha)
    file.isInterlaced = true
    file.chunksBefore = [("tEXt", Array("Title\0a \"quoted\"\nline".utf8))]
    try directory.add("in.png", file.encoded())
    let text = try Command.run(["info", "in.png"], in: directory)
    #expect(text.code == 0)
    for words in ["PNG, Adam7", "24 x 17", "2 x 17 x 24", "gray with alpha", "8 bits", "Title"] {
      #expect(text.text.contains(words), "\(text.text)")
    }
    let json = try Command.run(["info", "--json", "in.png", "missing.png"], in: directory)
    #expect(json.code == 1)
    #expect(json.lines.count == 1)
    let line =
      #"{"file":"in.png","format":"png","width":24,"height":17,"channels":2,"alpha":true,"#
      + #""colors":"gray","depth":8,"interlaced":true,"orientation":1,"density":null,"bytes":{},"#
      + #""texts":[{"title":"Title","text":"a \"quoted\"\u000aline"}]"# + jsonWithoutMetadata
    #expect(json.text == line + "\n")
  }
}
