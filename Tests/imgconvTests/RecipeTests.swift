// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// A recipe that must be refused, with the place of its fault.
struct BadRecipe: CustomTestStringConvertible, Sendable {
  let text: String
  let message: String

  init(_ text: String, _ message: String) {
    self.text = text
    self.message = message
  }

  var testDescription: String { text }
}

@Suite("The command run")
struct RunCommandTests {
  let directory: TemporaryDirectory
  private let picture = TinyPNG.picture(width: 40, height: 30).encoded()

  init() throws {
    directory = try TemporaryDirectory()
    try directory.add("in.png", picture)
  }

  /// Faults of recipes on the command line.
  static let inline: [BadRecipe] = [
    BadRecipe("", "recipe:1:1: a step is missing here"),
    BadRecipe("edge |", "recipe:1:7: a step is missing here"),
    BadRecipe("blur | | edge", "recipe:1:8: a step is missing here"),
    BadRecipe("blurr sigma=2", "recipe:1:1: there is no filter 'blurr'; did you mean 'blur'?"),
    BadRecipe("sigma=2 blur", "recipe:1:1: a step begins with the name of a filter"),
    BadRecipe("edge | blur sigma=x", "recipe:1:13: sigma is 'x'; it must be a number"),
    BadRecipe("edge | blur sigma=-1", "recipe:1:13: sigma is -1; it must be from 0 to 1000"),
    BadRecipe(
      "edge operator=sobel sigmaa=2",
      "recipe:1:21: edge has no parameter 'sigmaa'; did you mean 'sigma'?"),
    BadRecipe("edge operator=sobel sigma=2", "recipe:1:21: sigma is for operator log and dog"),
    BadRecipe("q", "recipe:1:1: there is no filter 'q'; there are blur, edge,"),
    BadRecipe("blur | scale", "recipe:1:8: there is no filter 'scale'; did you mean 'resize'?"),
    BadRecipe("blur | resize", "recipe:1:8: either size or megapixels is needed"),
    BadRecipe(
      "resize size=1600",
      "recipe:1:8: size is '1600'; write 1600x for a width, 1600x1600 for a box, 200% to double"),
    BadRecipe(
      "greyscale", "recipe:1:1: there is no filter 'greyscale'; did you mean 'mix preset=gray'?"),
    BadRecipe("blur kernel=gausian", "recipe:1:6: kernel is 'gausian'; did you mean 'gaussian'?"),
    BadRecipe(
      "blur lnear=false", "recipe:1:6: blur has no parameter 'lnear'; did you mean 'linear'?"),
    BadRecipe("blur linear=no", "recipe:1:6: linear is 'no'; it must be true or false"),
    BadRecipe("convolve", "recipe:1:1: weights is missing: a .npy file or rows of numbers"),
    BadRecipe("blur sigma 2", "recipe:1:6: sigma has no value; write sigma=VALUE"),
    BadRecipe(
      "blur sigma=2, edge", "recipe:1:15: 'edge' is not a parameter; write | between steps"),
    BadRecipe("blur ; edge", "recipe:1:6: ';' is not a parameter; write | between steps"),
    BadRecipe("net.onnx", "recipe:1:1: there is no filter 'net.onnx'; networks in ONNX files"),
    BadRecipe(
      "r.json", "recipe:1:1: there is no filter 'r.json'; the name of a recipe file ends in"),
    BadRecipe("blur help", "recipe:1:6: blur has no parameter 'help'"),
    BadRecipe("blur s=2", "recipe:1:6: blur has no parameter 's'"),
    BadRecipe("blur --sigma=2", "recipe:1:6: blur has no parameter '--sigma'"),
    BadRecipe("blur sigma=2 out.png", "recipe:1:14: "),
    BadRecipe("mix", "recipe:1:1: either matrix or preset is needed"),
    BadRecipe("edge | mix bias=\"1 2", "recipe:1:17: the quote has no end"),
    BadRecipe("é | blur", "recipe:1:1: there is no filter 'é'"),
    BadRecipe("mix preset='é' | blurr", "recipe:1:5: "),
    BadRecipe("atrous write-levels=x", "recipe:1:8: write-levels is for the command atrous"),
    BadRecipe("atrous gain=1,2,3,4 levels=2", "recipe:1:8: there are 4 gains for 2 levels"),
  ]

