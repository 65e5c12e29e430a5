// SPDX-License-Identifier: Apache-2.0

import Filters
import ImageFiles
import TestSupport
import Testing

@Suite("The commands convolve and atrous")
struct ConvolveCommandTests {
  let directory: TemporaryDirectory
  private let image: Image

  init() throws {
    directory = try TemporaryDirectory()
    var generator = SeededGenerator(seed: 3)
    image = generator.image(Shape(channels: 6, height: 13, width: 17))
    try directory.add("in.npy", NPYFixtures.file(image))
    try directory.add("in.png", TinyPNG.picture(colorType: .rgba).encoded())
  }

  private func read(_ name: String) throws -> Image {
    try Image(collecting: ImageReader(.path(directory.file(name))))
  }

  @Test("every option reaches the library")
  func everyOptionReachesTheLibrary() throws {
    var generator = SeededGenerator(seed: 4)
    let values = (0..<(4 * 3 * 2 * 3)).map { _ in generator.float() }
    try directory.add("w.npy", NPYFixtures.file(values, shape: [4, 3, 2, 3]))
    try directory.add("t.npy", NPYFixtures.file(values, shape: [6, 2, 2, 3]))
    try directory.add("b.npy", NPYFixtures.file([1, 2, 3, 4], shape: [4]))
    let weights = try Weights(shape: [4, 3, 2, 3], values: values)
    let transposed = try Weights(shape: [6, 2, 2, 3], values: values)
    let kernel = try Weights(shape: [2, 3], values: [1, 2, 3, 4, 5, 6])
    let cases: [(String, Convolve, BorderMode)] = [
      ("--weights w.npy --groups 2", Convolve(weights, groups: 2), .zero),
      (
        "--weights w.npy --groups 2 --bias b.npy --stride 2,1 --dilation 1,3 --padding 1,2,3,4 "
          + "--border reflect --flip",
        Convolve(
          weights, bias: [1, 2, 3, 4], stride: .init(vertical: 2, horizontal: 1),
          dilation: .init(vertical: 1, horizontal: 3),
          padding: .explicit(top: 1, left: 2, bottom: 3, right: 4), groups: 2, isFlipped: true),
        .reflect
      ),
      (
        "--weights 1,2,3;4,5,6 --normalize --padding valid --bias .5",
        Convolve(kernel, bias: [0.5], padding: .valid, isNormalized: true), .zero
      ),
      (
        "--weights t.npy --groups 2 --transposed --stride 3 --output-padding 1,2 --padding 1",
        Convolve(
          transposed, stride: PerAxis(3), padding: .explicit(top: 1, left: 1, bottom: 1, right: 1),
          groups: 2,
          direction: .transposed(outputPadding: .init(vertical: 1, horizontal: 2))), .zero
      ),
      (
        "--weights t.npy --groups 2 --transposed --border wrap --padding 0,1 --activation leaky=0.2",
        Convolve(
          transposed, padding: .explicit(top: 0, left: 1, bottom: 0, right: 1), groups: 2,
          direction: .transposed(), activation: .leaky(slope: 0.2)), .wrap
      ),
    ]
    for (line, convolve, border) in cases {
      let run = try Command.run(
        ["convolve"] + line.split(separator: " ").map(String.init) + ["in.npy", "out.npy"],
        in: directory)
      #expect(run.code == 0 && run.messages == "", "\(run.messages)")
      let expected = try apply(.convolve(convolve), to: image, .init(border: border))
      #expect(try read("out.npy") == expected, "\(line)")
    }
  }

