// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The options for messages and progress.
struct MessageOptions: OptionValues {
  var quiet = false
  var verbose = false
  var progress = Choice.auto
  var color = Choice.auto

  static let declarations: [CommandOption<Self>] = [
    .flag("quiet", short: "q", \.quiet, "Print errors only."),
    .flag("verbose", short: "v", \.verbose, "Print a line for each file."),
    .option(
      "progress", \.progress,
      ArgumentHelp(
        "Show a batch's progress: on a terminal, or also elsewhere as lines 10 s apart.",
        valueName: "when")),
    .option(
      "color", \.color,
      ArgumentHelp(
        "Color messages: on a terminal unless NO_COLOR is set.", valueName: "when")),
  ]

  func validate() throws {
    if quiet && verbose { throw ValidationError("--quiet and --verbose exclude each other") }
    if quiet && progress == .always {
      throw ValidationError("--quiet and --progress always exclude each other")
    }
  }
}
