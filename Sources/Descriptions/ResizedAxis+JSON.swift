// SPDX-License-Identifier: Apache-2.0

internal import Batch
internal import FilterExplain
internal import Filters

extension ResizedAxis {
  /// The axis as an object: sizes, phases, the first weights, the response.
  var json: JSON {
    .object([
      ("direction", .string(direction == .vertical ? "vertical" : "horizontal")),
      ("input", .number(axis.input)),
      ("output", .number(axis.output)),
      ("kernel", .string(axis.kernel.rawValue)),
      ("isTrimmed", .bool(isTrimmed)),
      ("support", .real(support.value)),
      ("phases", .number(phaseCount)),
      ("phasesComputed", .number(phases.count)),
      (
        "taps", .object([("min", .number(taps.lowerBound)), ("max", .number(taps.upperBound))])
      ),
      (
        "absoluteSums",
        .object([
          ("min", .real(absoluteSums.lowerBound)), ("max", .real(absoluteSums.upperBound)),
        ])
      ),
      ("weights", .array(firstPhases.map(\.json))),
      ("frequencyUnit", .string("cycles per \(axis.isReduction ? "output" : "input") sample")),
      (
        "response",
        .array(
          frequencies.map {
            .object([("frequency", .real($0.value)), ("gain", .real(gain(at: $0.value)))])
          })
      ),
    ])
  }
}

extension ResizedAxis.Phase {
  /// The phase as an object.
  fileprivate var json: JSON {
    .object([
      ("output", .number(output)), ("center", .real(center)), ("first", .number(first)),
      ("weights", .array(weights.map { .real(Double($0)) })),
    ])
  }
}
