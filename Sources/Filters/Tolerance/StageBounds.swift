// SPDX-License-Identifier: Apache-2.0

extension Stage {
  /// Returns the bounds of each output channel, given those of each input channel.
  ///
  /// Ranges follow interval arithmetic; errors are multiplied by the sums of absolute weights and by the steepest
  /// slopes.
  func bounds(of inputs: [SampleBound]) -> [SampleBound] {
    switch self {
    case let stage as Convolution: stage.sumBounds(of: inputs)
    case let stage as DepthToSpace: stage.blockBounds(of: inputs)
    case let stage as BorderFold: stage.foldBounds(of: inputs)
    case let stage as WaveletShrinkage: stage.shrinkBounds(of: inputs)
    case let stage as PointMap: stage.pointBounds(of: inputs)
    default: unknownBounds(of: inputs)
    }
  }

  /// Returns unknown bounds, except that inputs without error give outputs without error.
  private func unknownBounds(of inputs: [SampleBound]) -> [SampleBound] {
    let shape = try? outputShape(for: Shape(channels: inputs.count, height: 1, width: 1))
    let error = inputs.map(\.error).max() ?? 0
    return Array(repeating: .unknown(error: error), count: shape?.channels ?? inputs.count)
  }
}

extension Convolution {
  /// Returns the bounds of sums of samples of the image and of the constant outside.
  fileprivate func sumBounds(of inputs: [SampleBound]) -> [SampleBound] {
    let seen = inputs.enumerated().map { channel, bound in
      border.constant == nil ? bound : bound.including(Double(outside(channel: channel)))
    }
    return outputs.map { output in
      let bias = Double(output.bias)
      return output.taps.reduce(SampleBound(low: bias, high: bias, error: 0)) {
        $0 + Double($1.weight) * seen[$1.channel]
      }
    }
  }
}

extension DepthToSpace {
  fileprivate func blockBounds(of inputs: [SampleBound]) -> [SampleBound] {
    let block = rows * columns
    return stride(from: 0, to: inputs.count, by: block).map { first in
      inputs[first..<first + block].dropFirst().reduce(inputs[first]) { $0.union($1) }
    }
  }
}

extension BorderFold {
  /// Returns the bounds of sums of the samples that fold onto one: at least one, at most `maxFolded` along each axis.
  fileprivate func foldBounds(of inputs: [SampleBound]) -> [SampleBound] {
    let most = Double(vertical.maxFolded * horizontal.maxFolded)
    return zip(bias, inputs).map { bias, bound in
      let sum = SampleBound(low: Double(bias), high: Double(bias), error: 0)
      return (sum + bound).union(sum + most * bound)
    }
  }
}

extension FoldAxis {
  /// The maximum number of padded samples that fold onto one sample of the image, including itself.
  fileprivate var maxFolded: Int {
    var counts = [Int](repeating: 1, count: count)
    for place in leading + trailing { counts[place] += 1 }
    return counts.max() ?? 1
  }
}

extension WaveletShrinkage {
  /// Returns the bounds of result - (1 - gain) (finer - smoother); unknown with a threshold, at which the detail jumps.
  fileprivate func shrinkBounds(of inputs: [SampleBound]) -> [SampleBound] {
    let step = isFirst ? 2 : 3
    let filtered = thresholds.indices.flatMap { channel -> [SampleBound] in
      let first = channel * step
      let (result, finer) = (inputs[first], inputs[first + step - 2])
      let smoother = inputs[first + step - 1]
      let loss = Double(1 - gain)
      var outcome: SampleBound
      if thresholds[channel] > 0 {
        outcome = .unknown(error: max(result.error, finer.error, smoother.error))
      } else if isFirst {
        // The result so far is the finer plane itself.
        outcome = Double(gain) * finer + loss * smoother
      } else {
        outcome = result + -loss * finer + loss * smoother
      }
      if residualGain != 1 { outcome = outcome + Double(residualGain - 1) * smoother }
      return isLast ? [outcome] : [outcome, smoother]
    }
    return filtered + inputs.suffix(passing)
  }
}
