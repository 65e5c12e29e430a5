// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// A command line with a typical mistake, and the whole answer without the program's name.
struct Mistake: CustomTestStringConvertible, Sendable {
  let arguments: [String]
  let message: String

  /// - Parameter line: words separated by spaces; `_` stands for a space within a word.
  init(_ line: String, _ message: String) {
    arguments = line.split(separator: " ").map { String($0).replacing("_", with: " ") }
    self.message = message
  }

  var testDescription: String { arguments.joined(separator: " ") }
}

@Suite("Typical mistakes: exit code 64 and one line that helps")
struct MistakeTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
    let picture = TinyPNG.picture().encoded()
    try directory.add("in.png", picture)
    try directory.add("-old.png", picture)
    try directory.add("photos/a.png", picture)
  }

  static let commands: [Mistake] = [
    Mistake("blurr in.png out.png", "there is no command 'blurr'; did you mean 'blur'?"),
    Mistake("Blur in.png out.png", "there is no command 'Blur'; did you mean 'blur'?"),
    Mistake("qqq in.png out.png", "there is no command 'qqq' (see imgconv -h)"),
    Mistake(
      "upscale in.png out.png",
      "there is no command 'upscale'; use 'imgconv upsample --scale 2'"),
    Mistake(
      "enlarge in.png out.png",
      "there is no command 'enlarge'; use 'imgconv upsample --scale 2'"),
    Mistake(
      "scale 2 in.png out.png",
      "there is no command 'scale'; use 'imgconv resize'"),
    Mistake(
      "thumbnail in.png out.png",
      "there is no command 'thumbnail'; use 'imgconv resize --size 256x256'"),
    Mistake(
      "grayscale in.png out.png",
      "there is no command 'grayscale'; use 'imgconv mix --preset gray'"),
    Mistake(
      "rotate 90 in.png out.png",
      "there is no command 'rotate'; imgconv does not rotate or mirror; 'jpegtran -rotate 90' does, without loss"
    ),
    Mistake(
      "convert in.png out.jpg",
      "there is no command 'convert'; the name of the output sets its format: "
        + "'imgconv blur --sigma 0 in.png out.jpg' only converts"),
    Mistake("extract in.png out.png", "there is no command 'extract'; use 'imgconv crop'"),
    Mistake("identify in.png", "there is no command 'identify'; use 'imgconv info'"),
    Mistake(
      "in.png -blur 0x3 out.png",
      "'in.png' is not a command; the command comes first, such as imgconv blur in.png out.png (see imgconv -h)"
    ),
    Mistake(
      "-blur in.png out.png", "'-blur' is a command, not an option; write imgconv blur ..."),
    Mistake(
      "--sigma 3 blur in.png out.png",
      "the command comes before its options: imgconv blur --sigma ..."),
    Mistake("help blurr", "there is no command 'blurr'; did you mean 'blur'?"),
    Mistake(
      "help explain info",
      "explain takes blur, edge, sharpen, atrous, mix, resize, crop, upsample, downsample, convolve, run, not info"
    ),
    Mistake(
      "explain", "explain needs a command, such as imgconv explain blur (see imgconv explain -h)"),
    Mistake("explain edg", "there is no command 'edg'; did you mean 'edge'?"),
    Mistake(
      "explain blur_|_edge", "to explain a recipe, write: imgconv explain run \"blur | edge\""),
  ]

  static let options: [Mistake] = [
    Mistake("blur --sigm 3 in.png out.png", "unknown option '--sigm'; did you mean '--sigma'?"),
    Mistake("blur -sigma 3 in.png out.png", "unknown option '-sigma'; did you mean '--sigma'?"),
    Mistake("blur -output x in.png", "unknown option '-output'; did you mean '--output'?"),
    Mistake("blur --stddev=3 in.png out.png", "unknown option '--stddev'; did you mean '--sigma'?"),
    Mistake(
      "blur --threads 4 in.png out.png", "unknown option '--threads'; did you mean '--jobs'?"),
    Mistake(
      "blur --operator sobel in.png out.png",
      "blur has no option '--operator'; edge has it (see imgconv blur -h)"),
    Mistake(
      "blur --frobnicate in.png out.png", "unknown option '--frobnicate' (see imgconv blur -h)"),
    // The unknown option, not the missing --weights.
    Mistake(
      "convolve --wieghts x in.png out.png",
      "unknown option '--wieghts'; did you mean '--weights'?"),
    Mistake(
      "blur --overwrite photos photos",
      "unknown option '--overwrite'; outputs are replaced unless --no-clobber is given; --in-place replaces the inputs"
    ),
    Mistake(
      "sharpen --radius 2 in.png out.png", "unknown option '--radius'; did you mean '--sigma'?"),
    Mistake("mix --gray in.png out.png", "unknown option '--gray'; did you mean '--preset gray'?"),
    Mistake(
      "blur -i in.png out.png",
      "unknown option '-i'; inputs are named without an option; --in-place replaces them"),
    Mistake(
      "convolve --dilation-rate 2 in.png out.png",
      "unknown option '--dilation-rate'; did you mean '--dilation'?"),
    Mistake(
      "blur 3 in.png out.png",
      "'3' is a number, not a file; a value comes after the name of its option (see imgconv blur -h)"
    ),
    Mistake(
      "blur in.png out.png 3",
      "'3' is a number, not a file; a value comes after the name of its option (see imgconv blur -h)"
    ),
    Mistake(
      "blur 3 -o out.png",
      "'3' is a number, not a file; a value comes after the name of its option (see imgconv blur -h)"
    ),
    Mistake(
      "blur –sigma 2 in.png out.png",
      "'–sigma' begins with a typographic dash; options begin with - or -- (see imgconv blur -h)"),
    Mistake("blur help", "for help, write imgconv help blur"),
    Mistake("blur -q 85 in.png out.jpg", "for JPEG quality write --quality 85"),
    Mistake("blur -q85 in.png out.jpg", "for JPEG quality write --quality 85"),
    Mistake(
      "blur --report --resume photos soft/",
      "missing value for --report, before --resume (see imgconv blur -h)"),
    Mistake("blur in.png out.png --sigma", "missing value for --sigma (see imgconv blur -h)"),
    Mistake(
      "blur --in-place --backup -old in.png",
      "missing value for --backup; if it is '-old', write --backup=-old"),
    Mistake("blur --linear=1 in.png out.png", "--linear takes no value; leave out '=1'"),
    Mistake(
      "blur -old.png out.png",
      "'-old.png' begins with a dash, as options do; for a file write ./-old.png, or -- before all paths"
    ),
    Mistake("blur -oout.png in.png", "unknown option '-oout.png'; write -o out.png"),
    Mistake(
      "blur --in-place -o x in.png",
      "--output and --in-place exclude each other (see imgconv blur -h)"),
    Mistake("blur -o x", "an input is needed besides --output (see imgconv blur -h)"),
    Mistake("blur", "an input and an output are needed (see imgconv blur -h)"),
    Mistake(
      "blur in.png",
      "'in.png' is the only path; an input and an output are needed, or --in-place (see imgconv blur -h)"
    ),
    Mistake(
      "compare in.png in.png in.png",
      "unexpected argument 'in.png'; compare takes only A and B (see imgconv compare -h)"),
    Mistake(
      "convolve in.png out.png",
      "--weights is missing: a .npy file or rows of numbers, such as \"1 2 1; 2 4 2; 1 2 1\" (see imgconv convolve -h)"
    ),
    Mistake(
      "run",
      "a recipe is missing: imgconv run \"blur sigma=2 | edge\" in.png out.png (see imgconv run -h)"
    ),
    Mistake(
      "run in.png out.png",
      "'in.png' is not a recipe; the recipe comes first: imgconv run \"blur sigma=2 | edge\" in.png out.png (see imgconv run -h)"
    ),
  ]

  static let values: [Mistake] = [
    Mistake(
      "blur --kernel gausian in.png out.png",
      "--kernel is 'gausian'; did you mean 'gaussian'? (gaussian, box, binomial)"),
    Mistake(
      "blur --kernel median in.png out.png",
      "--kernel is 'median'; it must be one of gaussian, box, binomial"),
    Mistake(
      "blur --border mirror in.png out.png",
      "--border is 'mirror'; did you mean 'reflect'? (zero, constant=V, replicate, symmetric, reflect, wrap)"
    ),
    Mistake(
      "blur --border constant in.png out.png", "--border is 'constant'; it is written constant=V"),
    Mistake(
      "mix --preset sepai in.png out.png",
      "--preset is 'sepai'; did you mean 'sepia'? (gray, sepia, saturate=S, hue=DEG, invert, swap=bgr)"
    ),
    Mistake(
      "mix --preset saturate in.png out.png", "--preset is 'saturate'; it is written saturate=S"),
    Mistake(
      "blur --sigma two in.png out.png",
      "--sigma is 'two'; it must be a number such as 2, or two such as 1,5 (vertical, horizontal)"),
    Mistake(
      "upsample --scale 1.5 in.png out.png",
      "--scale is '1.5'; it must be a whole number such as 2, or two such as 2,3 (rows, columns)"),
    Mistake("blur --preserve all in.png out.png", "--preserve is 'all'; it must be mtime"),
    Mistake(
      "convolve --weights w.pt in.png out.png",
      "--weights is 'w.pt'; it must be a .npy file or rows of numbers of one length, such as \"1 2 1; 2 4 2; 1 2 1\" (see imgconv convolve -h)"
    ),
    Mistake("blur -j four in.png out.png", "-j is 'four'; it must be a whole number"),
    Mistake(
      "blur --quality high in.png out.jpg",
      "--quality is 'high'; it must be a whole number from 1 to 100, or keep"),
    Mistake(
      "blur --include *.{jpg,png photos soft/",
      "--include: the pattern *.{jpg,png has a { without its }"),
    Mistake(
      "explain blur --input 640,480",
      "--input is '640,480'; it must be WIDTHxHEIGHT, such as 640x480"),
    Mistake(
      "convolve --weights 1 --transposed --output-size 480:640 in.png out.png",
      "--output-size is '480:640'; it must be rows and columns such as 480,640, or WIDTHxHEIGHT such as 640x480"
    ),
    Mistake(
      "compare --tolerance 1% in.png in.png",
      "--tolerance is '1%'; it must be a number such as 0.01 or 1/255"),
  ]

  @Test("a mistake", arguments: commands + options + values)
  func mistakeIsExplained(_ mistake: Mistake) throws {
    let before = try directory.tree()
    let run = try Command.run(mistake.arguments, in: directory)
    #expect(run.code == 64)
    #expect(run.messages == "imgconv: \(mistake.message)\n")
    #expect(run.output == [])
    #expect(try directory.tree() == before)
  }

  @Test("no command at all: the short page, on standard error")
  func noCommand() throws {
    let run = try Command.run([], in: directory)
    #expect(run.code == 64 && run.output == [])
    #expect(try run.messages == Command.run(["-h"], in: directory).text)
  }

  @Test("what looks like a mistake and is none")
  func noMistake() throws {
    try directory.add("85", TinyPNG.picture().encoded())
    for line in [
      "blur -q 85 out.png", "blur 85 -o 86", "blur -- -old.png out.png", "blur ./-old.png out.png",
      "blur -vj 2 in.png out.png", "blur -j2 in.png out.png", "blur -j=2 in.png out.png",
      "blur -qn in.png out.png", "blur in.png -o - ",
      "blur --timeout 90s --memory 1.5gb --max-pixels 500M in.png out.png",
      "blur --timeout 2m --memory 2GiB in.png out.png", "explain blur --size 48x64",
    ] {
      let words = line.split(separator: " ").map(String.init)
      let run = try Command.run(words, in: directory)
      #expect(run.code == 0, "\(line): \(run.messages)")
    }
  }
}
