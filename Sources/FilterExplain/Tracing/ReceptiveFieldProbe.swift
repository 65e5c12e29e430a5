// SPDX-License-Identifier: Apache-2.0

import Filters

/// Measures a receptive field by experiment: changes input samples and observes which outputs move.
///
/// It runs the streamed chain on small random images and observes the outputs in the middle, one
/// for each channel and phase.  For each it finds the first and the last input row, and column,
/// that moves it.  Replacing the first k rows moves an output once k passes the first row it
/// depends on, so k is found by bisection.
///
/// Three kinds of images are used.  On a dark one, 0 except for the replaced rows, no sum hides a
/// small weight by rounding; bright rows put everything above thresholds, faint ones below.  The
/// third is random.  Where a function hides every change, the measured field is too small, never
/// too large.
package struct ReceptiveFieldProbe: Sendable {
  /// The outcome of a probe.
  package enum Outcome: Hashable, Sendable {
    /// The largest numbers of rows and columns, from the first to the last, that moved one output.
    case measured(height: Int, width: Int)
    /// Nothing was run because it would take more multiplications than allowed.
    case tooExpensive(multiplyAdds: Int)
    /// Nothing was run because the reads of a stage are not known, or no image shows the middle of
    /// an output.
    case impossible
  }

  /// The default maximum number of multiplications of a probe, which take about a second.
  package static let usualBudget = 2_000_000_000

  /// Measures the receptive field of a chain, within a budget of multiplications.
  package static func measure(
    _ explanation: Explanation, budget: Int = usualBudget
  ) -> Outcome {
    guard let frame = ProbeFrame(explanation) else { return .impossible }
    guard let cost = frame.costOfRun, cost <= budget / frame.minRuns else {
      return .tooExpensive(multiplyAdds: (frame.costOfRun ?? .max / 1000) * frame.minRuns)
    }
    var experiment = ProbeExperiment(frame, runsAllowed: budget / cost)
    guard let height = experiment.extent(.vertical), let width = experiment.extent(.horizontal)
    else { return .tooExpensive(multiplyAdds: budget) }
    return .measured(height: height, width: width)
  }
}