  /// Faults of recipes in a file.
  static let files: [BadRecipe] = [
    BadRecipe("", "r.yaml:1:1: there are no steps"),
    BadRecipe("steps: []\n", "r.yaml:1:8: there are no steps"),
    BadRecipe("edge\n", "r.yaml:1:1: a recipe is a list of steps"),
    BadRecipe("steps: edge\n", "r.yaml:1:8: 'steps' is a list"),
    BadRecipe("description: x\n", "r.yaml:1:1: the recipe has no 'steps'"),
    BadRecipe("stepz:\n  - edge\n", "r.yaml:1:1: a recipe has a 'description' and 'steps'"),
    BadRecipe("steps:\n  - edge\n  - blur: {sigma: -2}\n", "r.yaml:3:12: sigma is -2;"),
    BadRecipe("- edge\n- blur:\n    radius: 2\n", "r.yaml:3:5: radius is for kernel box"),
    BadRecipe("- blur: {sigma: 2\n- edge\n", "r.yaml:3:1: not valid YAML"),
    BadRecipe("- blur: {sigma: 2, sigma: 3}\n", "r.yaml:1:20: sigma is given twice"),
    BadRecipe("- edge\n- [blur, edge]\n", "r.yaml:2:3: a step is a filter's name, or"),
    BadRecipe("- {edge: {}, blur: {}}\n", "r.yaml:1:3: a step is a filter's name, or"),
    BadRecipe("- blur: 2\n", "r.yaml:1:9: the parameters are a mapping"),
    BadRecipe("- blur: {sigma: {a: 1}}\n", "r.yaml:1:17: sigma is a value, a list"),
    BadRecipe("- blur: {sigma: }\n", "r.yaml:1:10: sigma has no value"),
    BadRecipe(
      "- edge\n---\n- edge\n", "r.yaml:2:1: not valid YAML: there is more than one document"),
    BadRecipe("- edge: {linear: true, sigma: 3}\n", "r.yaml:1:24: sigma is for"),
    BadRecipe("- edge: {linera: false}\n", "r.yaml:1:10: edge has no parameter 'linera'"),
    BadRecipe("- blur: {max_sigma: 2}\n", "r.yaml:1:10: blur has no parameter 'max_sigma'"),
    BadRecipe("\u{fffe}", "r.yaml"),
    BadRecipe("- blur: *sigma\n", "r.yaml:1:9: not valid YAML: no anchor for the alias *sigma"),
    BadRecipe(bomb, "r.yaml:4:36: the recipe has more than 10000 values"),
    BadRecipe(
      String(repeating: "[", count: 40), "r.yaml:1:34: more than 32 values inside each other"),
  ]

  /// Five lines that unfold to 10^5 values.
  private static let bomb =
    "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
    + ["b", "c", "d"].enumerated().map { index, name in
      let alias = "*" + ["a", "b", "c"][index]
      let row = Array(repeating: alias, count: 10).joined(separator: ", ")
      return "\(name): &\(name) [\(row)]\n"
    }.joined() + "steps: [*c, *c, *c, *d]\n"

  @Test("an alias stands for what its anchor names")
  func aliasesAreTheirAnchors() throws {
    try directory.add("r.yaml", Array("- blur: &soft {sigma: 3}\n- edge\n- blur: *soft\n".utf8))
    let file = try Command.run(["run", "--recipe", "r.yaml", "in.png", "a.png"], in: directory)
    #expect(file.code == 0, "\(file.messages)")
    let inline = "blur sigma=3 | edge | blur sigma=3"
    _ = try Command.run(["run", "--recipe", inline, "in.png", "b.png"], in: directory)
    #expect(try directory.read("a.png") == directory.read("b.png"))
  }

  @Test("a fault is told with its line and column", arguments: inline)
  func inlineFaults(_ bad: BadRecipe) throws {
    let run = try Command.run(["run", "--recipe", bad.text, "in.png", "out.png"], in: directory)
    #expect(run.code == 64)
    #expect(run.lines.count == 1)
    #expect(run.messages.hasPrefix("imgconv: \(bad.message)"), "\(run.messages)")
    #expect(try directory.names() == ["in.png"])
  }

