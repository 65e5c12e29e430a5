// SPDX-License-Identifier: Apache-2.0

/// A 1x1 convolution over the colors of each pixel: out[i] = bias[i] + sum over j of matrix[i][j] * in[j].
///
/// Alpha is not a color and stays unchanged.  A matrix with three columns treats a gray image as one with three equal
/// colors.
public struct Mix: Hashable, Sendable {
  /// The weights: a row for each output color, in each row a number for each input color.
  public var matrix: [[Double]]
  /// The bias of each output color; samples range from 0 to 1.
  public var bias: [Double]

  /// A mix; by default without bias.
  public init(matrix: [[Double]], bias: [Double]? = nil) {
    self.matrix = matrix
    self.bias = bias ?? Array(repeating: 0, count: matrix.count)
  }
}

// The presets, for RGB.
extension Mix {
  /// The luma weights for linear RGB with sRGB's primaries.
  ///
  /// Source: Recommendation ITU-R BT.709-6, item 3.2.
  private static let luma = [0.2126, 0.7152, 0.0722]

  /// One color, the luma.
  public static let gray = Mix(matrix: [luma])

  /// The brown tone of old photographs.
  ///
  /// Source: W3C, "Filter Effects Module Level 1", sepia.
  public static let sepia = Mix(matrix: [
    [0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131],
  ])

  /// The negative: 1 - x.
  public static let invert = Mix(
    matrix: [[-1, 0, 0], [0, -1, 0], [0, 0, -1]], bias: [1, 1, 1])

  /// Returns a change of saturation: 0 gives gray, 1 the image, larger values more saturation.
  ///
  /// The formula is luma + s (x - luma): a gray pixel keeps its value.
  public static func saturate(_ s: Double) -> Mix {
    Mix(
      matrix: (0..<3).map { row in
        (0..<3).map { column in luma[column] * (1 - s) + (row == column ? s : 0) }
      })
  }

  /// Returns a rotation of the colors around the gray axis.
  ///
  /// It is the rotation about (1, 1, 1), which keeps the sum of the three colors, by Rodrigues' formula.
  public static func hue(degrees: Double) -> Mix {
    let (sine, cosine) = sineAndCosine(degrees: degrees)
    let mean = (1 - cosine) / 3
    let side = sine / 3.0.squareRoot()
    return Mix(
      matrix: (0..<3).map { row in
        (0..<3).map { column in
          switch (column - row + 3) % 3 {
          case 0: cosine + mean
          case 1: mean - side
          default: mean + side
          }
        }
      })
  }

  /// Returns a mix with one output color for each number: the input color with that index.
  ///
  /// `[2, 1, 0]` swaps red and blue; `[1]` is the green plane alone.
  ///
  /// - Precondition: the indices are 0, 1 or 2.
  public static func swap(_ colors: [Int]) -> Mix {
    precondition(colors.allSatisfy { (0..<3).contains($0) }, "there are three colors")
    return Mix(matrix: colors.map { index in (0..<3).map { $0 == index ? 1 : 0 } })
  }
}

extension Mix: FilterDefinition {
  /// The name of the command and of the recipe step.
  public static let name = "mix"

  /// The mix as a filter.
  public var filter: Filter { .mix(self) }

  /// The matrix and the bias.
  public var canonicalParameters: [CanonicalParameter] {
    [.init("matrix", rows: matrix), .init("bias", list: bias)]
  }

  /// Checks that the matrix has rows of one length, a bias for each, and only finite numbers.
  ///
  /// - Throws: `FilterError.matrix`.
  public func validate() throws(FilterError) {
    let columns = matrix.first?.count ?? 0
    guard columns > 0, matrix.allSatisfy({ $0.count == columns }), bias.count == matrix.count,
      (matrix.joined() + bias).allSatisfy(\.isFinite)
    else { throw FilterError.matrix }
  }

  /// Whether non-negative weights mix magnitudes.
  public func isMagnitude(after isMagnitude: Bool) -> Bool {
    isMagnitude && (matrix.joined() + bias).allSatisfy { $0 >= 0 }
  }

  /// Adds the mix, which does not require premultiplied colors.
  ///
  /// Without the bias, the weighted sum of premultiplied colors is the weighted sum of colors, premultiplied.
  ///
  /// - Throws: `FilterError.columns` if the matrix is for another number of colors.
  public func lower(into chain: inout FilterChain, over input: Shape) throws(FilterError) {
    let colors = chain.hasAlpha ? chain.channels - 1 : chain.channels
    chain.append(
      Convolution(
        inputChannels: colors, outputs: try outputs(colors: colors), border: chain.border),
      on: 0..<colors, of: chain.channels)
  }

  /// Returns the terms of the outputs over an image with `colors` colors.
  ///
  /// - Throws: `FilterError.columns` if the matrix is for another number of colors.
  private func outputs(colors: Int) throws(FilterError) -> [Convolution.Output] {
    let columns = matrix.first?.count ?? 0
    guard columns == colors || (columns == 3 && colors == 1) else {
      throw FilterError.columns(columns, colors: colors)
    }
    return zip(matrix, bias).map { row, bias in
      let weights = columns == colors ? row : [row.reduce(0, +)]
      return Convolution.Output(
        weights.enumerated().map { .init(channel: $0, weight: Float($1)) }, bias: Float(bias))
    }
  }
}
