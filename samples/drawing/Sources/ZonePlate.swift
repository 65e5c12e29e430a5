// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// Rings that grow finer outwards: every frequency in every direction, once.
///
/// The sample at distance r from the centre is `(1 + cos(k r^2)) / 2` with `k = pi / width`.  Along x
/// the frequency is `k x / pi` cycles a pixel: it reaches 1/2, the highest that samples can hold
/// (Nyquist's), at the left and right edges, and so does that along y at the top and bottom.
enum ZonePlate {
  static let width = 512

  /// The picture: gray.
  static func draw() async -> Image {
    await drawn(width: width, height: width, channels: 1) { x, y in
      let middle = Float(width - 1) / 2
      let (u, v) = (Float(x) - middle, Float(y) - middle)
      let wave = Math.cos(.pi / Float(width) * (u * u + v * v))
      return SIMD4(repeating: 0.5 + 0.5 * wave)
    }
  }
}
