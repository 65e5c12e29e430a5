// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ImageFiles

/// The root command.
struct Imgconv: ParsableCommand {
  /// The program's version.
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "imgconv",
    abstract: "Filters images by convolution, one file or a whole folder at a time.",
    usage: "imgconv COMMAND [options] INPUT... OUTPUT",
    discussion: """
      Reads PNG, JPEG and NPY. The kind of an input is found by its content, the format of an output follows its name.
      INPUT... OUTPUT is a file and a file, or files and folders and a folder; - is standard input or output. \
      --in-place needs no OUTPUT.

      EXAMPLES
        imgconv blur --sigma 3 photo.jpg soft.jpg
        imgconv edge --operator scharr photos/ edges/
        imgconv upsample --scale 4 --format png - - < small.png > large.png
        imgconv info photo.jpg

      EXIT CODES
        0   all done                       70  a bug in imgconv
        1   some file of several failed,   73  cannot create the output
            or compare: above tolerance
        2   no input found                 74  reading or writing failed
        64  wrong use                      75  a limit was reached
        65  input unreadable or damaged    130, 143  ended by SIGINT, SIGTERM

      MORE
        man imgconv-blur   a command's manual, where imgconv is installed
        imgconv --generate-completion-script bash
                           what completes commands in bash; or zsh, fish
      """,
    version: """
      imgconv \(version)
      \(LibraryVersions.all.joined(separator: "\n"))
      """,
    subcommands: FilterCatalog.commands + [
      RunCommand.self, ExplainCommand.self, CompareCommand.self, InfoCommand.self,
      VerifyCommand.self, ReportCommand.self, ManualCommand.self,
    ])

  /// The names of all commands.
  static var commandNames: [String] {
    configuration.subcommands.compactMap { $0.configuration.commandName }
  }

  /// The names of those that the help shows.
  static var shownCommandNames: [String] {
    configuration.subcommands.map { $0.configuration }.filter(\.shouldDisplay)
      .compactMap(\.commandName)
  }
}
