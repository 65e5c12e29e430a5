// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ImageFiles

/// The value of `--subsampling`.
enum SubsamplingArgument: String, CaseIterable, ExpressibleByArgument {
  case auto
  case s444 = "444"
  case s422 = "422"
  case s420 = "420"

  /// What it means for a conversion; nil follows the input.
  var subsampling: Encoding.Subsampling? { Encoding.Subsampling(rawValue: rawValue) }
}

/// The value of `--quality`.
enum QualityArgument: CustomStringConvertible, Equatable {
  /// A quality, not yet checked to be from 1 to 100.
  case value(Int)
  /// As the input.
  case keep

  /// Parses a number or `keep`.
  ///
  /// - Throws: `ValidationError` that tells what may be written.
  init(parsing text: String) throws {
    if text == "keep" {
      self = .keep
    } else if let value = Int(text) {
      self = .value(value)
    } else {
      throw ValidationError("write a number from 1 to 100, or keep")
    }
  }

  /// As on a command line.
  var description: String {
    switch self {
    case .value(let value): String(value)
    case .keep: "keep"
    }
  }
}
