// SPDX-License-Identifier: Apache-2.0

extension Convolution {
  /// One weight of a transposed convolution: it carries input `channel` to output `output`, at (row, column) of the
  /// kernel.
  public struct TransposedTap: Hashable, Sendable {
    /// The input channel.
    public let channel: Int
    /// The output channel.
    public let output: Int
    /// The index along the vertical axis.
    public let row: Int
    /// The index along the horizontal axis.
    public let column: Int
    /// The factor of the input sample.
    public let weight: Float

    /// A weight from `channel` to `output`.
    public init(channel: Int, output: Int, row: Int = 0, column: Int = 0, weight: Float) {
      self.channel = channel
      self.output = output
      self.row = row
      self.column = column
      self.weight = weight
    }
  }

  /// Returns a transposed convolution as two stages: the phases, and their interleaving.
  ///
  /// The first is one convolution of stride 1 that computes every output phase as a channel of its own, the second the
  /// `DepthToSpace` that interleaves them.  No zero is ever inserted or multiplied.
  ///
  /// Output (o, y, x) is bias[o] plus the sum, in the order of `taps`, of every input that spreads to it.  `border`
  /// extends the *input*; with `.zero` the result is the transpose of the strided convolution of the same weights.
  ///
  /// Source: Shi et al., "Is the deconvolution layer the same as a convolutional layer?", arXiv:1609.07009.
  ///
  /// - Precondition: the taps lie within the channels and the axes; `bias` has a number for each output channel.
  public static func transposed(
    inputChannels: Int, bias: [Float], taps: [TransposedTap],
    vertical: TransposedAxis = .identity, horizontal: TransposedAxis = .identity,
    border: BorderMode = .zero, outside: [Float]? = nil
  ) -> (phases: Convolution, interleaving: DepthToSpace) {
    let rows = vertical.blocks
    let columns = horizontal.blocks
    let byOutput = Dictionary(grouping: taps, by: \.output)
    var outputs: [Output] = []
    for output in bias.indices {
      for rowPhase in vertical.phases {
        let rowOffsets = Dictionary(uniqueKeysWithValues: rowPhase.map { ($0.tap, $0.offset) })
        for columnPhase in horizontal.phases {
          let columnOffsets = Dictionary(
            uniqueKeysWithValues: columnPhase.map { ($0.tap, $0.offset) })
          let terms = (byOutput[output] ?? []).compactMap { tap -> Tap? in
            guard let row = rowOffsets[tap.row], let column = columnOffsets[tap.column] else {
              return nil
            }
            return Tap(
              channel: tap.channel, row: row - rows.firstOffset,
              column: column - columns.firstOffset, weight: tap.weight)
          }
          outputs.append(Output(terms, bias: bias[output]))
        }
      }
    }
    let phases = Convolution(
      inputChannels: inputChannels, outputs: outputs, vertical: rows.axis,
      horizontal: columns.axis, border: border, outside: outside)
    let interleaving = DepthToSpace(
      PerAxis(vertical: vertical.stride, horizontal: horizontal.stride),
      cut: PerAxis(vertical: rows.cut, horizontal: columns.cut))
    return (phases, interleaving)
  }
}

extension TransposedAxis {
  /// The axis that a kernel does not extend along.
  public static let identity = TransposedAxis(taps: 1)
}
