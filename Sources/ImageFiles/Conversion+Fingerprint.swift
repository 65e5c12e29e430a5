// SPDX-License-Identifier: Apache-2.0

private import Filters

extension Conversion {
  /// A text that is the same for two conversions that make the same bytes of every image, and
  /// differs as soon as an option does that changes them.
  ///
  /// It lists the values of all stored properties, so a new option of a filter is in it by itself.
  /// A new property of `Conversion` that changes an output's bytes must be added here.
  package var fingerprint: String {
    // Reports of runs that strip nothing stay resumable.
    let metadata = metadataPolicy.isEmpty ? "" : " metadata \(metadataPolicy.identifier)"
    return
      "recipe \(String(reflecting: recipe)) map \(map) encoding \(String(reflecting: encoding)) "
      + "open tolerances \(FilterOptions.tolerableLevels) levels" + metadata
  }
}
