// SPDX-License-Identifier: Apache-2.0

import Filters
import TestSupport
import Testing

@Test("the output count of an axis is what counting the windows gives", arguments: 0..<300)
func outputCountCountsWindows(seed: Int) throws {
  var generator = SeededGenerator(seed: seed)
  let axis = Axis(
    taps: generator.int(1...6), stride: generator.int(1...4), dilation: generator.int(1...4),
    before: generator.int(-3...6), after: generator.int(-3...6))
  let count = generator.int(1...20)
  // Slide the window one stride after the other until it leaves the padded samples.
  var windows = 0
  while windows * axis.stride - axis.before + (axis.taps - 1) * axis.dilation < count + axis.after {
    windows += 1
  }
  if windows == 0 {
    #expect(throws: ShapeError.self) { try axis.outputCount(count) }
  } else {
    #expect(try axis.outputCount(count) == windows)
    let last = axis.inputs(of: windows - 1)
    #expect(last.lowerBound == (windows - 1) * axis.stride - axis.before)
    #expect(last.upperBound - 1 == last.lowerBound + (axis.taps - 1) * axis.dilation)
  }
}

@Test("the reach of a dilated kernel is k + (k - 1)(d - 1)", arguments: 1...7, 1...5)
func reachIsTheEffectiveKernel(taps: Int, dilation: Int) {
  #expect(Axis(taps: taps, dilation: dilation).reach == taps + (taps - 1) * (dilation - 1))
}

@Test(
  "border modes show the diagrams of the manual",
  arguments: [
    (BorderMode.replicate, "aaabcddd"), (.symmetric, "baabcddc"), (.reflect, "cbabcdcb"),
    (.wrap, "cdabcdab"),
  ])
func borderDiagrams(border: BorderMode, diagram: String) {
  let row = Array("abcd")
  let shown = (-2..<6).map { border.index($0, count: 4).map { String(row[$0]) } ?? "-" }
  #expect(shown.joined() == diagram)
}

@Test("a constant stands everywhere outside")
func constantBorders() {
  for border in [BorderMode.zero, .constant(0.25)] {
    #expect((-9..<0).allSatisfy { border.index($0, count: 4) == nil })
    #expect((4..<20).allSatisfy { border.index($0, count: 4) == nil })
    #expect((0..<4).allSatisfy { border.index($0, count: 4) == $0 })
  }
  #expect(BorderMode.zero.constant == 0)
  #expect(BorderMode.constant(0.25).constant == 0.25)
}

@Test(
  "border modes fold any position back, however far, as a walk does", arguments: 1...6,
  [BorderMode.replicate, .symmetric, .reflect, .wrap])
func bordersFoldAsOftenAsTheyMust(count: Int, border: BorderMode) {
  for position in -40...40 {
    #expect(
      border.index(position, count: count) == Twin.folded(position, count: count, border: border))
  }
}

@Test("a transposed axis restores the size of the strided axis it transposes", arguments: 0..<200)
func transposedAxisRestoresTheSize(seed: Int) throws {
  var generator = SeededGenerator(seed: seed)
  let axis = Axis(
    taps: generator.int(1...5), stride: generator.int(1...4), dilation: generator.int(1...3),
    before: generator.int(0...3), after: generator.int(0...3))
  let count = generator.int(13...30)
  let outputs = try axis.outputCount(count)
  // Inputs that no window reached at the far end are the output padding.
  let rest = (count + axis.before + axis.after - axis.reach) % axis.stride
  let transposed = TransposedAxis(
    taps: axis.taps, stride: axis.stride, dilation: axis.dilation, before: axis.before,
    after: axis.after, outputPadding: rest)
  let (phases, interleaving) = Convolution.transposed(
    inputChannels: 1, bias: [0],
    taps: (0..<axis.taps).map { .init(channel: 0, output: 0, row: $0, weight: 1) },
    vertical: transposed)
  let blocks = try phases.outputShape(for: Shape(channels: 1, height: outputs, width: 1))
  #expect(try interleaving.outputShape(for: blocks).height == count)
}
