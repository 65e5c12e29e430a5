// SPDX-License-Identifier: Apache-2.0

import FilterExplain
import Filters
import TestSupport
import Testing

/// A depthwise convolution of one channel whose weights are all 1, padded so that stride 1 keeps the size.
private func ones(
  _ rows: Int, _ columns: Int, stride: Int = 1, dilation: Int = 1, channels: Int = 1
) -> Convolution {
  func axis(_ taps: Int) -> Axis {
    let reach = (taps - 1) * dilation
    return Axis(
      taps: taps, stride: stride, dilation: dilation, before: reach / 2, after: reach - reach / 2)
  }
  return Convolution(
    inputChannels: channels,
    outputs: (0..<channels).map { channel in
      .init(
        (0..<(rows * columns)).map {
          .init(channel: channel, row: $0 / columns, column: $0 % columns, weight: 1)
        })
    },
    vertical: axis(rows), horizontal: axis(columns))
}

/// The explanation of stages as one step.
private func explain(_ stages: [any Stage], _ input: Shape) throws -> Explanation {
  try Explanation([.init("step", stages)], over: input)
}

/// The explanation of a filter over colors.
private func explain(_ filter: Filter, _ input: Shape) throws -> Explanation {
  try Explanation(Recipe(filter), over: input, hasAlpha: false)
}

private let vga = Shape(channels: 3, height: 480, width: 640)
private let plane = Shape(channels: 1, height: 480, width: 640)

@Test("one convolution is told by the formulas")
func oneConvolution() throws {
  // Dilated by 2, five taps reach 5 + 4 (2 - 1) = 9; (480 + 4 + 4 - 9) / 2 + 1 = 240, rounded down; 640 likewise gives
  // 320.
  let stage = try #require(
    explain([ones(5, 5, stride: 2, dilation: 2)], plane).stages.first)
  #expect(stage.axes?.vertical.reach == 9)
  #expect(stage.output == Shape(channels: 1, height: 240, width: 320))
  // The last output row stands on 2 * 239 - 4 + 8 = 482, three rows below row 479; columns: 2 * 319 - 4 + 8 = 642.
  let reach = stage.borderReach
  #expect([reach.top, reach.left, reach.bottom, reach.right] == [4, 4, 3, 3])
  #expect(stage.weights == 25)
  #expect(stage.multiplyAdds == 25 * 240 * 320)
  #expect(stage.tapSums == [25])
  #expect(stage.field?.height == 9)
  #expect(stage.field?.rowJump == Ratio(2))
  #expect(stage.kind.description == "depthwise, strided, dilated")
}

@Test("the receptive field of a chain grows by the reach times the jump")
func fieldsOfKnownChains() throws {
  func field(_ stages: [Convolution]) throws -> [Int] {
    let field = try #require(explain(stages, plane).field)
    #expect(field.height == field.width && field.rowJump == field.columnJump)
    #expect(field.rowJump.denominator == 1)
    return [field.height, field.rowJump.numerator]
  }
  #expect(try field([]) == [1, 1])
  // Two 3 x 3 see as much as one 5 x 5.
  #expect(try field([ones(3, 3), ones(3, 3)]) == [5, 1])
  // 3, then 3 + 2 * 2 = 7, then 7 + 2 * 4 = 15; the jump doubles twice.
  #expect(try field([ones(3, 3, stride: 2), ones(3, 3, stride: 2), ones(3, 3)]) == [15, 4])
  // Dilations 1, 2, 4: 3, 3 + 4, 7 + 8.
  #expect(
    try field([ones(3, 3), ones(3, 3, dilation: 2), ones(3, 3, dilation: 4)]) == [15, 1])
  // The first layers of AlexNet, 11 x 11 of stride 4 and 3 x 3 of stride 2: 11 + 2 * 4 = 19; then 5 x 5: 19 + 4 * 8 =
  // 51.
  #expect(try field([ones(11, 11, stride: 4), ones(3, 3, stride: 2)]) == [19, 8])
  #expect(try field([ones(11, 11, stride: 4), ones(3, 3, stride: 2), ones(5, 5)]) == [51, 8])
}

