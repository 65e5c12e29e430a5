// SPDX-License-Identifier: Apache-2.0

/// A wide Gaussian along one axis as three short convolutions: reduce, blur, enlarge.
///
///     v[k] = sum over j of smoothing[j - k * step] * x[j]        a strided convolution
///     u[k] = sum over m of short[m] * v[k - m]
///     y[o] = step * sum over k of smoothing[o - k * step] * u[k]  a transposed convolution
///
/// `smoothing` is a B-spline, a box of `step` samples convolved with itself 4 or 6 times: it removes nearly all that
/// the reduction would alias, and its copies at a distance of `step` sum to a constant.  The short kernel is a
/// least-squares fit of the whole chain to the Gaussian, over all positions of an input sample between two kept ones.
/// The cost does not depend on sigma: reducing and enlarging each take about as many multiply-adds per sample as there
/// are boxes, and the short kernel runs on few samples.
///
/// Source for the B-spline pair: Unser, Aldroubi, Eden, "B-spline signal processing", IEEE Trans.
/// Signal Processing 41(2), 1993.
struct WideGaussian {
  /// The axes of the three convolutions over an image of one size.
  struct Axes {
    let reduce: Axis
    let blur: Axis
    let enlarge: TransposedAxis
  }

  /// The number of input samples for each kept one.
  let step: Int
  /// The B-spline, centered, with a sum of exactly 1.
  let smoothing: Kernel
  /// The kernel on the kept samples, centered, with a sum of exactly 1.
  let short: Kernel
  /// The weights that one kept sample spreads over the outputs: `step * smoothing`, rounded so that the weights that
  /// meet in one output sum to exactly 1.
  let spread: [Float]
  /// The maximum difference from the Gaussian of `Kernel.gaussian(sigma:)` in any output sample over any image whose
  /// samples lie in 0...1.
  let error: Double

  /// The numbers of boxes that the B-spline may have.
  ///
  /// Six alias less than four, so that a narrow Gaussian can be reduced at all, or by a larger step.
  private static let orders = [4, 6]
  /// The minimum sigma of a chain: for narrower Gaussians, the savings are not worth the error.
  static let minSigma = 4.5
  /// The maximum step: larger ones would save little, and an output row is computed with `step - 1` others.
  private static let maxStep = 16

  /// Returns the cheapest chain whose error is at most `tolerance`; `nil` if there is none, so that the full kernel is
  /// the better choice.
  static func chain(sigma: Double, tolerance: Double) -> WideGaussian? {
    guard sigma.isFinite, sigma >= minSigma else { return nil }
    return WideGaussian(sigma: sigma, tolerance: tolerance)
  }

  private init?(sigma: Double, tolerance: Double) {
    let fits = WideGaussian.orders.compactMap { order in
      WideGaussian.coarsest(sigma: sigma, order: order, tolerance: tolerance)
    }
    guard let fit = fits.min(by: { $0.multiplyAdds < $1.multiplyAdds }) else { return nil }
    self.init(fit)
  }

  /// Returns the fit with the largest step within the tolerance, which is the cheapest of its order.
  ///
  /// The truncated Gaussian ends in a jump, and no sum of splines whose knots lie a step apart has one: the error of
  /// the fit there is about 0.55 to 0.9 times the jump times the step, for every sigma, step and order tested.  Steps
  /// for which a quarter of that product exceeds the tolerance are not tried.
  private static func coarsest(sigma: Double, order: Int, tolerance: Double) -> Fit? {
    let jump = exponential(-8) / (sigma * (2 * Double.pi).squareRoot())
    let largest = min(sigma / 1.5, Double(maxStep), 4 * tolerance / jump)
    guard largest >= 2 else { return nil }
    return stride(from: Int(largest), to: 1, by: -1).lazy
      .map { Fit(sigma: sigma, step: $0, order: order) }
      .first { $0.error <= tolerance }
  }

  private init(_ fit: Fit) {
    step = fit.step
    smoothing = Kernel(centered: fit.spline, sum: 1)
    short = Kernel(centered: fit.short, sum: 1)
    error = fit.error
    var spread = [Float](repeating: 0, count: fit.spline.count)
    for phase in 0..<fit.step {
      let places = stride(from: phase, to: fit.spline.count, by: fit.step)
      let weights = Kernel.normalized(places.map { fit.spline[$0] })
      for (place, weight) in zip(places, weights) { spread[place] = weight }
    }
    self.spread = spread
  }

  /// Returns the axes of the three convolutions over `count` samples.
  ///
  /// Only the first reads outside the image: it computes every kept sample that the others need, so each border mode
  /// acts as it does for the Gaussian itself.
  func axes(over count: Int) -> Axes {
    let half = smoothing.center
    // The kept samples that the outputs read: -before...last.
    let before = half / step
    let last = (count - 1 + half) / step
    let first = before + short.center
    let kept = first + last + short.center + 1
    let padding = first * step + half
    let reduce = Axis(
      taps: smoothing.weights.count, stride: step, before: padding,
      after: (kept - 1) * step + smoothing.weights.count - count - padding)
    let cut = before * step + half
    let enlarge = TransposedAxis(
      taps: spread.count, stride: step, before: cut,
      after: (before + last) * step + spread.count - cut - count)
    return Axes(reduce: reduce, blur: Axis(taps: short.weights.count), enlarge: enlarge)
  }
}

/// The fit of the short kernel, in double precision.
private struct Fit {
  let step: Int
  /// The B-spline, with a sum of 1; its middle weight is at the kept sample.
  let spline: [Double]
  /// The short kernel, of odd length.
  private(set) var short: [Double] = []
  private(set) var error = 0.0
  /// The Gaussian, with a sum of 1.
  private let gaussian: [Double]

