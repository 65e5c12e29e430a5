// SPDX-License-Identifier: Apache-2.0

internal import Filters

extension Conversion {
  /// A text that is equal for two conversions that produce the same bytes from every image, and
  /// differs once they differ in an option that changes those bytes.
  ///
  /// A new property of `Conversion` that changes an output's bytes must be added here.
  package var canonicalText: String {
    // The transfer curve is that of each image.
    let recipe = recipe.following(.sRGB).canonicalText
    // Without a policy there is no such line, nor without an orientation to apply.
    let metadata = metadataPolicy.isEmpty ? "" : "metadata \(metadataPolicy.identifier)\n"
    let orientation = orientation == .keep ? "" : "orient \(orientation.rawValue)\n"
    return recipe + "open tolerances \(FilterOptions.tolerableLevels) levels\n"
      + "map \(map.rawValue)\n" + "encoding \(encoding.canonicalText)\n" + metadata + orientation
  }
}

extension EncodingChoice {
  /// All properties; one that follows the output's name or the input is `auto`.
  fileprivate var canonicalText: String {
    let parts = [
      "format=\(format?.name.lowercased() ?? "auto")",
      "depth=\(bitDepth.map(String.init) ?? "auto")",
      "quality=\(quality)", "keep=\(keepsTables)",
      "subsampling=\(subsampling?.rawValue ?? "auto")", "progressive=\(isProgressive)",
      "compression=\(compression.rawValue)",
    ]
    // Without a choice of the type there is no such part.
    return (parts + (floatType.map { ["dtype=\($0.rawValue)"] } ?? [])).joined(separator: " ")
  }
}
