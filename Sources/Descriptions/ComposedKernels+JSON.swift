// SPDX-License-Identifier: Apache-2.0

import Batch
import FilterExplain

extension ComposedKernels {
  /// The most different kernels that are listed.
  private static let maxListed = 64
  /// The most weights of a kernel that are listed.
  fileprivate static let maxWeights = 1 << 12

  /// An object for each kernel, equal ones in one; null if there are very many.
  var json: JSON {
    let groups = groups
    return groups.count <= Self.maxListed ? .array(groups.map(\.json)) : .null
  }
}

extension ComposedKernels.Group {
  /// The channels, the weights, the rank with the best separable kernel, and the response.
  fileprivate var json: JSON {
    let values = SingularValues(kernel: weights)
    let response = FrequencyResponse(weights)
    return .object([
      (
        "channels",
        .array(
          kernels.map {
            .object([("input", .number($0.input)), ("output", .number($0.output))])
          })
      ),
      ("top", .number(kernels[0].top)), ("left", .number(kernels[0].left)),
      ("weights", weights.values.count <= ComposedKernels.maxWeights ? weights.json : .null),
      ("rank", values.map { .number($0.rank) } ?? .null),
      ("singularValues", values.map { .array($0.values.map { .real($0) }) } ?? .null),
      ("separable", values?.json ?? .null),
      ("response", .array((0...16).map { response.json(at: Double($0) / 32) })),
    ])
  }
}

extension SingularValues {
  /// The best separable kernel and its error.
  fileprivate var json: JSON {
    .object([
      ("column", .array(separable.column.map { .real($0) })),
      ("row", .array(separable.row.map { .real($0) })),
      ("relativeError", .real(separableError)),
    ])
  }
}

extension FrequencyResponse {
  /// The gains of the waves of one frequency, in cycles per sample.
  fileprivate func json(at frequency: Double) -> JSON {
    .object([
      ("frequency", .real(frequency)),
      ("alongRows", .real(gain(.rows, at: frequency))),
      ("downColumns", .real(gain(.columns, at: frequency))),
      ("diagonal", .real(gain(.diagonal, at: frequency))),
    ])
  }
}

extension Overlap {
  /// The positions and the sums of weights by phase.
  var json: JSON {
    func table<Value>(_ rows: [[Value]], _ number: (Value) -> JSON) -> JSON {
      .array(rows.map { .array($0.map(number)) })
    }
    return .object([
      ("positions", table(counts) { .number($0) }),
      ("weightSums", .array(sums.map { table($0) { .real($0) } })),
      ("isEven", .bool(isEven)), ("keepsConstants", .bool(keepsConstants)),
    ])
  }
}
