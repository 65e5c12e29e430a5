// SPDX-License-Identifier: Apache-2.0

/// Formats numbers for people to read.
package enum PlainText {
  /// Formats a number to at most `digits` significant digits without trailing zeros: 1, 0.25,
  /// -1.33333, 1.5e-7.
  package static func number(_ value: Double, digits: Int = 6) -> String {
    guard value.isFinite, value != 0 else { return value == 0 ? "0" : "\(value)" }
    // The decimal exponent of the first digit, as in scientific notation.
    var exponent = 0
    var scaled = abs(value)
    while scaled >= 10 {
      scaled /= 10
      exponent += 1
    }
    while scaled < 1 {
      scaled *= 10
      exponent -= 1
    }
    guard (-5...14).contains(exponent) else {
      return number(value < 0 ? -scaled : scaled, digits: digits) + "e\(exponent)"
    }
    let places = max(0, digits - 1 - exponent)
    let unit = power(places)
    let units = (abs(value) * unit).rounded(.toNearestOrEven)
    let whole = Int(units / unit)
    let rest = Int(units - Double(whole) * unit)
    let sign = value < 0 ? "-" : ""
    guard rest > 0 else { return sign + "\(whole)" }
    let decimals = "\(rest)"
    let padded = String(repeating: "0", count: places - decimals.count) + decimals
    let end = padded.lastIndex { $0 != "0" } ?? padded.startIndex
    return sign + "\(whole)." + padded[...end]
  }

  /// Formats a whole number with thousands separators.
  package static func count(_ value: Int) -> String {
    let digits = Array("\(abs(value))")
    var result = value < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.count - index).isMultiple(of: 3) { result += "," }
      result.append(digit)
    }
    return result
  }

  /// Formats a size in the unit that leaves at most four digits: 640 bytes, 160 KiB, 3.2 MiB.
  package static func bytes(_ value: Int) -> String {
    let units = ["bytes", "KiB", "MiB", "GiB", "TiB"]
    var size = Double(value)
    var index = 0
    while size >= 1024 && index + 1 < units.count {
      size /= 1024
      index += 1
    }
    return "\(number(size, digits: size < 100 ? 2 : size < 1000 ? 3 : 4)) \(units[index])"
  }

  /// Formats a list of numbers: all distinct ones if they are few, else the smallest and the
  /// largest.
  package static func range(_ values: [Double]) -> String {
    var different: [String] = []
    for value in values.sorted() where different.last != number(value) {
      different.append(number(value))
    }
    guard let first = different.first, let last = different.last else { return "-" }
    return different.count <= 3 ? different.joined(separator: ", ") : "\(first) ... \(last)"
  }

  /// Returns 1, 10, 100, ...
  private static func power(_ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * 10 }
  }
}
