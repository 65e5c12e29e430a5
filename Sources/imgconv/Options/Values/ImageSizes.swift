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

/// The size of an image, rows first: `480x640`.
struct HeightByWidth: ExpressibleByArgument, Sendable {
  /// The size.
  let size: WidthByHeight

  init?(argument: String) {
    guard let turned = WidthByHeight(argument: argument) else { return nil }
    size = WidthByHeight(width: turned.height, height: turned.width)
  }
}

/// The size of a result: `480,640`, rows first, or `640x480`, width first.
struct OutputSize: ExpressibleByArgument, Sendable {
  let height: Int
  let width: Int

  init?(argument: String) {
    if let pair = Pair<Int>(argument: argument) {
      (height, width) = (pair.vertical, pair.horizontal)
    } else if let size = WidthByHeight(argument: argument) {
      (height, width) = (size.height, size.width)
    } else {
      return nil
    }
  }
}
