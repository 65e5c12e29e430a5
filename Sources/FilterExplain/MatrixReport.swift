// SPDX-License-Identifier: Apache-2.0

package import Filters

/// The convolutions of a chain as matrices, printed for a small image, with a check that all forms
/// agree.
///
/// The image is a ramp: its samples are 0, 1, 2, ... divided by their number.  Each convolution is
/// computed in three ways from the output of the stages before it: as a sliding kernel (the stage
/// itself), as weights times the matrix of all windows (im2col), and as one matrix times the image
/// (unrolled).
package struct MatrixReport: Sendable {
  /// The maximum number of samples of an image whose matrices are printed.
  package static let maxSamples = 64
  /// The maximum number of elements of a matrix that is printed.
  package static let maxNumbers = 1 << 14

  /// The reasons why there is no report.
  package enum Refusal: Error, Hashable, Sendable {
    /// The image has more samples than can be printed.
    case tooManySamples(Int)
    /// Point maps and interleavings have no such matrices.
    case noConvolution
  }

  /// The matrix forms of one convolution.
  package struct Reading: Sendable {
    /// The position of the stage in the chain, counted from 1.
    package let number: Int
    /// The image as a column, in the order of `Image.samples`.
    package let input: Image
    /// The weights, with a row for each output channel.
    package let weights: Matrix
    /// The windows, with a column for each output position.
    package let windows: Matrix
    /// The convolution as one matrix, and the part that does not depend on the image.
    package let unrolled: Convolution.Unrolled
    /// The output of the stage itself.
    package let output: Image
    /// The largest difference between the results of the three forms.
    package let difference: Double
    /// Whether the difference is within the rounding error of sums in `Float`.
    package let agrees: Bool
  }

  /// The matrix forms of each convolution of the chain.
  package let readings: [Reading]

  /// Computes the matrix forms of the convolutions of a chain.
  ///
  /// - Throws: `Refusal`.
  package init(_ explanation: Explanation) throws(Refusal) {
    let shape = explanation.input
    let count = shape.channels * shape.height * shape.width
    guard count <= Self.maxSamples else { throw Refusal.tooManySamples(count) }
    var image = Image(shape, samples: (0..<count).map { Float($0) / Float(count) })
    var readings: [Reading] = []
    for (index, stage) in explanation.stages.enumerated() {
      guard let output = try? image.applying([stage.stage]) else { break }
      if let convolution = stage.stage.form.convolution,
        let reading = Reading(convolution, index + 1, over: image, to: output)
      {
        readings.append(reading)
      }
      image = output
    }
    guard !readings.isEmpty else { throw Refusal.noConvolution }
    self.readings = readings
  }

  /// Whether all forms of all convolutions agree.
  package var agrees: Bool { readings.allSatisfy(\.agrees) }
}

extension MatrixReport.Reading {
  fileprivate init?(
    _ convolution: Convolution, _ number: Int, over input: Image, to output: Image
  ) {
    guard let windows = try? convolution.im2col(input),
      let unrolled = try? convolution.unrolledMatrix(for: input.shape)
    else { return nil }
    self.number = number
    self.input = input
    self.windows = windows
    self.unrolled = unrolled
    self.output = output
    weights = convolution.weightsMatrix
    let product = weights.multiplied(by: windows)
    let byMatrix = unrolled.applied(to: input.samples)
    var largest = 0.0
    var scale = 1.0
    for (index, sample) in output.samples.enumerated() {
      let (row, column) = (index / windows.columns, index % windows.columns)
      let byWindows = product[row, column] + Double(convolution.outputs[row].bias)
      largest = max(
        largest, abs(byWindows - Double(sample)), abs(byMatrix[index] - Double(sample)))
      scale = max(scale, abs(byMatrix[index]))
    }
    difference = largest
    // A sum of n terms is rounded n times by at most 2^-24 of its largest partial sum, which
    // weights may make larger than the result.
    let terms = Double(convolution.outputs.map(\.taps.count).max() ?? 0)
    let weight = weights.values.reduce(1) { max($0, abs($1)) }
    agrees = largest <= 0x1p-24 * (terms + 1) * (terms + 1) * scale * weight
  }
}

extension MatrixReport.Refusal: CustomStringConvertible {
  /// The reason as one sentence, without a period.
  package var description: String {
    switch self {
    case .tooManySamples(let count):
      "the image has \(count) samples; matrices are for at most \(MatrixReport.maxSamples)"
    case .noConvolution:
      "no stage is a convolution, so there are no matrices"
    }
  }
}

extension MatrixReport {
  /// The matrices as text, numbers in aligned columns, zeros as points.
  package var text: String {
    var lines: [String] = []
    for reading in readings {
      let (input, output) = (reading.input.shape, reading.output.shape)
      lines += [
        "stage \(reading.number): \(input) to \(output), the image a ramp sent through the stages "
          + "before it",
        "",
      ]
      lines += Self.lines("weights: a row for each output channel", reading.weights)
      lines += Self.lines(
        "im2col: a row for each place of the kernel, a column for each output place",
        reading.windows)
      lines += Self.lines(
        "unrolled: a row for each output sample, a column for each input sample",
        reading.unrolled.matrix)
      if reading.unrolled.constant.contains(where: { $0 != 0 }) {
        let numbers = reading.unrolled.constant.map { PlainText.number($0, digits: 4) }
        lines += ["added to each output sample: " + numbers.joined(separator: " "), ""]
      }
      lines += Self.lines(
        "transposed: a row for each input sample, its spread over the output",
        reading.unrolled.matrix.transposed)
      let verdict = reading.agrees ? "agree" : "DIFFER"
      lines += [
        "sliding kernel, weights x im2col, and unrolled x image \(verdict): "
          + "largest difference \(PlainText.number(reading.difference, digits: 2))",
        "",
      ]
    }
    return lines.dropLast().map { $0 + "\n" }.joined()
  }

  private static func lines(_ title: String, _ matrix: Matrix) -> [String] {
    let head = "\(title) (\(matrix.rows) x \(matrix.columns))"
    guard matrix.values.count <= maxNumbers else { return [head + ": too large to print", ""] }
    let cells = matrix.values.map { $0 == 0 ? "." : PlainText.number($0, digits: 3) }
    let width = cells.map(\.count).max() ?? 0
    let rows = (0..<matrix.rows).map { row in
      cells[(row * matrix.columns)..<((row + 1) * matrix.columns)].map { cell in
        String(repeating: " ", count: width + 2 - cell.count) + cell
      }.joined()
    }
    return [head] + rows + [""]
  }
}
