// SPDX-License-Identifier: Apache-2.0

// Filters images in memory with the module `Filters`, reads and writes files with `ImageFiles`, and compares samples
// with what they must be.

import Filters
import ImageFiles

// One channel, 9 rows, 9 columns: dark, with one bright sample in the middle.
var point = Image(Shape(channels: 1, height: 9, width: 9), repeating: 0)
point[0, 4, 4] = 1

// 1. A filter by its name.  A binomial of radius 1 has the weights [1 2 1] / 4, down the columns and along the rows.
let blurred = try Filter.blur(Blur(.binomial(radius: 1))).applied(to: point)
show("blurred", blurred)
expect(blurred[0, 4, 4], 0.25, "the middle")
expect(blurred[0, 4, 5], 0.125, "the sample beside it")
expect(blurred[0, 5, 5], 0.0625, "the sample at the corner")

// 2. A convolution of taps of our own: the sample to the right minus the sample to the left.
let slope = Convolution(
  inputChannels: 1,
  outputs: [.init([.init(channel: 0, weight: -1), .init(channel: 0, column: 2, weight: 1)])],
  horizontal: .same(taps: 3, center: 1), border: .replicate)
let slopes = try blurred.applying([slope])
show("its slope along the rows", slopes)
expect(slopes[0, 4, 3], 0.25, "the slope uphill")
expect(slopes[0, 4, 5], -0.25, "the slope downhill")

// 3. An enlargement, which is a transposed convolution.
let enlarge = Filter.upsample(Upsample(PerAxis(vertical: 2, horizontal: 3), kernel: .bilinear))
let large = try enlarge.applied(to: point, options: FilterOptions(border: .zero))
print("enlarged: \(point.shape) to \(large.shape)")
expect(large[0, 8, 13], 0.75, "a quarter of a row above the point")
expect(large[0, 8, 12], 0.5, "that, and a third of a column to the left")

// 4. The same convolution over an image that is never there as a whole: rows are made when they are asked for.
let link = try Streamed(slope, over: Ramp(Shape(channels: 1, height: 20_000, width: 50)))
var row = try RowBuffer(for: link.shape)
var sum: Float = 0
for _ in 0..<link.shape.height {
  var target = row.row()
  try link.nextRow(into: &target)
  sum += row.channel(0)[25]
}
print("streamed: \(link.shape), \(link.bytesHeld) bytes held")
expect(sum, 40_000, "the sum of all slopes")

// 5. Pixels of another program, filtered and written as a PNG in memory, which is read again.
let pixels: [UInt8] = [0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 255]  // 2 x 2 blue pixels
let blue = Image(interleaved: pixels, width: 2, height: 2, channels: 3)
let png = MemoryOutput(name: "blue.png")
try ImageFile(Filter.blur(.gaussian(sigma: 2)).applied(to: blue)).write(
  to: .memory(png), encoding: Encoding(.png))
let again = try ImageFile(contentsOf: .bytes(png.bytes, name: png.name))
print("in memory: a PNG of \(png.bytes.count) bytes, \(again.image.shape)")
expect(again.image.interleaved8() == pixels ? 1 : 0, 1, "the same pixels")

/// Rows that rise by 1 a column, every other row from 1 instead of 0.
final class Ramp: RowSource {
  let shape: Shape
  private var next = 0

  init(_ shape: Shape) {
    self.shape = shape
  }

  func nextRow(into row: inout MutableRow) {
    var line = row.channel(0)
    for x in line.indices { line[x] = Float(x + next % 2) }
    next += 1
  }
}
