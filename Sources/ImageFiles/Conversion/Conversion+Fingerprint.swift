// SPDX-License-Identifier: Apache-2.0

private import Filters

extension Conversion {
  /// A text that is equal for two conversions that produce the same bytes from every image, and
  /// differs once they differ in an option that changes those bytes.
  ///
  /// It lists the values of all stored properties, so it includes new filter options automatically.
  /// A new property of `Conversion` that changes an output's bytes must be added here.
  package var fingerprint: String {
    // Reports of runs that strip nothing stay resumable.
    let metadata = metadataPolicy.isEmpty ? "" : " metadata \(metadataPolicy.identifier)"
    return
      "recipe \(String(reflecting: recipe)) map \(map) encoding \(String(reflecting: encoding)) "
      + "open tolerances \(FilterOptions.tolerableLevels) levels" + metadata
  }
}
