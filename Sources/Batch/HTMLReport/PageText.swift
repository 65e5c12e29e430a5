// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// The text of numbers on a page.
enum PageText {
  /// Returns a count with narrow spaces between thousands.
  static func count(_ number: Int) -> String {
    let digits = Array(String(number.magnitude))
    var text = number < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.count - index).isMultiple(of: 3) { text += "\u{202f}" }
      text.append(digit)
    }
    return text
  }

  /// Returns a count and its noun.
  static func count(_ number: Int, _ one: String, _ many: String) -> String {
    "\(count(number)) \(number == 1 ? one : many)"
  }

  /// Returns a size such as `999 B`, `1.5 kB` or `20 MB`: powers of 1000, at least two digits.
  static func bytes(_ number: Int) -> String {
    if number < 1000 { return "\(number) B" }
    var value = Double(number) / 1000
    for unit in ["kB", "MB", "GB"] {
      if value < 999.5 { return "\(short(value)) \(unit)" }
      value /= 1000
    }
    return "\(short(value)) TB"
  }

  /// Returns `part` as a percentage of `whole`; empty if `whole` is 0.
  static func percent(_ part: Int, of whole: Int) -> String {
    whole > 0 ? "\(short(Double(part) / Double(whole) * 100)) %" : ""
  }

  /// Returns a duration such as `850 ms`, `2.5 s`, `4 min 12 s` or `3 h 20 min`.
  static func duration(_ duration: Duration) -> String {
    let milliseconds = duration / .milliseconds(1)
    if milliseconds < 999.5 { return "\(short(milliseconds)) ms" }
    if milliseconds < 59_950 { return "\(short(milliseconds / 1000)) s" }
    let seconds = Int((milliseconds / 1000).rounded())
    if seconds < 3600 { return "\(seconds / 60) min \(seconds % 60) s" }
    return "\(count(seconds / 3600)) h \(seconds / 60 % 60) min"
  }

  /// Returns an RFC 3339 timestamp in readable form; other texts unchanged.
  static func moment(_ text: String) -> HTML {
    if text.isEmpty { return "at an unknown time" }
    let parts = text.split(separator: "T", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].hasSuffix("Z") else { return "\(text)" }
    return
      "<time datetime=\"\(text)\">\(String(parts[0])) \(String(parts[1].dropLast())) UTC</time>"
  }

  /// Returns a number from 0 on, with one decimal if it is below 10 and none otherwise.
  static func short(_ value: Double) -> String {
    guard value < 9.95 else { return count(Int(min(value, 1e15).rounded())) }
    let tenths = Int((max(0, value) * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  /// Returns the width, the height and the channels: `640 × 480, RGB`.
  static func shape(_ shape: Shape) -> String {
    let channels =
      switch shape.channels {
      case 1: "gray"
      case 2: "gray + alpha"
      case 3: "RGB"
      case 4: "RGB + alpha"
      default: "\(shape.channels) channels"
      }
    return "\(shape.width) × \(shape.height), \(channels)"
  }
}
