// SPDX-License-Identifier: Apache-2.0

import Batch
import ImageFiles
import Recipes

extension RecipeContext {
  /// A recipe on the command line, with advice about the names that other programs use.
  static let command = RecipeContext(
    hints: Hints(
      filter: { hint(about: $0) }, parameters: { ForeignOptions.options(for: $0) },
      value: { ForeignOptions.value($0, among: $1) }))

  private static func hint(about name: String) -> String? {
    switch ForeignCommands.answer(name) {
    case .step(let step): "; did you mean '\(step)'?"
    case .command(let name): FilterCatalog.named(name).map { "; did you mean '\($0.name)'?" }
    case .words(let words): "; \(words)"
    case nil: nil
    }
  }
}

extension RecipeError {
  /// The exit status of the program.
  var status: RunStatus { file.map { RunStatus($0.kind) } ?? .usage }
}
