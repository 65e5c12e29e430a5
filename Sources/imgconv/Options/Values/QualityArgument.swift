// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ImageFiles

/// The value of `--quality`.
enum QualityArgument: ExpressibleByArgument, CustomStringConvertible, Equatable {
  /// A quality, not yet checked to be from 1 to 100.
  case value(Int)
  /// The quantization tables of the input.
  case keep

  /// Parses a number or `keep`.
  init?(argument: String) {
    if argument == "keep" {
      self = .keep
    } else if let value = Int(argument) {
      self = .value(value)
    } else {
      return nil
    }
  }

  /// The shell completions.
  static var defaultCompletionKind: CompletionKind { .list(["keep"]) }

  /// The value as it is written on the command line.
  var description: String {
    switch self {
    case .value(let value): String(value)
    case .keep: "keep"
    }
  }
}
