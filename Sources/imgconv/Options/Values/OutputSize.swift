// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

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
