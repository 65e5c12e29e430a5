// SPDX-License-Identifier: Apache-2.0

import FilterExplain
import Filters
import TestSupport
import Testing

@Test("the three readings of a small convolution are printed whole, and agree")
func matrixReportOfAKernel() throws {
  // [1 2] along the rows of one row of three samples 1, 2, 3, with a zero after the last and 1 added.
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
  let expected = """
    stage 1: depthwise, row pass, 1 x 1 x 3 to 1 x 1 x 3

    image
      1  2  3

    kernel
      1  2

    the kernel slides: each output sample is a sum of products
      row 0, column 0: 1 x 1 + 2 x 2 + 1 = 6
      row 0, column 1: 2 x 1 + 3 x 2 + 1 = 9
      row 0, column 2: 3 x 1 + 1 = 4

    im2col, windows as rows, times the kernel as a column: 3 x 2 times 2 x 1 (PyTorch's unfold has windows as columns)
      1  2  x  1  +  1  =  6
      2  3     2           9
      3  .                 4

    unrolled: a row for each output sample, a column for each input sample, times the image as a column: 3 x 3 times 3 x 1
      1  2  .  x  1  +  1  =  6
      .  1  2     2     1     9
      .  .  1     3     1     4

    the output column in the shape of the output, 1 x 1 x 3
      6  9  4

    back: the transposed matrix, that of the transposed convolution, times the output column less what was added: \
    3 x 3 times 3 x 1
      1  .  .  x  5  =   5
      2  1  .     8     18
      .  2  1     3     19

    the size of the image again, 1 x 1 x 3, but not its values
       5  18  19

    sliding kernel, im2col and unrolled matrix agree: largest difference 0

    form                          kernels as columns  unrolled  weights  multiply-adds
    stage 1: depthwise, row pass  2 x 1               3 x 3           2              6
    one dense convolution         -                   -               2              6

    """
  #expect(report.text == expected, "\(report.text)")
}

@Test("a 3 x 3 kernel on 5 x 5: 9 windows, 9 x 9, 9 x 25, and 25 x 9 back")
func matricesOfTheTextbook() throws {
  let weights = try Weights(shape: [3, 3], values: (1...9).map(Float.init))
  let shape = Shape(channels: 1, height: 5, width: 5)
  let explanation = try Explanation(
    Recipe(.convolve(Convolve(weights, padding: .valid))), over: shape, hasAlpha: false)
  let report = try MatrixReport(explanation)
  let reading = try #require(report.readings.first)
  #expect((reading.windows.rows, reading.windows.columns) == (9, 9))
  #expect((reading.kernels.rows, reading.kernels.columns) == (9, 1))
  #expect((reading.unrolled.matrix.rows, reading.unrolled.matrix.columns) == (9, 25))
  #expect((0..<9).map { reading.windows[4, $0] } == [7, 8, 9, 12, 13, 14, 17, 18, 19])
  // The window in the middle: 7 x 1 + 8 x 2 + 9 x 3 + 12 x 4 + ... + 19 x 9.
  #expect(reading.output.samples[4] == 681)
  // In whole numbers, by the definition: input (y, x) collects output (i, j) times the weight at (y - i, x - j).
  for y in 0..<5 {
    for x in 0..<5 {
      var sum = 0
      for i in max(0, y - 2)...min(2, y) {
        for j in max(0, x - 2)...min(2, x) {
          sum += Int(reading.output.samples[i * 3 + j]) * ((y - i) * 3 + x - j + 1)
        }
      }
      #expect(reading.returned[y * 5 + x] == Double(sum))
    }
  }
  let text = report.text
  for part in [
    "9 x 9 times 9 x 1", "9 x 25 times 25 x 1", "25 x 9 times 9 x 1",
    "row 1, column 1: 7 x 1 + 8 x 2 + 9 x 3 + 12 x 4 + 13 x 5 + 14 x 6 + 17 x 7 + 18 x 8 + 19 x 9 = 681\n",
    "the size of the image again, 1 x 5 x 5, but not its values\n", "largest difference 0\n",
  ] {
    #expect(text.contains(part), "\(part)")
  }
}

