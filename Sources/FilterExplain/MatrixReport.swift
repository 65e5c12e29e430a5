// SPDX-License-Identifier: Apache-2.0

package import Filters

/// The convolutions of a chain as matrices, printed for a small image, with a check that all forms
/// agree.
///
/// Each convolution is computed in three ways from the output of the stages before it: as a sliding
/// kernel (the stage itself), as the matrix of all windows times the kernels as columns (im2col), and as
/// one matrix times the image as a column (unrolled).
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
    /// The image has another shape than the one that is explained.
    case otherShape(Shape, expected: Shape)
  }

  /// The matrix forms of one convolution.
  package struct Reading: Sendable {
    /// The position of the stage in the chain, counted from 1.
    package let number: Int
    /// The stage.
    package let stage: ExplainedStage
    /// The interleaving that follows the phases of a transposed convolution; `nil` for any other.
    package let interleaving: DepthToSpace?
    /// The image, which is a column in the order of `Image.samples`.
    package let input: Image
    /// The kernels as columns: a row for each (channel, row, column) of the kernel, a column for each
    /// output channel, or for each phase of one.
    package let kernels: Matrix
    /// The windows as rows: a row for each output position, a column for each place of the kernel.
    package let windows: Matrix
    /// The bias of each output channel, or of each phase of one.
    package let biases: [Double]
    /// The convolution as one matrix, and the part that does not depend on the image.
    package let unrolled: Convolution.Unrolled
    /// The output of the stage itself, interleaved.
    package let output: Image
    /// The transpose of the matrix times the output, less the part that does not depend on the image: an
    /// image of the input's shape.
    package let returned: [Double]
    /// The largest difference between the results of the three forms.
    package let difference: Double
    /// Whether the difference is within the rounding error of sums in `Float`.
    package let agrees: Bool
  }

  /// The explanation of the chain.
  let explanation: Explanation
  /// The matrix forms of each convolution of the chain.
  package let readings: [Reading]

  /// Computes the matrix forms of the convolutions of a chain.
  ///
  /// - Parameter image: the image; by default one of the samples 1, 2, 3, ...
  /// - Throws: `Refusal`.
  package init(_ explanation: Explanation, of image: Image? = nil) throws(Refusal) {
    let shape = explanation.input
    let count = shape.channels * shape.height * shape.width
    if let image, image.shape != shape {
      throw Refusal.otherShape(image.shape, expected: shape)
    }
    guard count <= Self.maxSamples else { throw Refusal.tooManySamples(count) }
    var image = image ?? Image(shape, samples: (1...max(1, count)).map(Float.init))
    var readings: [Reading] = []
    for (index, stage) in explanation.stages.enumerated() {
      guard let output = try? image.applying([stage.stage]) else { break }
      if let convolution = stage.stage.form.convolution,
        let reading = Reading(
          convolution, stage, index + 1, over: image, to: output,
          interleaving: explanation.stages.dropFirst(index + 1).first?.stage.form.interleaving)
      {
        readings.append(reading)
      }
      image = output
    }
    guard !readings.isEmpty else { throw Refusal.noConvolution }
    self.readings = readings
    self.explanation = explanation
  }

  /// Whether all forms of all convolutions agree.
  package var agrees: Bool { readings.allSatisfy(\.agrees) }
}

extension MatrixReport.Reading {
  fileprivate init?(
    _ convolution: Convolution, _ stage: ExplainedStage, _ number: Int, over input: Image,
    to phases: Image, interleaving: DepthToSpace?
  ) {
    guard let windows = try? convolution.im2col(input).transposed,
      let whole = try? convolution.unrolledMatrix(for: input.shape),
      let output = interleaving.map({ try? phases.applying([$0]) }) ?? phases
    else { return nil }
    let order = interleaving.map { $0.order(over: phases.shape, to: output.shape) }
    let unrolled =
      order.map {
        Convolution.Unrolled(
          matrix: whole.matrix.selecting(rows: $0), constant: $0.map { whole.constant[$0] })
      } ?? whole
    self.number = number
    self.stage = stage
    self.interleaving = interleaving
    self.input = input
    self.windows = windows
    self.unrolled = unrolled
    self.output = output
    kernels = convolution.weightsMatrix.transposed
    biases = convolution.outputs.map { Double($0.bias) }
    returned = unrolled.matrix.transposed.multiplied(
      by: zip(output.samples, unrolled.constant).map { Double($0) - $1 })
    let product = windows.multiplied(by: kernels)
    let byMatrix = whole.applied(to: input.samples)
    var largest = 0.0
    var scale = 1.0
    for (index, sample) in phases.samples.enumerated() {
      let (channel, place) = (index / windows.rows, index % windows.rows)
      let byWindows = product[place, channel] + biases[channel]
      largest = max(
        largest, abs(byWindows - Double(sample)), abs(byMatrix[index] - Double(sample)))
      scale = max(scale, abs(byMatrix[index]))
    }
    difference = largest
    // A sum of n terms is rounded n times by at most 2^-24 of its largest partial sum, which
    // weights may make larger than the result.
    let terms = Double(convolution.outputs.map(\.taps.count).max() ?? 0)
    let weight = kernels.values.reduce(1) { max($0, abs($1)) }
    agrees = largest <= 0x1p-24 * (terms + 1) * (terms + 1) * scale * weight
  }
}

extension DepthToSpace {
  /// Returns the index of the input sample that each output sample copies, in the order of
  /// `Image.samples`.
  fileprivate func order(over input: Shape, to output: Shape) -> [Int] {
    let area = output.height * output.width
    return (0..<(output.channels * area)).compactMap { index in
      let place = index % area
      let reads = dependencies(
        channel: index / area, y: place / output.width, x: place % output.width, over: input)
      return reads?.reads.first.map {
        ($0.channel * input.height + $0.row) * input.width + $0.column
      }
    }
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
    case .otherShape(let shape, let expected):
      "the image is \(shape), and \(expected) is explained (channels x height x width)"
    }
  }
}
