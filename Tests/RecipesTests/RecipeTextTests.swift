// SPDX-License-Identifier: Apache-2.0

import Filters
import Recipes
import TestSupport
import Testing

@Suite("Recipes as text, without a command line")
struct RecipeTextTests {
  /// The start of a valid step of each filter.
  private static let starts = [
    "mix": "mix preset=gray", "crop": "crop size=4x3", "convolve": "convolve weights='1 2 1'",
    "resize": "resize size=50%",
  ]

  static let allFlags: [(filter: String, flag: String)] = FilterCatalog.all.flatMap { description in
    description.stepParameters.filter(\.isFlag).map { (description.name, $0.name) }
  }

  @Test("a flag is its name, flag=true or flag=false", arguments: allFlags)
  func flags(filter: String, flag: String) throws {
    let start = Self.starts[filter] ?? filter
    let plain = try Recipe(inline: start)
    let set = try Recipe(inline: "\(start) \(flag)")
    #expect(set != plain)
    #expect(try Recipe(inline: "\(start) \(flag)=true") == set)
    #expect(try Recipe(inline: "\(start) \(flag)=false") == plain)
    #expect(throws: RecipeError.self) { try Recipe(inline: "\(start) \(flag)=1") }
  }

  @Test("a step of a file sets flags, the border and alpha like one on a line")
  func file() throws {
    let directory = try TemporaryDirectory()
    let yaml = """
      - blur: {sigma: 3, linear: true, exact: yes, border: constant=0.5}
      - convolve: {weights: [[1, 2], [3, 4]], flip: true, normalize: false, alpha: keep}
      """
    try directory.add("r.yaml", Array(yaml.utf8))
    let inline = """
      blur sigma=3 linear exact=true border=constant=0.5
      | convolve weights="1,2;3,4" flip normalize=false alpha=keep
      """
    #expect(try Recipe(yamlFile: directory.file("r.yaml")) == Recipe(inline: inline))
  }

  @Test("the same recipe as values")
  func values() throws {
    let recipe = try Recipe(
      inline: "blur sigma=1,5 linear | edge operator=scharr border=wrap | mix preset=gray")
    let expected = Recipe([
      .init(
        .blur(Blur(.gaussian(vertical: 1, horizontal: 5))), options: .init(isLinear: true)),
      .init(.edge(Edge(.scharr)), options: .init(border: .wrap)), .init(.mix(.gray)),
    ])
    #expect(recipe == expected)
  }

  @Test(
    "an error has the place of the parameter at fault",
    arguments: [
      ("edge | blur sigma=-1", 13, "sigma is -1; it must be from 0 to 1000"),
      ("convolve groups=2 weights=1 bias=1,x", 29, "bias is a .npy file or a list of numbers"),
      ("atrous levels=2 denoise=1,2,3", 17, "there are 3 thresholds for 2 levels"),
      ("edge response=value", 6, "sobel has two derivatives"),
      ("crop size=4x3 box=0,0,4,3", 15, "box and size exclude each other"),
      ("crop gravity=east box=0,0,4,3", 6, "gravity places a rectangle of size"),
      ("mix preset=gray matrix=1", 17, "either matrix or preset is needed"),
      ("convolve stride=2 dilation=99999,1 weights='1;1'", 19, "dilation is 99999"),
      ("convolve weights=1 transposed output-padding=3,0", 31, "output padding is 3"),
      ("convolve activation=leaky=inf weights=1", 10, "slope 0 is inf"),
      ("convolve weights=1 groups=0", 20, "groups is 0"),
      ("blurr", 1, "there is no filter 'blurr'; did you mean 'blur'?"),
    ])
  func places(text: String, column: Int, message: String) throws {
    let error = #expect(throws: RecipeError.self) { try Recipe(inline: text) }
    #expect(error?.place == Place(line: 1, column: column))
    #expect(error?.reason.hasPrefix(message) == true, "\(error?.reason ?? "")")
  }
}
