// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The options for messages and progress.
struct MessageOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Print errors only.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Print a line for each file.")
  var verbose = false

  @Option(
    help: ArgumentHelp(
      "Show a batch's progress: on a terminal, or also elsewhere as lines 10 s apart.",
      valueName: "when"))
  var progress = Choice.auto

  @Option(
    help: ArgumentHelp(
      "Color messages: on a terminal unless NO_COLOR is set.", valueName: "when"))
  var color = Choice.auto

  func validate() throws {
    if quiet && verbose { throw ValidationError("--quiet and --verbose exclude each other") }
    if quiet && progress == .always {
      throw ValidationError("--quiet and --progress always exclude each other")
    }
  }
}