@Test("a transposed convolution is one matrix over both stages, with the output in its order")
func matricesOfATransposedConvolution() throws {
  let weights = try Weights(shape: [1, 1, 3, 3], values: (1...9).map(Float.init))
  let shape = Shape(channels: 1, height: 3, width: 3)
  for (stride, size) in [(1, 5), (2, 7)] {
    let convolve = Convolve(weights, stride: PerAxis(stride), direction: .transposed())
    let explanation = try Explanation(
      Recipe(.convolve(convolve)), over: shape, hasAlpha: false)
    let report = try MatrixReport(explanation)
    #expect(report.readings.count == 1 && report.agrees)
    let reading = report.readings[0]
    #expect(reading.output.shape == Shape(channels: 1, height: size, width: size))
    // Independent of the stages: the transpose of the matrix of the strided convolution.
    let expected = try convolve.unrolledMatrix(for: shape, border: .zero).matrix
    #expect(reading.unrolled.matrix == expected)
    #expect(
      reading.unrolled.applied(to: reading.input.samples) == reading.output.samples.map(Double.init)
    )
    #expect(report.text.contains("\(size * size) x 9 times 9 x 1"))
    #expect(
      report.text.contains("that of the convolution, times the output column: 9 x \(size * size)"))
    #expect(!report.text.contains("im2col, windows as rows"))
  }
}

@Test("a dense convolution and a depthwise separable one stand in one table")
func matrixTableOfForms() throws {
  let shape = Shape(channels: 2, height: 4, width: 4)
  func convolve(_ shape: [Int], groups: Int = 1) throws -> Filter {
    .convolve(
      Convolve(
        try Weights(shape: shape, values: (0..<shape.reduce(1, *)).map { Float($0 + 1) }),
        groups: groups))
  }
  let dense = try MatrixReport(
    Explanation(Recipe(convolve([3, 2, 3, 3])), over: shape, hasAlpha: false))
  // 9 x 2 x 3 weights, of which zeros outside the image count too; 9 x 2 + 2 x 3 in the other form.
  let text = dense.text
  for line in [
    "stage 1: dense                       18 x 3              48 x 32        54            864\n",
    "one dense convolution                -                   -              54            864\n",
    "depthwise, then 1 x 1: other values  -                   -              24            384\n",
  ] {
    #expect(text.contains(line), "\(text)")
  }
  let separable = try MatrixReport(
    Explanation(
      Recipe([.init(convolve([2, 1, 3, 3], groups: 2)), .init(convolve([3, 2, 1, 1]))]),
      over: shape, hasAlpha: false))
  for line in [
    "stage 1: depthwise     18 x 2              32 x 32        18            288\n",
    "stage 2: pointwise     2 x 3               48 x 32         6             96\n",
    "all as built           -                   -              24            384\n",
    "one dense convolution  -                   -              54            864\n",
  ] {
    #expect(separable.text.contains(line), "\(separable.text)")
  }
}

@Test("an image of one's own is the input; another shape is refused")
func matricesOfAnImage() throws {
  let shape = Shape(channels: 1, height: 2, width: 2)
  let weights = try Weights(shape: [1, 1], values: [3])
  let explanation = try Explanation(
    Recipe(.convolve(Convolve(weights))), over: shape, hasAlpha: false)
  let report = try MatrixReport(explanation, of: Image(shape, samples: [5, -1, 0.5, 2]))
  #expect(report.readings[0].output.samples == [15, -3, 1.5, 6])
  #expect(report.text.contains("row 0, column 1: -1 x 3 = -3\n"))
  let other = Shape(channels: 1, height: 4, width: 1)
  #expect(throws: MatrixReport.Refusal.otherShape(other, expected: shape)) {
    try MatrixReport(explanation, of: Image(other, repeating: 0))
  }
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
