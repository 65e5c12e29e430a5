// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a command line: one line for a person.
struct UsageError: Error {
  /// The line without the program's name.
  let description: String

  /// A line that says what to do.
  init(_ description: String) { self.description = description }

  /// A line that says what is wrong, and where to read on.
  init(_ description: String, seeHelpOf command: CommandSyntax) {
    self.description = "\(description) (see \(command.name) -h)"
  }
}
