// SPDX-License-Identifier: Apache-2.0

// What a convolution answers about itself.
extension Convolution {
  /// The convolution itself.
  public var form: StageForm { .convolution(self) }

  /// Returns the number of weights that are not 0 times the number of samples of an output channel.
  public func cost(over input: Shape) -> Int {
    guard let output = try? outputShape(for: input) else { return 0 }
    return tapCount * output.height * output.width
  }

  /// Returns the sums over an image without edges, so that a kernel may be larger than one pixel.
  public func response(toConstant pixel: [Float]) -> [Float] {
    outputs.map { output in
      output.taps.reduce(output.bias) { $0 + $1.weight * pixel[$1.channel] }
    }
  }

  /// Returns the samples under the taps that are not 0, and the bias.
  public func dependencies(
    channel: Int, y: Int, x: Int, over input: Shape
  ) -> SampleDependencies? {
    SampleDependencies(
      outputs[channel].taps.filter { $0.weight != 0 }.map { tap in
        SampleRead(
          channel: tap.channel,
          row: y * vertical.stride - vertical.before + tap.row * vertical.dilation,
          column: x * horizontal.stride - horizontal.before + tap.column * horizontal.dilation,
          weight: tap.weight)
      }, bias: outputs[channel].bias)
  }

  /// Returns the phases and their interleaving as one stage, if `next` interleaves this convolution's outputs.
  public func fused(with next: any Stage) -> (any Stage)? {
    next.form.interleaving.flatMap { Interleaved(self, by: $0) }
  }
}
