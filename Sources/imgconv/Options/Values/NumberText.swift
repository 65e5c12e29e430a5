// SPDX-License-Identifier: Apache-2.0

/// Readable text for numbers.
enum NumberText {
  /// Returns a number with `decimals` decimals; `inf`, `-inf` and `nan` as they are.
  static func fixed(_ value: Double, decimals: Int) -> String {
    let power = (0..<decimals).reduce(1.0) { product, _ in product * 10 }
    let scaled = (abs(value) * power).rounded()
    guard let digits = Int(exactly: scaled) else { return "\(value)" }
    let unit = Int(power)
    let sign = value < 0 && digits > 0 ? "-" : ""
    if decimals == 0 { return "\(sign)\(digits)" }
    let fraction = String(digits % unit)
    let zeros = String(repeating: "0", count: decimals - fraction.count)
    return "\(sign)\(digits / unit).\(zeros)\(fraction)"
  }

  /// Returns a number with `digits` significant digits: `0.001234`, or `1.234e-07` if very small or large.
  static func significant(_ value: Double, digits: Int) -> String {
    guard value.isFinite else { return "\(value)" }
    if value == 0 { return "0" }
    var exponent = 0
    var power = 1.0
    while abs(value) >= power * 10 { (power, exponent) = (power * 10, exponent + 1) }
    while abs(value) < power && power > 1e-300 { (power, exponent) = (power / 10, exponent - 1) }
    if (-4..<digits + 2).contains(exponent) {
      return fixed(value, decimals: max(0, digits - 1 - exponent))
    }
    let sign = exponent < 0 ? "-" : "+"
    let number = String(abs(exponent))
    let zeros = String(repeating: "0", count: max(0, 2 - number.count))
    return "\(fixed(value / power, decimals: digits - 1))e\(sign)\(zeros)\(number)"
  }
}
