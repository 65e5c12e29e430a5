// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The size of an image, width first: `640x480`.
struct WidthByHeight: ExpressibleByArgument, Sendable {
  /// The maximum number of rows and of columns.
  private static let longest = 1_000_000

  let width: Int
  let height: Int

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  init?(argument: String) {
    let numbers = argument.lowercased().split(separator: "x", omittingEmptySubsequences: false)
      .map { Int($0) }
    guard numbers.count == 2, let width = numbers[0], let height = numbers[1],
      (1...Self.longest).contains(width), (1...Self.longest).contains(height)
    else { return nil }
    self.init(width: width, height: height)
  }
}
