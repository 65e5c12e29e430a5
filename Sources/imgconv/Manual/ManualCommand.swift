// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Batch
import ImageFiles

/// `imgconv manual`, a hidden command for `make install`.
struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual",
    abstract: "Write the manual pages to a directory that exists.",
    usage: "imgconv manual [--date YYYY-MM-DD] DIRECTORY",
    shouldDisplay: false)

  @Option(help: ArgumentHelp("The date in the pages. (default: none)", valueName: "yyyy-mm-dd"))
  var date = ""

  @Argument(help: "Directory to write the pages to.", completion: .directory)
  var directory: String

  func validate() throws {
    if !date.allSatisfy({ "0123456789-".contains($0) }) {
      throw ValidationError("--date is '\(date)'; it must be of digits, such as 2026-01-31")
    }
  }

  func run() throws {
    for page in try Manual(date: date).pages {
      try WholeFile.write(Array(page.text.utf8), to: "\(directory)/\(page.name)")
    }
  }
}