@Test("phases see what they read and not what the formula says")
func fieldsOfPhases() throws {
  func field(_ scale: Int, _ kernel: ResamplingKernel, then: [Convolution] = []) throws -> Int {
    let up = try Filter.upsample(Upsample(PerAxis(scale), kernel: kernel))
      .lowered(for: plane, hasAlpha: false).stages
    let field = try #require(explain(up + then, plane).field)
    #expect(field.rowJump == Ratio(1, scale))
    #expect(field.height == field.width)
    return field.height
  }
  #expect(try field(2, .nearest) == 1)
  #expect(try field(2, .bilinear) == 2)
  #expect(try field(2, .bicubic) == 4)
  // At scale 3 the middle phase stands on a sample: 5 samples lie closer than 2, those at -2 and 2 with weight 0.
  #expect(try field(3, .bicubic) == 4)
  #expect(try field(2, .lanczos3) == 6)
  // Three rows of the doubled image lie in two rows of the input: q, q and q + 1.
  #expect(try field(2, .nearest, then: [ones(3, 3)]) == 2)
  #expect(try field(3, .nearest, then: [ones(3, 3)]) == 2)
  // Three of the doubled rows by bilinear: (q - 1, q), (q, q + 1) and (q, q + 1) or so: three rows.
  #expect(try field(2, .bilinear, then: [ones(3, 3)]) == 3)
}

@Test("reducing and enlarging by the same factor brings the jump back to 1")
func jumpComesBack() throws {
  let down = Downsample(PerAxis(vertical: 3, horizontal: 2), kernel: .bilinear)
  let up = Upsample(PerAxis(vertical: 3, horizontal: 2), kernel: .nearest)
  let explanation = try Explanation(
    Recipe([.init(.downsample(down)), .init(.upsample(up))]), over: vga, hasAlpha: false)
  #expect(explanation.steps.map(\.title) == ["downsample", "upsample"])
  #expect(explanation.output == vga)
  #expect(explanation.steps[0].output == Shape(channels: 3, height: 160, width: 320))
  let field = try #require(explanation.field)
  #expect(field.rowJump == Ratio(1) && field.columnJump == Ratio(1))
  // Bilinear at scale 3 has the triangle (1 2 3 2 1) / 9, at scale 2 (1 3 3 1) / 8; nearest adds nothing.
  #expect([field.height, field.width] == [5, 4])
  #expect(explanation.steps[1].field?.height == 1)
}

@Test("what two 3 x 3, a separable blur and a depthwise-separable layer save")
func costsOfFactoredForms() throws {
  let two = try #require(explain([ones(3, 3), ones(3, 3)], plane).steps[0].costs)
  let samples = 480 * 640
  #expect(two.asBuilt == Cost(weights: 18, multiplyAdds: 18 * samples))
  #expect(two.asOne == Cost(weights: 25, multiplyAdds: 25 * samples))
  #expect(two.asDense == two.asOne)

  // Sigma 2 has 17 taps.
  let blur = try #require(explain(.blur(.gaussian(sigma: 2)), vga).steps[0].costs)
  #expect(blur.asBuilt == Cost(weights: 3 * 34, multiplyAdds: 3 * 34 * samples))
  #expect(blur.asOne == Cost(weights: 3 * 289, multiplyAdds: 3 * 289 * samples))
  #expect(blur.asDense == Cost(weights: 9 * 289, multiplyAdds: 9 * 289 * samples))

  // 3 x 3 on each of 4 channels, then 1 x 1 from 4 to 8: 36 + 32 weights in place of 4 * 8 * 9 = 288.
  let mix = Convolution(
    inputChannels: 4,
    outputs: (0..<8).map { _ in .init((0..<4).map { .init(channel: $0, weight: 0.5) }) })
  let layer = try #require(
    explain([ones(3, 3, channels: 4), mix], Shape(channels: 4, height: 480, width: 640)).steps[0]
      .costs)
  #expect(layer.asBuilt.weights == 36 + 32)
  #expect(layer.asOne.weights == 288 && layer.asDense.weights == 288)

  // Point maps cut a step in two: two filters of 3 x 3, and not one of 5 x 5.
  let cut = try #require(
    explain([ones(3, 3), PointMap(.absolute), ones(3, 3)], plane).steps[0].costs)
  #expect(cut.asOne.weights == 18)

  // Doubling by nearest in both directions: 4 phases of one tap; the two passes have 2 phases of one tap each.
  let up = try #require(
    explain(.upsample(Upsample(PerAxis(2), kernel: .nearest)), plane).steps[0].costs)
  #expect(up.asBuilt == Cost(weights: 4, multiplyAdds: 2 * samples + 2 * 2 * samples))
  #expect(up.asOne == Cost(weights: 4, multiplyAdds: 4 * samples))
}

