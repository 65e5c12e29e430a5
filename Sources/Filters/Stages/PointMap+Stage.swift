// SPDX-License-Identifier: Apache-2.0

// What a point map answers about itself.
extension PointMap {
  /// A point map with the name of its function.
  public var form: StageForm { .pointMap(name: function.name) }

  /// Returns the channels that an output channel depends on, in its own pixel.
  public func dependencies(
    channel: Int, y: Int, x: Int, over input: Shape
  ) -> SampleDependencies? {
    SampleDependencies(
      channels(under: channel, of: input.channels).map {
        SampleRead(channel: $0, row: y, column: x, weight: nil)
      })
  }

  private func channels(under channel: Int, of inputChannels: Int) -> [Int] {
    let alpha = inputChannels - 1
    switch function {
    case .magnitude, .angle, .unsharp:
      return [2 * channel, 2 * channel + 1]
    case .premultiply, .unpremultiply, .flatten:
      return channel == alpha ? [alpha] : [channel, alpha]
    case .absolute, .affine, .toLinear, .fromLinear, .relu, .leaky:
      return [channel]
    }
  }
}

extension PointMap.Function {
  /// The name of the function, without its numbers.
  package var name: String {
    switch self {
    case .magnitude: "magnitude"
    case .angle: "angle"
    case .unsharp: "unsharp"
    case .absolute: "absolute"
    case .affine: "affine"
    case .premultiply: "premultiply"
    case .unpremultiply: "unpremultiply"
    case .flatten: "flatten"
    case .toLinear: "toLinear"
    case .fromLinear: "fromLinear"
    case .relu: "relu"
    case .leaky: "leaky"
    }
  }
}
