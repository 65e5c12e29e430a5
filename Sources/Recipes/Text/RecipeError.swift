// SPDX-License-Identifier: Apache-2.0

public import ImageFiles

/// An error in a recipe, with its position.
public struct RecipeError: Error {
  /// The recipe's file name, or "recipe" for one that is not in a file.
  public var source = "recipe"
  /// The position of the error; `nil` for the recipe as a whole.
  public let place: Place?
  /// The reason, in one sentence without a period.
  public let reason: String
  /// The error of a file of weights that the recipe names; `nil` for an error in the recipe itself.
  public let file: FileError?

  /// An error at a position.
  init(_ place: Place?, _ reason: String, file: FileError? = nil) {
    self.place = place
    self.reason = reason
    self.file = file
  }
}

extension RecipeError: CustomStringConvertible {
  /// `SOURCE:LINE:COLUMN: REASON`, for a message.
  public var description: String {
    let position = place.map { ":\($0.line):\($0.column)" } ?? ""
    return "\(source)\(position): \(reason)"
  }
}
