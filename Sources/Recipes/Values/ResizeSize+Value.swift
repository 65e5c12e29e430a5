// SPDX-License-Identifier: Apache-2.0

package import Filters

/// The size of a resized image: `1600x1200`, `1600x`, `x1200`, `50%`, `1/3` or `1.5`.
extension ResizeSize: ParameterValue {
  /// Reads a size.
  package init?(text: String) {
    let text = text.lowercased()
    guard let size = ResizeSize(sides: text) ?? ResizeSize(fraction: text) else {
      return nil
    }
    self = size
  }

  /// Reads sides, width first, one of which may be missing.
  private init?(sides text: String) {
    let parts = text.split(separator: "x", omittingEmptySubsequences: false)
    let sides = parts.map { Int($0) }
    let allowed = 1...ResizeSize.maxSide
    guard parts.count == 2, zip(parts, sides).allSatisfy({ $0.isEmpty || $1 != nil }),
      sides.contains(where: { $0 != nil }),
      sides.allSatisfy({ $0.map(allowed.contains) ?? true })
    else { return nil }
    switch (sides[0], sides[1]) {
    case (let width?, let height?): self = .box(width: width, height: height)
    case (let width?, nil): self = .width(width)
    case (nil, let height?): self = .height(height)
    case (nil, nil): return nil
    }
  }

  /// Reads a percentage, a fraction or a factor with a decimal point.
  private init?(fraction text: String) {
    var fraction: (Int, Int)?
    if text.last == "%" {
      fraction = Self.decimal(text.dropLast()).map { ($0.0, $0.1 * 100) }
    } else if text.contains("/") {
      let terms = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
      if terms.count == 2, let numerator = terms[0], let denominator = terms[1] {
        fraction = (numerator, denominator)
      }
    } else if text.contains(".") {
      fraction = Self.decimal(text[...])
    }
    guard let (numerator, denominator) = fraction,
      (1...ResizeSize.maxTerm).contains(numerator), (1...ResizeSize.maxTerm).contains(denominator)
    else { return nil }
    self = .scale(numerator: numerator, denominator: denominator)
  }

  /// Reads a decimal number of at most 7 digits as a fraction.
  private static func decimal(_ text: Substring) -> (Int, Int)? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let digits = parts.joined()
    guard parts.count <= 2, digits.utf8.count <= 7, let number = Int(digits), number > 0,
      digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
    else { return nil }
    let places = parts.count == 2 ? parts[1].utf8.count : 0
    return (number, (0..<places).reduce(1) { power, _ in power * 10 })
  }

  /// The size; a scale as a fraction, pixels as a number.
  package var text: String {
    switch self {
    case .width(let width): "\(width)x"
    case .height(let height): "x\(height)"
    case .box(let width, let height): "\(width)x\(height)"
    case .scale(let numerator, let denominator): "\(numerator)/\(denominator)"
    case .pixels(let count): "\(count) pixels"
    }
  }

  /// A size in any form.
  package static var form: String {
    "a size such as 1600x1200 (a box), 1600x (a width), x1200 (a height), 50%, 1/3 or 1.5"
  }

  /// Returns the three sizes that a bare number may mean.
  package static func advice(for text: String) -> String? {
    guard let number = Int(text), number > 0 else { return nil }
    return "write \(number)x for a width, \(number)x\(number) for a box, 200% to double"
  }
}