  @Test("a fault in a file is told with its line and column", arguments: files)
  func fileFaults(_ bad: BadRecipe) throws {
    try directory.add("r.yaml", Array(bad.text.utf8))
    let run = try Command.run(["run", "--recipe", "r.yaml", "in.png", "out.png"], in: directory)
    #expect(run.code == 64)
    #expect(run.lines.count == 1)
    #expect(run.messages.hasPrefix("imgconv: \(bad.message)"), "\(run.messages)")
    #expect(try directory.names() == ["in.png", "r.yaml"])
  }

  @Test("recipes and weights that are no files, no text, or too large")
  func unreadableRecipesAreRefused() throws {
    try directory.makeDirectory("directory.yaml")
    try directory.add("latin.yaml", [0x2d, 0x20, 0xe9])
    try directory.add("large.yaml", Array(repeating: 0x23, count: 1_048_577))
    try directory.add("w.yaml", Array("- convolve: {stride: 2, weights: none.npy}\n".utf8))
    let cases: [(String, Int32, String)] = [
      ("missing.yaml", 65, "missing.yaml: no such file or directory"),
      ("directory.yaml", 65, "directory.yaml: is a directory"),
      ("latin.yaml", 64, "latin.yaml: is not UTF-8"),
      ("large.yaml", 65, "large.yaml: has more than 1048576 bytes"),
      ("w.yaml", 65, "w.yaml:1:25: none.npy: no such file or directory"),
    ]
    for (name, code, message) in cases {
      let run = try Command.run(["run", "--recipe", name, "in.png", "out.png"], in: directory)
      #expect(run.code == code)
      #expect(
        run.messages.hasPrefix("imgconv: \(message)") && run.lines.count == 1, "\(run.messages)")
    }
    #expect(try !directory.names().contains("out.png"))
  }

  @Test("a recipe in a file, on the command line, and as commands one after the other through NPY")
  func sameEitherWay() throws {
    try directory.add(
      "sub/r.yaml",
      Array(
        """
        description: four kinds of steps
        steps:
          - blur: {sigma: [1, 2], border: reflect}
          - mix:
              matrix: [[0.5, 0.25, 0.25], [0, 1, 0]]
              bias: [0.1, 0]
          - convolve: {weights: w.npy, stride: 2, normalize: false, activation: relu}
          - upsample: {scale: 2, kernel: lanczos3, linear: true}
        """.utf8))
    // (1, 2, 3, 3): twice the mean of one color, a difference of the other; the sum is 2.
    let weights: [Float] = Array(repeating: 2 / 9, count: 9) + [0, 0, 0, -1, 0, 1, 0, 0, 0]
    try directory.add("sub/w.npy", NPYFixtures.file(weights, shape: [1, 2, 3, 3]))
    let steps = [
      "blur sigma=1,2 border=reflect", "mix matrix='.5,.25,.25; 0,1,0' bias=0.1,0",
      "convolve weights=sub/w.npy stride=2 activation=relu",
      "upsample scale=2 kernel=lanczos3 linear",
    ]
    let inline = steps.joined(separator: " | ")
    for (recipe, output) in [("sub/r.yaml", "file.npy"), (inline, "inline.npy")] {
      let run = try Command.run(["run", "--recipe", recipe, "in.png", output], in: directory)
      #expect(run.code == 0 && run.messages == "", "\(run.messages)")
    }
    var last = "in.png"
    for (index, step) in steps.enumerated() {
      let run = try Command.run(["run", "--recipe", step, last, "step\(index).npy"], in: directory)
      #expect(run.code == 0, "\(run.messages)")
      last = "step\(index).npy"
    }
    let commands = [
      "blur --sigma 1,2 --border reflect in.png c0.npy",
      "mix --matrix .5,.25,.25;0,1,0 --bias 0.1,0 c0.npy c1.npy",
      "convolve --weights sub/w.npy --stride 2 --activation relu c1.npy c2.npy",
      "upsample --scale 2 --kernel lanczos3 --linear c2.npy c3.npy",
    ]
    for command in commands {
      let run = try Command.run(command.split(separator: " ").map(String.init), in: directory)
      #expect(run.code == 0, "\(run.messages)")
    }
    let fused = try directory.read("inline.npy")
    #expect(try directory.read("file.npy") == fused)
    #expect(try directory.read("step3.npy") == fused)
    #expect(try directory.read("c3.npy") == fused)
  }

  @Test("the options of run are those of the steps that do not say their own")
  func runOptionsAreDefaultsOfSteps() throws {
    try directory.add("alpha.png", TinyPNG.picture(colorType: .rgba).encoded())
    for (recipe, option) in [
      ("blur | edge", "independent"), ("blur alpha=independent | edge", "keep"),
    ] {
      let steps =
        option == "keep"
        ? "\(recipe) alpha=keep" : "blur alpha=independent | edge alpha=independent"
      let first = ["run", "--recipe", recipe, "--alpha", option, "alpha.png", "e.png"]
      #expect(try Command.run(first, in: directory).code == 0)
      #expect(
        try Command.run(["run", "--recipe", steps, "alpha.png", "f.png"], in: directory).code == 0)
      #expect(try directory.read("e.png") == directory.read("f.png"))
    }
    let runs = [
      ["--recipe", "blur | edge border=zero", "--border", "wrap", "in.png", "a.png"],
      ["--recipe", "blur border=wrap | edge border=zero", "in.png", "b.png"],
      ["--recipe", "blur | edge", "--linear", "in.png", "c.png"],
      ["--recipe", "blur | edge", "in.png", "d.png"],
    ]
    for run in runs { #expect(try Command.run(["run"] + run, in: directory).code == 0) }
    #expect(try directory.read("a.png") == directory.read("b.png"))
    #expect(try directory.read("c.png") != directory.read("d.png"))
  }

  @Test("--exact is for every step, and a step may ask for it alone")
  func exactIsForEveryStepOrOne() throws {
    func result(_ arguments: [String]) throws -> [UInt8] {
      let run = try Command.run(arguments + ["large.png", "out.png"], in: directory)
      #expect(run.code == 0, "\(run.messages)")
      return try directory.read("out.png")
    }
    // Some of so many samples round another way.
    try directory.add("large.png", TinyPNG.picture(width: 200, height: 150).encoded())
    let near = try result(["blur", "--sigma", "20"])
    let exact = try result(["blur", "--sigma", "20", "--exact"])
    #expect(near != exact)
    #expect(try result(["run", "--recipe", "blur sigma=20"]) == near)
    #expect(try result(["run", "--recipe", "blur sigma=20", "--exact"]) == exact)
    #expect(try result(["run", "--recipe", "blur sigma=20 exact"]) == exact)
  }

  @Test("the recipe is the first argument where there is no --recipe")
  func firstArgument() throws {
    let text = "blur sigma=1 | edge"
    let named = try Command.run(["run", "--recipe", text, "in.png", "named.png"], in: directory)
    #expect(named.code == 0, "\(named.messages)")
    for words in [
      [text, "in.png", "first.png"], ["--quiet", text, "in.png", "-o", "output.png"],
      ["r.yaml", "in.png", "file.png"],
    ] {
      try directory.add("r.yaml", Array("- blur: {sigma: 1}\n- edge\n".utf8))
      let run = try Command.run(["run"] + words, in: directory)
      #expect(run.code == 0, "\(run.messages)")
    }
    let expected = try directory.read("named.png")
    for name in ["first.png", "output.png", "file.png"] {
      #expect(try directory.read(name) == expected)
    }
    for words in [[text], ["--recipe", text]] {
      let explained = try Command.run(["explain", "run"] + words, in: directory)
      #expect(explained.code == 0 && explained.text.contains("step 2: edge"), "\(explained.text)")
    }
  }

  @Test("a flag may be true or false")
  func flagsMayBeTrueOrFalse() throws {
    func result(_ recipe: String) throws -> [UInt8] {
      let run = try Command.run(["run", recipe, "in.png", "out.npy"], in: directory)
      #expect(run.code == 0, "\(run.messages)")
      return try directory.read("out.npy")
    }
    let plain = try result("blur sigma=2")
    let linear = try result("blur sigma=2 linear")
    #expect(plain != linear)
    #expect(try result("blur sigma=2 linear=true") == linear)
    #expect(try result("blur sigma=2 linear=false exact=false") == plain)
  }

  @Test("a recipe runs over a directory")
  func recipeRunsOverADirectory() throws {
    try directory.add("in/a.png", picture)
    try directory.add("in/b/c.png", picture)
    let run = try Command.run(
      ["run", "--recipe", "atrous denoise=2 | sharpen", "in", "out"], in: directory)
    #expect(run.code == 0)
    #expect(try directory.read("out/a.png") == directory.read("out/b/c.png"))
  }
}
