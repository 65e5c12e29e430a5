// SPDX-License-Identifier: Apache-2.0

extension PointMap {
  /// Returns the bounds of each output channel; alpha passes through, except for `flatten`.
  public func bounds(of inputs: [SampleBound]) -> [SampleBound] {
    let colors = isOfAlpha ? Array(inputs.dropLast()) : inputs
    let alpha = isOfAlpha ? inputs.suffix(1) : []
    switch function {
    case .magnitude, .angle, .unsharp:
      return stride(from: 0, to: colors.count - 1, by: 2).map {
        bound(ofPair: colors[$0], colors[$0 + 1])
      }
    case .premultiply:
      return colors.map { color in alpha.first.map { color.times($0) } ?? color } + alpha
    case .unpremultiply:
      // An error of alpha is an error of the quotient, too.
      return colors.map { .unknown(error: $0.error + (alpha.first?.error ?? 0)) } + alpha
    case .flatten(let background):
      return colors.map { color in
        let white = SampleBound(low: Double(background), high: Double(background), error: 0)
        return alpha.reduce(color + white) { $0 + -Double(background) * $1 }
      }
    case .absolute, .affine, .toLinear, .fromLinear, .relu, .leaky:
      return colors.map(bound(of:))
    }
  }

  /// Returns the bound of a function of two samples.
  private func bound(ofPair first: SampleBound, _ second: SampleBound) -> SampleBound {
    switch function {
    case .magnitude:
      let largest = first.magnitude * first.magnitude + second.magnitude * second.magnitude
      let error = first.error * first.error + second.error * second.error
      return SampleBound(low: 0, high: largest.squareRoot(), error: error.squareRoot())
    case .unsharp(let amount, let threshold):
      let (amount, changed) = (Double(amount), max(first.error, second.error))
      let sharpened = (1 + amount) * first + -amount * second
      if threshold == 0 { return sharpened }
      // At the threshold the result jumps.
      var either = sharpened.union(first)
      either.error = SampleBound.unknown(error: changed).error
      return either
    default:
      // The angle turns by any amount around the zero vector.
      var angle = SampleBound.unknown(error: max(first.error, second.error))
      (angle.low, angle.high) = (0, 1)
      return angle
    }
  }

  /// Returns the bound of a function of one sample.
  private func bound(of sample: SampleBound) -> SampleBound {
    switch function {
    case .absolute:
      let crosses = sample.low < 0 && sample.high > 0
      return SampleBound(
        low: crosses ? 0 : min(abs(sample.low), abs(sample.high)), high: sample.magnitude,
        error: sample.error)
    case .affine(let scale, let offset):
      let offset = Double(offset)
      return Double(scale) * sample + SampleBound(low: offset, high: offset, error: 0)
    case .relu:
      return SampleBound(low: max(0, sample.low), high: max(0, sample.high), error: sample.error)
    case .leaky(let slope):
      let positive = SampleBound(
        low: max(0, sample.low), high: max(0, sample.high), error: sample.error)
      let negative = SampleBound(
        low: min(0, sample.low), high: min(0, sample.high), error: sample.error)
      return positive.union(Double(slope) * negative)
    case .toLinear(let curve):
      let farthest = sample.magnitude + sample.error
      let slope = curve.steepestDecoding(upTo: farthest, of: Self.linear(farthest, curve))
      return SampleBound(
        low: Self.linear(sample.low, curve), high: Self.linear(sample.high, curve),
        error: sample.error == 0 ? 0 : sample.error * (slope ?? .infinity))
    case .fromLinear(let curve):
      return SampleBound(
        low: Self.stored(sample.low, curve), high: Self.stored(sample.high, curve),
        error: sample.error == 0 ? 0 : sample.error * (curve.steepestEncoding ?? .infinity))
    default:
      return .unknown(error: sample.error)
    }
  }

  /// Returns the linear light of a stored sample.
  private static func linear(_ sample: Double, _ curve: TransferCurve) -> Double {
    var result: [Float] = [0]
    var output = result.mutableSpan
    RowLoops.toLinear([Float(sample)].span, curve, into: &output)
    return Double(result[0])
  }

  /// Returns the stored sample of linear light.
  private static func stored(_ sample: Double, _ curve: TransferCurve) -> Double {
    var result: [Float] = [0]
    var output = result.mutableSpan
    RowLoops.fromLinear([Float(sample)].span, curve, into: &output)
    return Double(result[0])
  }
}

extension SampleBound {
  /// Returns the product with alpha.
  fileprivate func times(_ alpha: SampleBound) -> SampleBound {
    guard magnitude.isFinite, alpha.magnitude.isFinite else {
      return .unknown(error: error + alpha.error)
    }
    let products = [low * alpha.low, low * alpha.high, high * alpha.low, high * alpha.high]
    let errors = [error * alpha.magnitude, alpha.error * magnitude, error * alpha.error]
    return SampleBound(
      low: products.min() ?? 0, high: products.max() ?? 0,
      error: errors.reduce(0, +))
  }
}
