// SPDX-License-Identifier: Apache-2.0

/// A position in a recipe, counted from 1; columns count Unicode scalars.
public struct Place: Hashable, Sendable {
  /// The line.
  public var line: Int
  /// The position in the line.
  public var column: Int

  /// A position.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// The position of the first character.
  static let start = Place(line: 1, column: 1)
}
