// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Recipes

/// The size of an image, rows first: `480x640`.
struct HeightByWidth: ExpressibleByArgument, Sendable {
  /// The size.
  let size: WidthByHeight

  init?(argument: String) {
    guard let turned = WidthByHeight(argument: argument) else { return nil }
    size = WidthByHeight(width: turned.height, height: turned.width)
  }
}
