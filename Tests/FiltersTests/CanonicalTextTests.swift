// SPDX-License-Identifier: Apache-2.0

import Filters
import Testing

@Suite("Canonical text of recipes")
struct CanonicalTextTests {
  /// A recipe with every filter, so that a change of any text shows here.
  static func recipe() throws -> Recipe {
    let columns = try Weights(shape: [1, 2], values: [1, 0.1])
    let steps: [Recipe.Step] = [
      .init(.blur(Blur(.gaussian(vertical: 1, horizontal: 0.1 + 0.2)))),
      .init(.blur(Blur(.box(radius: 3), dilation: 2)), options: .init(border: .constant(0.1))),
      .init(.edge(Edge(.dog, response: .value, sigma: 1.5))),
      .init(.edge(Edge()), options: .init(alpha: .keep, isLinear: true)),
      .init(.sharpen(Sharpen(threshold: 1e-9))),
      .init(.mix(Mix(matrix: [[1, 0, -0.5], [0, 1, 0]], bias: [0, 0.25]))),
      .init(.crop(Crop(x: -9, y: 0, width: 9, height: 8))),
      .init(.crop(Crop(width: 9, height: 8, gravity: .southeast))),
      .init(.upsample(Upsample(PerAxis(vertical: 2, horizontal: 3)))),
      .init(.downsample(Downsample(PerAxis(vertical: 3, horizontal: 2), kernel: .bilinear))),
      .init(.atrous(Atrous(levels: 2, denoise: [3], gains: [1, 2]))),
      .init(
        .convolve(
          Convolve(columns, bias: [1], padding: .explicit(top: 1, left: 2, bottom: 3, right: 4)))),
      .init(
        .convolve(
          Convolve(
            columns, stride: PerAxis(vertical: 1, horizontal: 2),
            direction: .transposedTo(height: 5, width: 6), activation: .leaky(slope: 0.1))),
        options: .init(tolerance: 0.5)),
    ]
    return Recipe(steps, isLinear: true)
  }

  /// The text of the recipe.
  ///
  /// It identifies recipes in reports: if it must change, `RecipeIdentifier.prefix` changes with it.
  static let text = """
    recipe linear=true
    blur kernel=gaussian sigma=1.0,0.30000000000000004 dilation=1 border=replicate alpha=premultiply linear=false tolerance=auto
    blur kernel=box radius=3 dilation=2 border=constant=0.1 alpha=premultiply linear=false tolerance=auto
    edge operator=dog response=value sigma=1.5 dilation=1 border=replicate alpha=premultiply linear=false tolerance=auto
    edge operator=sobel response=magnitude dilation=1 border=replicate alpha=keep linear=true tolerance=auto
    sharpen sigma=1.5 amount=1.0 threshold=1e-09 border=replicate alpha=premultiply linear=false tolerance=auto
    mix matrix=1.0,0.0,-0.5;0.0,1.0,0.0 bias=0.0,0.25 border=replicate alpha=premultiply linear=false tolerance=auto
    crop box=-9,0,9,8 border=replicate alpha=premultiply linear=false tolerance=auto
    crop size=9x8 gravity=southeast border=replicate alpha=premultiply linear=false tolerance=auto
    upsample scale=2,3 kernel=bicubic dilation=1 border=replicate alpha=premultiply linear=false tolerance=auto
    downsample scale=3,2 kernel=bilinear border=replicate alpha=premultiply linear=false tolerance=auto
    atrous levels=2 denoise=3.0 gain=1.0,2.0 border=replicate alpha=premultiply linear=false tolerance=auto
    convolve shape=1,2 weights=1.0,0.1 bias=1.0 stride=1,1 dilation=1,1 padding=1,2,3,4 groups=1 flip=false \
    normalize=false transposed=false activation=none border=zero alpha=premultiply linear=false tolerance=auto
    convolve shape=1,2 weights=1.0,0.1 bias= stride=1,2 dilation=1,1 padding=valid groups=1 flip=false \
    normalize=false transposed=true output-size=5,6 activation=leaky=0.1 border=zero alpha=premultiply linear=false \
    tolerance=0.5

    """

  @Test("the text of a recipe is the stored one")
  func stored() throws {
    #expect(try Self.recipe().canonicalText == Self.text)
  }

  @Test("a transfer curve that is used and not sRGB's is part of the text")
  func transfer() {
    let step = Recipe.Step(.sharpen(Sharpen()), options: .init(isLinear: true))
    let text = Recipe([step], isLinear: true).following(.power(2.2)).canonicalText
    #expect(text.hasPrefix("recipe linear=true transfer=power=2.2\n"))
    #expect(text.hasSuffix(" tolerance=auto transfer=power=2.2\n"))
    let unused = Recipe([.init(.sharpen(Sharpen()))])
    #expect(unused.following(.pq).canonicalText == unused.canonicalText)
  }

  @Test("spaces, line breaks and backslashes in a value are escaped")
  func escapes() {
    #expect(CanonicalParameter("a", "x y\n\\").canonicalText == #"a=x\u{20}y\u{a}\u{5c}"#)
  }

  @Test("each border mode is read back from its text, and other texts are refused")
  func borders() {
    let modes: [BorderMode] = [
      .zero, .constant(0.1), .constant(-3e-8), .replicate, .symmetric, .reflect, .wrap,
      .trim,
    ]
    for mode in modes { #expect(BorderMode(text: mode.text) == mode) }
    for text in ["", "none", "zero=1", "constant", "constant=", "constant=nan", "constant=1=2"] {
      #expect(BorderMode(text: text) == nil, "\(text)")
    }
    #expect(
      BorderMode.forms == ["zero", "constant=V", "replicate", "symmetric", "reflect", "wrap"])
    #expect(
      BorderMode.named.map { $0.mode.diagram(count: 2) } == [
        "00 abcd 00", "vv abcd vv", "aa abcd dd", "ba abcd dc", "cb abcd cb", "cd abcd ab",
      ])
  }
}
