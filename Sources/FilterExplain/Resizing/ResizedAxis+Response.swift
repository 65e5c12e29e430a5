// SPDX-License-Identifier: Apache-2.0

import Filters

// The response to waves.
extension ResizedAxis {
  /// The frequency that the coarser of the two grids can hold at most, its Nyquist limit, in cycles per sample.
  package static let limit = 0.5

  /// The highest frequency of the finer grid, in cycles per sample of the coarser one.
  ///
  /// When reducing, no wave of the input is shorter; when enlarging, none of the output.
  package var highestFrequency: Double {
    Double(max(axis.input, axis.output)) / Double(2 * min(axis.input, axis.output))
  }

  /// Returns how strongly a wave passes: the amplitude of a wave in the output for one of amplitude 1 in the input, of
  /// the same frequency and at the same place.
  ///
  /// The frequency is in cycles per sample of the coarser grid: of the output when reducing, of the input
  /// when enlarging.  With the weights w(i) of an output whose center is at c, and f in cycles per input sample,
  ///
  ///     gain(f) = |mean over the phases of sum of w(i) exp(2 pi j f (i - c))|
  ///
  /// which is the frequency response of the prototype filter: the weights of all phases, interleaved by
  /// their distance from the center.
  /// What passes above `limit` is aliasing when reducing: the wave appears as a longer one.  When
  /// enlarging, it is an image: a wave of 1 - f in the input appears also as one of f.
  ///
  /// Source: Crochiere and Rabiner, "Multirate Digital Signal Processing", 1983, chapter 3.
  package func gain(at frequency: Double) -> Double {
    let coarser = Double(max(axis.input, axis.output))
    let turn = 2 * Double.pi * frequency * Double(axis.output) / coarser
    let step = (cosine(turn), cosine(turn - .pi / 2))
    var sum = (0.0, 0.0)
    for phase in phases {
      let angle = turn * (Double(phase.first) - phase.center)
      var wave = (cosine(angle), cosine(angle - .pi / 2))
      for weight in phase.weights {
        sum = (sum.0 + Double(weight) * wave.0, sum.1 + Double(weight) * wave.1)
        wave = (wave.0 * step.0 - wave.1 * step.1, wave.0 * step.1 + wave.1 * step.0)
      }
    }
    return (sum.0 * sum.0 + sum.1 * sum.1).squareRoot() / Double(phases.count)
  }

  /// The frequencies that are printed, as far as the finer grid has them; the gain at 0 is 1.
  package var frequencies: [Ratio] {
    [Ratio(1, 8), Ratio(1, 4), Ratio(3, 8), Ratio(1, 2), Ratio(3, 4), Ratio(1), Ratio(3, 2)]
      .filter { $0.value <= highestFrequency }
  }
}