  /// The number of multiply-adds for an output sample along both axes.
  ///
  /// The image is reduced along columns, then along rows, blurred while it is small, and enlarged in reverse order.
  var multiplyAdds: Double {
    let kept = 1 / Double(step)
    return 2 * (Double(spline.count) * kept * (1 + kept) + Double(short.count) * kept * kept)
  }

  init(sigma: Double, step: Int, order: Int) {
    self.step = step
    spline = Fit.spline(step: step, order: order)
    let sampled = Kernel.sampledGaussian(sigma: sigma)
    let sum = sampled.reduce(0, +)
    gaussian = sampled.map { $0 / sum }
    let radius = (gaussian.count / 2 + step - 1) / step
    let responses = (0..<step).map(response)
    short = Fit.solution(of: normalEquations(responses, radius: radius))
    let total = short.reduce(0, +)
    short = short.map { $0 / total }
    error = maxError(responses)
  }

  /// Returns the convolution of `order` boxes of `step` samples.
  private static func spline(step: Int, order: Int) -> [Double] {
    (0..<order).reduce([1.0]) { result, _ in
      var sum = [Double](repeating: 0, count: result.count + step - 1)
      for (place, value) in result.enumerated() {
        for offset in 0..<step { sum[place + offset] += value / Double(step) }
      }
      return sum
    }
  }

  /// Returns the output for a single input sample of 1, `phase` samples after a kept one, reduced and enlarged.
  ///
  /// Element `i` belongs to output sample `i - 2 * spline.count`, counted from the kept sample.
  private func response(to phase: Int) -> [Double] {
    let half = spline.count / 2
    var outputs = [Double](repeating: 0, count: 4 * spline.count + 1)
    for kept in -spline.count / step...spline.count / step {
      let place = phase - kept * step + half
      guard spline.indices.contains(place) else { continue }
      let start = 2 * spline.count + kept * step - half
      for (index, weight) in spline.enumerated() {
        outputs[start + index] += Double(step) * spline[place] * weight
      }
    }
    return outputs
  }

  /// Returns the normal equations for short[0], short[1] = short[-1], ...: a matrix followed by the right-hand side as
  /// its last column.
  private func normalEquations(_ responses: [[Double]], radius: Int) -> [[Double]] {
    func product(_ first: [Double], _ second: (Int) -> Double) -> Double {
      first.indices.reduce(0) { $0 + first[$1] * second($1) }
    }
    func value(_ table: [Double], _ index: Int) -> Double {
      table.indices.contains(index) ? table[index] : 0
    }
    // Responses to neighboring kept samples are the same, shifted by a step.
    let overlaps = (0...2 * radius).map { distance in
      responses.reduce(0) { sum, table in
        sum + product(table) { value(table, $0 + distance * step) }
      }
    }
    let target = (0...radius).map { kept in
      responses.enumerated().reduce(0) { sum, response in
        let origin = gaussian.count / 2 - 2 * spline.count - response.offset
        return sum
          + product(response.element) {
            value(gaussian, $0 + origin + kept * step) + value(gaussian, $0 + origin - kept * step)
          }
      }
    }
    return (0...radius).map { row -> [Double] in
      let products = (0...radius).map { column -> Double in
        let both = overlaps[abs(row - column)] + overlaps[row + column]
        return column == 0 ? both : 2 * both
      }
      return products + [target[row]]
    }
  }

  /// Returns the symmetric kernel that solves the equations, by elimination without pivoting, since they are definite.
  private static func solution(of equations: [[Double]]) -> [Double] {
    var rows = equations
    let count = rows.count
    // Responses more than `reach` kept samples apart do not overlap: the matrix is banded.
    let reach = (0..<count).last { rows[0][$0] != 0 } ?? 0
    for pivot in 0..<count {
      for row in pivot + 1..<min(count, pivot + reach + 1) {
        let factor = rows[row][pivot] / rows[pivot][pivot]
        for column in pivot..<min(count, pivot + reach + 1) {
          rows[row][column] -= factor * rows[pivot][column]
        }
        rows[row][count] -= factor * rows[pivot][count]
      }
    }
    var half = [Double](repeating: 0, count: count)
    for row in (0..<count).reversed() {
      let known = (row + 1..<count).reduce(0) { $0 + rows[row][$1] * half[$1] }
      half[row] = (rows[row][count] - known) / rows[row][row]
    }
    return half.dropFirst().reversed() + half
  }

  /// Returns the maximum error of any output sample.
  ///
  /// The difference from the Gaussian sums to 0 over all inputs of an output, so the worst image has 1 where it is
  /// positive and 0 elsewhere, or the reverse.
  private func maxError(_ responses: [[Double]]) -> Double {
    let middle = short.count / 2 * step + 2 * spline.count + gaussian.count
    var positive = [Double](repeating: 0, count: step)
    var negative = positive
    for (phase, table) in responses.enumerated() {
      var values = [Double](repeating: 0, count: 2 * middle + 1)
      for (index, weight) in short.enumerated() {
        let start = middle + (index - short.count / 2) * step - 2 * spline.count
        for (place, value) in table.enumerated() { values[start + place] += weight * value }
      }
      let start = middle + phase - gaussian.count / 2
      for (place, value) in gaussian.enumerated() { values[start + place] -= value }
      for (output, value) in values.enumerated() {
        positive[output % step] += max(0, value)
        negative[output % step] -= min(0, value)
      }
    }
    return (positive + negative).max() ?? 0
  }
}
