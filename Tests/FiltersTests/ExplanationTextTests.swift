// SPDX-License-Identifier: Apache-2.0

import FilterExplain
import Filters
import TestSupport
import Testing

/// The text about some filters, each a step.
private func text(
  _ filters: [(String, Filter)], _ input: Shape, probe: ReceptiveFieldProbe.Outcome? = nil
) throws -> String {
  var last = Lowered(over: input, hasAlpha: false)
  var steps: [Explanation.Step] = []
  for (title, filter) in filters {
    last = try filter.lowered(for: last.shape, hasAlpha: false)
    steps.append(.init(title, last.stages))
  }
  return try Explanation(steps, over: input).text(probe: probe)
}

private let vga = Shape(channels: 3, height: 480, width: 640)

@Test("a blur is told in full")
func textOfABlur() throws {
  // Per channel and row 640 samples and 16 columns of halo: stage 1 has no halo, 20 x 3 x 640 x 4 bytes; stage 2 pads
  // 8 columns at the left and 8 at the right to cache lines: 4 x 3 x (16 + 656) x 4.
  #expect(
    try text(
      [("blur --sigma 2", .blur(.gaussian(sigma: 2)))], vga,
      probe: .measured(height: 17, width: 17)) == """
        input: 3 x 480 x 640 (channels x height x width)

        blur --sigma 2
          stage  operation               output         kernel  field    jump
          1      depthwise, column pass  3 x 480 x 640  17 x 1  17 x 1   1 x 1
          2      depthwise, row pass     3 x 480 x 640  1 x 17  17 x 17  1 x 1

          stage  reads outside     sum of taps  weights  multiply-adds  rows held    bytes
          1      8 above, 8 below  1                 51     15,667,200         20  153,600
          2      8 left, 8 right   1                 51     15,667,200          4   32,256

          1  height: (480 + 8 + 8 - 17) / 1 + 1 = 480
          1  rows in the receptive field: 1 + (17 - 1) x 1 = 17
          2  width: (640 + 8 + 8 - 17) / 1 + 1 = 640
          2  columns in the receptive field: 1 + (17 - 1) x 1 = 17

          receptive field of the step: 17 x 17, jump 1 x 1
          gain of a constant: 1

          kernel of the step: 17 x 17, each channel from its own
            rank 1: separable, a column times a row, 34 weights instead of 289
            gain of a wave, cycles per sample     1/8     1/4  3/8  1/2
            along rows, down columns           0.2912  0.0072    0    0
            diagonal                           0.0848  0.0001    0    0

          costs of the step         weights  multiply-adds  times
          as built                      102     31,334,400      1
          as one convolution            867    266,342,400    8.5
          as one dense convolution    2,601    799,027,200   25.5

        total
          output           3 x 480 x 640
          receptive field  17 x 17, jump 1 x 1 (probe: 17 x 17)
          multiply-adds    31,334,400
          memory           182 KiB in rings of rows

        """)
}

@Test("formulas have the numbers of strides, dilations and transposed convolutions in them")
func formulasInText() throws {
  let text = try text(
    [
      ("edge", .edge(Edge(dilation: 2))), ("down", .downsample(Downsample(PerAxis(2)))),
      ("up", .upsample(Upsample(PerAxis(2), kernel: .bicubic))),
    ], vga, probe: .tooExpensive(multiplyAdds: 1))
  for line in [
    "step 3: up\n",
    // Sobel dilated by 2.
    "  1  height of the kernel: 3 + (3 - 1) x (2 - 1) = 5\n",
    "  1  height: (480 + 2 + 2 - 5) / 1 + 1 = 480\n",
    // Lanczos at scale 2: 12 taps between two of weight 0, which do not count in the receptive field.
    "  4  height: (480 + 6 + 7 - 14) / 2 + 1 = 240\n",
    "  4  rows in the receptive field: 5 + (12 - 1) x 1 = 16\n",
    // Bicubic spreads a sample over 8.
    "  7  width as a transposed convolution: (320 - 1) x 2 + 8 - 3 - 3 = 640\n",
    "  receptive field of the step: 4 x 4, jump 1/2 x 1/2\n",
    "(probe: left out, it would take too long)\n",
  ] {
    #expect(text.contains(line), "\(line) in \(text)")
  }
}