@Test("gains: 1 for what keeps brightness, 0 for derivatives, the matrix's row sums for a mix")
func constantGains() throws {
  func gains(_ filter: Filter, _ input: Shape = vga) throws -> [Double] {
    try #require(explain(filter, input).steps[0].constantGains)
  }
  #expect(try gains(.blur(.gaussian(sigma: 2))) == [1, 1, 1])
  #expect(try gains(.edge(Edge(.sobel, response: .x))) == [0, 0, 0])
  #expect(try gains(.edge(Edge(.sobel))) == [0, 0, 0])
  #expect(try gains(.sharpen(Sharpen())) == [1, 1, 1])
  #expect(try gains(.mix(.invert)) == [-1, -1, -1])
  // A gain for each of the 4 phases of each channel.
  #expect(
    try gains(.upsample(Upsample(PerAxis(2), kernel: .bicubic)))
      == Array(repeating: 1, count: 12))
  let withAlpha = try Explanation(
    Recipe(.blur(.gaussian(sigma: 1))), over: Shape(channels: 4, height: 9, width: 9),
    hasAlpha: true)
  #expect(withAlpha.steps[0].constantGains == [1, 1, 1, 1])
  #expect(withAlpha.steps[0].field?.height == 9)
}

@Test("kinds of convolutions have their names")
func kindsOfConvolutionsHaveNames() throws {
  func kinds(_ filter: Filter, _ channels: Int = 3) throws -> [String] {
    try explain(filter, Shape(channels: channels, height: 40, width: 40)).stages
      .map(\.kind.description)
  }
  #expect(
    try kinds(.blur(Blur(.box(radius: 1), dilation: 2)))
      == ["depthwise, column pass, dilated", "depthwise, row pass, dilated"])
  #expect(
    try kinds(.edge(Edge(.sobel)))
      == ["depthwise, column pass", "depthwise, row pass", "point map: magnitude"])
  #expect(try kinds(.edge(Edge(.laplacian)))[1] == "3 groups, row pass")
  #expect(try kinds(.edge(Edge(.roberts)))[0] == "depthwise")
  #expect(try kinds(.mix(.sepia)) == ["pointwise"])
  #expect(
    try kinds(.upsample(Upsample(PerAxis(vertical: 2, horizontal: 3))))
      == [
        "1 x 3 phases, depthwise, row pass", "interleave 1 x 3 phases",
        "2 x 1 phases, depthwise, column pass", "interleave 2 x 1 phases",
      ])
  #expect(
    try kinds(.downsample(Downsample(PerAxis(2))))
      == ["depthwise, column pass, strided", "depthwise, row pass, strided"])
  let dense = Convolution(
    inputChannels: 2,
    outputs: [.init([.init(channel: 0, weight: 1), .init(channel: 1, row: 1, weight: 1)])],
    vertical: Axis(taps: 2), horizontal: Axis(taps: 2))
  let explanation = try explain([dense], Shape(channels: 2, height: 4, width: 4))
  #expect(explanation.stages[0].kind.description == "dense")
}

@Test("the rings of a chain are those of its links")
func bytesOfTheChain() throws {
  let stages = try Filter.edge(Edge(.log, sigma: 2)).lowered(for: vga, hasAlpha: false).stages
  let explanation = try explain(stages, vga)
  var source = Image(vga, repeating: 0).source()
  var bytes = 0
  for stage in stages {
    let link = try Streamed(stage, over: source)
    bytes += link.bytesHeld
    source = link
  }
  #expect(explanation.bytesHeld == bytes)
  // 17 taps down the columns.  The two sums of each channel read the same samples, so they are computed together, and
  // rows one by one.
  #expect(explanation.stages[0].ring.rows == 17)
  #expect(explanation.stages[1].ring.rows == 1)
}

@Test("a chain that does not fit is refused with the numbers")
func impossibleChains() {
  let valid = Convolution(
    inputChannels: 1, outputs: [.init([])], vertical: Axis(taps: 5), horizontal: Axis(taps: 1))
  #expect(throws: ShapeError.kernelTooLarge(reach: 5, available: 3)) {
    try explain([valid, valid], Shape(channels: 1, height: 7, width: 7))
  }
}
