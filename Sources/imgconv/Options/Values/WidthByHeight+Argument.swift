// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Recipes

extension WidthByHeight: ExpressibleByArgument {
  /// Reads a size, width first.
  package init?(argument: String) { self.init(text: argument) }
}
