// SPDX-License-Identifier: Apache-2.0

// The bounds of the samples that each kind of stage computes.
extension Convolution {
  /// Returns the bounds of sums of samples of the image and of the constant outside.
  public func bounds(of inputs: [SampleBound]) -> [SampleBound] {
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
  /// Returns the union of the bounds of the channels of each block.
  public func bounds(of inputs: [SampleBound]) -> [SampleBound] {
    let block = factors.area
    return stride(from: 0, to: inputs.count, by: block).map { first in
      inputs[first..<first + block].dropFirst().reduce(inputs[first]) { $0.union($1) }
    }
  }
}

extension BorderFold {
  /// Returns the bounds of sums of the samples that fold onto one: at least one, at most `maxFolded` along each axis.
  package func bounds(of inputs: [SampleBound]) -> [SampleBound] {
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
  package func bounds(of inputs: [SampleBound]) -> [SampleBound] {
    let results = thresholds.indices.map { channel -> SampleBound in
      let (result, fine) = (inputs[channel], inputs[finer + channel])
      let smooth = inputs[smoother + channel]
      let loss = Double(1 - gain)
      var outcome: SampleBound
      if thresholds[channel] > 0 {
        outcome = .unknown(error: max(result.error, fine.error, smooth.error))
      } else if isFirst {
        // The result so far is the finer plane itself.
        outcome = Double(gain) * fine + loss * smooth
      } else {
        outcome = result + -loss * fine + loss * smooth
      }
      return residualGain == 1 ? outcome : outcome + Double(residualGain - 1) * smooth
    }
    return isLast ? results : results + inputs[smoother...]
  }
}
