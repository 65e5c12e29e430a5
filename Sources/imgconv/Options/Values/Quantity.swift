// SPDX-License-Identifier: Apache-2.0

/// A positive number with an optional unit, such as `1.5G`.
struct Quantity {
  let number: Double
  let unit: String

  init?(_ text: String) {
    let digits = text.prefix { "0"..."9" ~= $0 || $0 == "." }
    guard let number = Double(digits), number > 0 else { return nil }
    self.number = number
    unit = text.dropFirst(digits.count).lowercased()
  }

  /// Returns the number times 1024 to the power of the unit's position in `K`, `M`, `G`, `T`; `nil` for another unit.
  func scaledByPowersOf1024(suffixes: [String]) -> Int? {
    let powers = ["": 0, "k": 10, "m": 20, "g": 30, "t": 40]
    let suffix = suffixes.first { !unit.isEmpty && unit.hasSuffix($0) } ?? ""
    guard let shift = powers[String(unit.dropLast(suffix.count))] else { return nil }
    let value = (number * Double(1 << shift)).rounded(.down)
    return value >= 1 && value < 0x1p62 ? Int(value) : nil
  }
}
