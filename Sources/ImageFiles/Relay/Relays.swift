// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// The rule on when to read and write an image in separate threads.
enum Relays {
  /// The minimum size in pixels: smaller images are finished before another thread has started.
  private static let minPixels = 1 << 20

  /// Whether an image of this shape is read or written in its own thread.
  static func areWorth(_ shape: Shape, threads: Int) -> Bool {
    threads > 1 && shape.width * shape.height >= minPixels
  }
}
