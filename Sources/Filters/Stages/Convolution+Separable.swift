// SPDX-License-Identifier: Apache-2.0

extension Convolution {
  /// The two spatial directions of a separable convolution.
  public enum Direction: Hashable, Sendable {
    /// Along a column: taps in several rows.
    case vertical
    /// Along a row: taps in several columns.
    case horizontal
  }

  /// One kernel along one input channel: a term of a separable convolution.
  public struct Term: Hashable, Sendable {
    /// The input channel.
    public let channel: Int
    /// The weights along the direction.
    public let kernel: Kernel

    /// A term that applies `kernel` along `channel`.
    public init(_ kernel: Kernel, channel: Int) {
      self.kernel = kernel
      self.channel = channel
    }
  }

  /// Returns a convolution along one direction, of stride 1 and unchanged size: each output channel is a sum of terms.
  ///
  /// It is one half of a separable convolution.  A kernel of rank R is a pass with R outputs per channel and a pass
  /// that sums R terms per channel.  Kernels of different lengths share the axis; each keeps its center on the output
  /// sample.
  ///
  /// - Precondition: there is at least one output, and each has a term.
  public static func along(
    _ direction: Direction, _ outputs: [[Term]], inputChannels: Int, dilation: Int = 1,
    border: BorderMode, outside: [Float]? = nil
  ) -> Convolution {
    let kernels = outputs.joined().map(\.kernel)
    let center = kernels.map(\.center).max() ?? 0
    let after = kernels.map { $0.weights.count - $0.center }.max() ?? 1
    let axis = Axis.same(taps: center + after, center: center, dilation: dilation)
    return Convolution(
      inputChannels: inputChannels,
      outputs: outputs.map { terms in
        Output(
          terms.flatMap { term in
            term.kernel.weights.enumerated().map { index, weight in
              let place = center - term.kernel.center + index
              return Tap(
                channel: term.channel, row: direction == .vertical ? place : 0,
                column: direction == .horizontal ? place : 0, weight: weight)
            }
          })
      },
      vertical: direction == .vertical ? axis : .identity,
      horizontal: direction == .horizontal ? axis : .identity,
      border: border, outside: outside)
  }
}
