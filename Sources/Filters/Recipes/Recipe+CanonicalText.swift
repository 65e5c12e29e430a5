// SPDX-License-Identifier: Apache-2.0

extension Recipe {
  /// A text that lists everything in the recipe that affects a sample.
  ///
  /// Recipes with equal texts produce equal samples.  The text is the same on every machine and in every later version
  /// with the same filters, so that its hash can identify a recipe:
  ///
  ///     recipe linear=false
  ///     blur kernel=gaussian sigma=1.0,5.0 dilation=1 border=replicate alpha=premultiply linear=false tolerance=auto
  ///     edge operator=sobel response=magnitude dilation=1 border=replicate alpha=premultiply linear=false
  ///     tolerance=auto
  ///
  /// Each step is a line: the filter's name, its `canonicalParameters`, and the options, defaults included.  Numbers
  /// have as many digits as it takes to read them back exactly.
  public var canonicalText: String {
    let first = CanonicalParameter("linear", isLinear).canonicalText + transfer.suffix(isLinear)
    return (["recipe \(first)"] + steps.map(\.canonicalText)).map { $0 + "\n" }.joined()
  }
}

extension Recipe.Step {
  fileprivate var canonicalText: String {
    let border = options.border ?? filter.defaultBorder
    let parameters =
      filter.definition.canonicalParameters + [
        .init("border", border.text), .init("alpha", options.alpha.rawValue),
        .init("linear", options.isLinear),
      ]
    let tolerance = options.tolerance.map { CanonicalParameter("tolerance", $0) }
    let words =
      [filter.name] + parameters.map(\.canonicalText) + [
        (tolerance ?? CanonicalParameter("tolerance", "auto")).canonicalText
      ]
    return words.joined(separator: " ") + options.transfer.suffix(options.isLinear)
  }
}

extension TransferCurve {
  /// Returns the curve as a last parameter; nothing for sRGB, or if it is not used.
  fileprivate func suffix(_ isUsed: Bool) -> String {
    isUsed && self != .sRGB ? " " + CanonicalParameter("transfer", name).canonicalText : ""
  }

  private var name: String {
    switch self {
    case .sRGB: "srgb"
    case .power(let exponent): "power=\(exponent)"
    case .bt709: "bt709"
    case .pq: "pq"
    case .hlg: "hlg"
    }
  }
}
