// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ImageFiles

/// The value of `--subsampling`.
enum SubsamplingArgument: String, CaseIterable, ExpressibleByArgument {
  case auto
  case s444 = "444"
  case s422 = "422"
  case s420 = "420"

  /// The subsampling for a conversion; `nil` to follow the input.
  var subsampling: Encoding.Subsampling? { Encoding.Subsampling(rawValue: rawValue) }
}
