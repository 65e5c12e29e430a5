// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

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
