// SPDX-License-Identifier: Apache-2.0

package import Filters

// Three forms of one convolution: a sliding kernel (`Convolution.render`), weights times the matrix
// of all windows (`weightsMatrix`, `im2col`), and one matrix times the image (`unrolledMatrix`).
//
// Matrices are in double precision (see `Matrix`), so the three give equal numbers up to the
// rounding of sums in `Float`.  They are meant for inspecting small images: an unrolled matrix has
// as many elements as the samples of the output times those of the input.
extension Convolution {
  /// A convolution over images of one shape as one matrix: output = matrix * input + constant.
  package struct Unrolled: Hashable, Sendable {
    /// The matrix, with a row for each output sample and a column for each input sample, both in
    /// the order of `Image.samples`.
    ///
    /// Where the border mode repeats a sample of the image, weights are added up.
    package let matrix: Matrix
    /// The part of each output sample that does not depend on the image: the bias, and weights over
    /// a constant border.
    package let constant: [Double]

    /// Returns the output samples for the samples of an image.
    ///
    /// - Precondition: there is a sample for each column.
    package func applied(to samples: [Float]) -> [Double] {
      zip(matrix.multiplied(by: samples.map(Double.init)), constant).map { $0 + $1 }
    }
  }

  /// Returns the convolution over an image of this shape as one matrix, border included.
  ///
  /// - Throws: `ShapeError` if there is no output.
  package func unrolledMatrix(for input: Shape) throws(ShapeError) -> Unrolled {
    let output = try outputShape(for: input)
    let area = output.height * output.width
    var matrix = Matrix(
      rows: outputs.count * area, columns: input.channels * input.height * input.width)
    var constant: [Double] = []
    for (channel, terms) in outputs.enumerated() {
      for place in 0..<area {
        var sum = Double(terms.bias)
        for tap in terms.taps {
          if let sample = sample(of: tap, y: place / output.width, x: place % output.width, input) {
            matrix[channel * area + place, sample] += Double(tap.weight)
          } else {
            sum += Double(tap.weight) * Double(outside(channel: tap.channel))
          }
        }
        constant.append(sum)
      }
    }
    return Unrolled(matrix: matrix, constant: constant)
  }

  /// Returns the windows of all output positions as columns: `im2col`, in PyTorch `unfold`.
  ///
  /// There is a row for each (channel, row, column) of the kernel in C order, and a column for each
  /// output position, row by row.  Samples outside follow the border mode.
  ///
  /// - Throws: `ShapeError` if there is no output.
  package func im2col(_ image: Image) throws(ShapeError) -> Matrix {
    let output = try outputShape(for: image.shape)
    var matrix = Matrix(rows: kernelPlaces, columns: output.height * output.width)
    for row in 0..<matrix.rows {
      let tap = Tap(
        channel: row / (vertical.taps * horizontal.taps),
        row: row / horizontal.taps % vertical.taps, column: row % horizontal.taps, weight: 1)
      for place in 0..<matrix.columns {
        let (y, x) = (place / output.width, place % output.width)
        let value =
          sample(of: tap, y: y, x: x, image.shape).map { image.samples[$0] }
          ?? outside(channel: tap.channel)
        matrix[row, place] = Double(value)
      }
    }
    return matrix
  }

  /// The weights as a matrix that multiplies the result of `im2col(_:)`: a row for each output
  /// channel, a column for each (channel, row, column) of the kernel in C order.
  ///
  /// A missing connection, as between channels of different groups, is 0.
  package var weightsMatrix: Matrix {
    var matrix = Matrix(rows: outputs.count, columns: kernelPlaces)
    for (output, terms) in outputs.enumerated() {
      for tap in terms.taps {
        let place = (tap.channel * vertical.taps + tap.row) * horizontal.taps + tap.column
        matrix[output, place] += Double(tap.weight)
      }
    }
    return matrix
  }

  /// The number of kernel positions over all channels.
  private var kernelPlaces: Int { inputChannels * vertical.taps * horizontal.taps }

  /// Returns the index in `Image.samples` of the sample that a tap reads for output (y, x), or
  /// `nil` for a constant border.
  private func sample(of tap: Tap, y: Int, x: Int, _ input: Shape) -> Int? {
    let position = (
      y: y * vertical.stride - vertical.before + tap.row * vertical.dilation,
      x: x * horizontal.stride - horizontal.before + tap.column * horizontal.dilation
    )
    guard let row = border.index(position.y, count: input.height),
      let column = border.index(position.x, count: input.width)
    else { return nil }
    return (tap.channel * input.height + row) * input.width + column
  }
}
