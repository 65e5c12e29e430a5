// SPDX-License-Identifier: Apache-2.0

/// An error in a command line, with a message of one line.
struct UsageError: Error {
  /// The message without the program's name.
  let description: String

  /// Creates an error whose message says what to do.
  init(_ description: String) { self.description = description }

  /// Creates an error whose message says what is wrong, and which help to read.
  init(_ description: String, seeHelpOf command: CommandSyntax) {
    self.description = "\(description) (see \(command.name) -h)"
  }
}
