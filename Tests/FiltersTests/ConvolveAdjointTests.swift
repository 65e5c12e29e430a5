// SPDX-License-Identifier: Apache-2.0

import FilterExplain
import Filters
import TestSupport
import Testing

/// What `convolve` accepts for an adjoint, all of it.
struct AdjointCase: CustomStringConvertible {
  let border: BorderMode
  let stride: Int
  let dilation: Int
  let groups: Int

  var description: String { "\(border) stride \(stride) dilation \(dilation) groups \(groups)" }

  static let all = [BorderMode.zero, .replicate, .symmetric, .reflect, .wrap].flatMap { border in
    (1...3).flatMap { stride in
      (1...3).flatMap { dilation in
        (1...3).map { AdjointCase(border: border, stride: stride, dilation: dilation, groups: $0) }
      }
    }
  }
}

private func inner(_ a: [Double], _ b: [Double]) -> Double {
  zip(a, b).map { $0 * $1 }.reduce(0, +)
}

/// Both sides are sums of products of exact numbers; what differs are the roundings of Kx and K'y,
/// each sample of which is within the bounds of `RandomConvolve.twin`.
@Test("<Kx, y> = <x, K'y> to float rounding, trailing samples included", arguments: AdjointCase.all)
func transposedIsTheAdjoint(_ one: AdjointCase) throws {
  var generator = SeededGenerator(seed: one.stride * 100 + one.dilation * 10 + one.groups)
  var trailing = 0
  for _ in 0..<6 {
    let forward = RandomConvolve.forward(of: one, using: &generator)
    let x = forward.input
    let back = try RandomConvolve(transposing: forward, using: &generator)
    let kx = try apply(
      forward.convolve.stages(for: x.shape, border: one.border).stages, to: x)
    let y = back.input
    #expect(kx.shape == y.shape)
    let (stages, padding) = try back.convolve.stages(for: y.shape, border: one.border)
    let kty = try apply(stages, to: y)
    try #require(kty.shape == x.shape)
    trailing += padding.output == PerAxis(0) ? 0 : 1
    let numbers = [kx, y, x, kty].map { Planes($0).values }
    let difference = abs(inner(numbers[0], numbers[1]) - inner(numbers[2], numbers[3]))
    let bound =
      inner(forward.twin().bounds.values, Planes(y).magnitudes.values)
      + inner(back.twin().bounds.values, Planes(x).magnitudes.values)
    #expect(difference <= bound)
  }
  #expect(one.stride == 1 ? trailing == 0 : trailing > 0)
}

@Test(
  "the stages of a transposed convolution compute the transpose of the forward matrix",
  arguments: 0..<60)
func transposedStagesAreTheTransposedMatrix(seed: Int) throws {
  var generator = SeededGenerator(seed: seed)
  let borders = allBorders.filter { $0 != .constant(0.3) }
  let one = RandomConvolve(isTransposed: true, border: borders[seed % 5], using: &generator)
  let unrolled = try one.convolve.unrolledMatrix(for: one.input.shape, border: one.border)
  let streamed = try apply(
    one.convolve.stages(for: one.input.shape, border: one.border).stages, to: one.input)
  try #require(unrolled.matrix.columns == one.input.samples.count)
  try #require(unrolled.matrix.rows == streamed.samples.count)
  let bounds = one.twin().bounds.values
  for (index, value) in unrolled.applied(to: one.input.samples).enumerated() {
    // The matrix's own sums, in double precision, are off by far less than 1 in 1000 of the bound.
    #expect(abs(value - Double(streamed.samples[index])) <= bounds[index] * 1.001)
  }
}
