// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// A positive number with an optional unit, such as `1.5G`.
private struct Quantity {
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

/// A number of bytes: `4096`, or with K, M, G or T for a power of 1024, such as `500M`, `1.5G`, `2GB` or `2GiB`.
struct ByteCount: ExpressibleByArgument, Sendable {
  /// The number of bytes.
  let bytes: Int

  init?(argument: String) {
    guard let bytes = Quantity(argument)?.scaledByPowersOf1024(suffixes: ["ib", "b"]) else {
      return nil
    }
    self.bytes = bytes
  }
}

/// A number of pixels: `4096`, or with K, M, G or T for a power of 1024, such as `500M`.
struct PixelCount: ExpressibleByArgument, Sendable {
  /// The number of pixels.
  let pixels: Int

  init(_ pixels: Int) { self.pixels = pixels }

  init?(argument: String) {
    guard let pixels = Quantity(argument)?.scaledByPowersOf1024(suffixes: []) else { return nil }
    self.init(pixels)
  }

  var defaultValueDescription: String { "\(pixels)" }
}

/// A time limit: `30` or `30s` in seconds, `500ms`, `2m`, `1h`.
struct TimeLimit: ExpressibleByArgument, Sendable {
  /// The maximum time in seconds: about 31 years.
  private static let longest = 1e9
  private static let units = ["": 1.0, "s": 1, "sec": 1, "ms": 1e-3, "m": 60, "min": 60, "h": 3600]

  /// The time in seconds.
  let seconds: Double

  init?(argument: String) {
    guard let quantity = Quantity(argument), let unit = Self.units[quantity.unit],
      quantity.number * unit < Self.longest
    else { return nil }
    seconds = quantity.number * unit
  }

  /// The time limit, at least one millisecond.
  var duration: Duration { .milliseconds(Int((seconds * 1000).rounded(.up))) }
}
