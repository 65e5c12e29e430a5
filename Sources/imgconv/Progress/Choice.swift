// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// A choice for a feature that depends on the terminal.
enum Choice: String, CaseIterable, ExpressibleByArgument {
  case auto, always, never
}
