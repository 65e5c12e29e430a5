// SPDX-License-Identifier: Apache-2.0

import FilterExplain
import Filters
import TestSupport
import Testing

@Test("the three readings of a small convolution are printed, and agree")
func matrixReportOfAKernel() throws {
  // [1 2] along the rows of one row of three samples 0, 1/3, 2/3, with a zero after the last and 1
  // added.
  let convolution = Convolution(
    inputChannels: 1,
    outputs: [
      .init(
        [.init(channel: 0, column: 0, weight: 1), .init(channel: 0, column: 1, weight: 2)], bias: 1)
    ], horizontal: Axis(taps: 2, after: 1))
  let explanation = try Explanation(
    [.init("convolve", [convolution])], over: Shape(channels: 1, height: 1, width: 3))
  let report = try MatrixReport(explanation)
  #expect(report.agrees)
  // Thirds: 0 + 2 + 3, 1 + 4 + 3, 2 + 3.
  #expect(report.readings[0].output.samples.map { ($0 * 3).rounded() } == [5, 8, 5])
  let expected = """
    stage 1: 1 x 1 x 3 to 1 x 1 x 3, the image a ramp sent through the stages before it

    weights: a row for each output channel (1 x 2)
      1  2

    im2col: a row for each place of the kernel, a column for each output place (2 x 3)
          .  0.333  0.667
      0.333  0.667      .

    unrolled: a row for each output sample, a column for each input sample (3 x 3)
      1  2  .
      .  1  2
      .  .  1

    added to each output sample: 1 1 1

    transposed: a row for each input sample, its spread over the output (3 x 3)
      1  .  .
      2  1  .
      .  2  1

    sliding kernel, weights x im2col, and unrolled x image agree: largest difference
    """
  #expect(report.text.hasPrefix(expected), "\(report.text)")
}

@Test("readings agree for every filter and border", arguments: allBorders)
func matrixReportsAgree(border: BorderMode) throws {
  let input = Shape(channels: 3, height: 4, width: 5)
  let filters: [Filter] = [
    .blur(.gaussian(sigma: 1)), .edge(Edge(.laplacian)), .mix(.sepia),
    .upsample(Upsample(PerAxis(vertical: 2, horizontal: 1))),
    .downsample(Downsample(PerAxis(vertical: 2, horizontal: 3))),
  ]
  for filter in filters {
    let recipe = Recipe(filter, options: FilterOptions(border: border))
    let report = try MatrixReport(Explanation(recipe, over: input, hasAlpha: false))
    #expect(report.agrees, "\(filter)")
    #expect(report.text.contains("agree: largest difference"))
  }
}

@Test("large images and chains without convolutions have no matrices")
func matrixReportsAreRefused() throws {
  let blur = Recipe(.blur(.gaussian(sigma: 1)))
  let large = try Explanation(blur, over: Shape(channels: 1, height: 5, width: 13), hasAlpha: false)
  #expect(throws: MatrixReport.Refusal.tooManySamples(65)) { try MatrixReport(large) }
  let map = try Explanation(
    [.init("map", [PointMap(.absolute)])],
    over: Shape(channels: 1, height: 2, width: 2))
  #expect(throws: MatrixReport.Refusal.noConvolution) { try MatrixReport(map) }
}
