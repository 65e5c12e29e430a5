// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

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