  @Test("the padding that a wanted size needs is told")
  func outputSize() throws {
    let run = try Command.run(
      [
        "convolve", "--weights", "1 2; 3 4", "--transposed", "--stride", "3", "--output-size",
        "40,50",
      ]
        + ["in.npy", "out.npy"], in: directory)
    #expect(run.code == 0)
    #expect(
      run.messages
        == "imgconv: in.npy: note: 50 x 40 by the padding top 0, left 0, bottom 0, right 0, output 2, 0\n"
    )
    #expect(try read("out.npy").shape == Shape(channels: 6, height: 40, width: 50))
  }

  @Test("a kernel for every channel treats alpha as the options say; weights for colors leave it")
  func kernelsTreatAlphaAsChosen() throws {
    let three = (0..<3).flatMap { row in (0..<3).map { Float($0 == row ? 1 : 0) } }
    try directory.add("rgb.npy", NPYFixtures.file(three, shape: [3, 3, 1, 1]))
    let before = try read("in.png")
    for (line, keeps) in [
      ("--weights 1,1,1 --normalize --alpha keep", true), ("--weights rgb.npy", true),
      ("--weights 1,1,1 --normalize", false),
    ] {
      let run = try Command.run(
        ["convolve"] + line.split(separator: " ").map(String.init) + ["in.png", "out.png"],
        in: directory)
      #expect(run.code == 0, "\(run.messages)")
      let after = try read("out.png")
      let planes = [before, after].map { $0.samples.suffix(24 * 17) }
      #expect((planes[0] == planes[1]) == keeps, "\(line)")
    }
    // The bias is added to colors, not to opacity.
    let flat = TinyPNG.flat([100, 50, 200, 255], colorType: .rgba).encoded()
    try directory.add("flat.png", flat)
    let line = "convolve --weights 1 --bias 0.2 flat.png biased.png".split(separator: " ")
    #expect(try Command.run(line.map(String.init), in: directory).code == 0)
    let biased = try read("biased.png")
    #expect(biased[0, 3, 3] == 151.0 / 255 && biased[3, 3, 3] == 1)
    let four = (0..<16).map { Float($0 % 5 == 0 ? 1 : 0) }
    try directory.add("rgba.npy", NPYFixtures.file(four, shape: [4, 4, 1, 1]))
    let all = try Command.run(
      ["convolve", "--weights", "rgba.npy", "in.png", "all.png"], in: directory)
    #expect(all.code == 0, "\(all.messages)")
    #expect(try read("all.png") == before)
    let strided = try Command.run(
      ["convolve", "--weights", "rgb.npy", "--stride", "2", "in.png", "out2.png"], in: directory)
    #expect(strided.code == 65)
    #expect(
      strided.messages.hasSuffix(
        "in.png: alpha cannot be kept because the convolution moves samples or changes the image size; "
          + "filter it too: --alpha independent, or weights for all channels\n"))
  }

  @Test("the levels of a transform add up to the image, to the last bit")
  func writeLevels() throws {
    let run = try Command.run(
      [
        "atrous", "--levels", "3", "--gain", "2", "--write-levels", "new/levels", "in.npy",
        "out.npy",
      ],
      in: directory)
    #expect(run.code == 0 && run.messages == "", "\(run.messages)")
    let names = ["level-1.npy", "level-2.npy", "level-3.npy", "smooth.npy"]
    #expect(
      try directory.tree().filter { $0.hasPrefix("new/levels/") }
        == names.map { "new/levels/" + $0 })
    var sum = [Double](repeating: 0, count: image.samples.count)
    // The smooth plane first, then ever finer details.
    for name in names.reversed() {
      let plane = try StoredVectors.doubles(directory.file("new/levels/" + name))
      sum = zip(sum, plane).map { $0 + $1 }
    }
    #expect(sum == image.samples.map(Double.init))
    #expect(try read("out.npy") == apply(.atrous(Atrous(levels: 3, gains: [2])), to: image))
  }

  @Test("rows that no output needs are read all the same, and damage in them is found")
  func unusedRows() throws {
    let picture = TinyPNG.picture(width: 30, height: 40).encoded()
    try directory.add("good.png", picture)
    try directory.add("cut.png", Array(picture.dropLast(40)))
    let line = "convolve --weights 1 --stride 35 --padding valid".split(separator: " ").map(
      String.init)
    let good = try Command.run(line + ["good.png", "out.png"], in: directory)
    #expect(good.code == 0, "\(good.messages)")
    #expect(try read("out.png").shape == Shape(channels: 3, height: 2, width: 1))
    let cut = try Command.run(line + ["cut.png", "bad.png"], in: directory)
    #expect(cut.code == 65 && cut.messages.hasPrefix("imgconv: cut.png: PNG: "))
    #expect(try !directory.names().contains("bad.png"))
    let piped = try Command.shell(
      "cat in.npy | \"$imgconv\" convolve --weights 1 --stride 12 --padding valid - piped.npy",
      in: directory)
    #expect(piped.code == 0, "\(piped.messages)")
  }

  @Test("noise is measured alike in a file and in a pipe")
  func denoisePipe() throws {
    let lines = [
      "\"$imgconv\" atrous --denoise 2 --map normalize in.png a.png",
      "cat in.png | \"$imgconv\" atrous --denoise 2 --map normalize - - > b.png",
    ]
    for line in lines {
      let run = try Command.shell(line, in: directory)
      #expect(run.code == 0 && run.messages == "", "\(run.messages)")
    }
    #expect(try directory.read("a.png") == directory.read("b.png"))
  }
}
