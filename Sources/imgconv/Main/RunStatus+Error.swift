// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Batch
import Recipes
import Descriptions
import FilterExplain
import Filters
import ImageFiles
import Recipes

extension RunStatus {
  /// Creates the exit status of a program that ends with an error: the only mapping from errors to exit codes.
  init(_ error: any Error) {
    switch error {
    case let error as FileError: self.init(error.kind)
    case let error as PlanError: self.init(error)
    case let error as RecipeError: self = error.status
    case is FilterError, is ShapeError, is MatrixReport.Refusal, is ExplainPage.Refusal,
      is UsageError, is ValidationError:
      self = .usage
    default: self = .internalError
    }
  }

  /// Ends the command with this status unless it is `success`; the messages have been printed.
  ///
  /// - Throws: `ExitCode`.
  func endCommand() throws {
    if self != .success { throw ExitCode(rawValue) }
  }
}
