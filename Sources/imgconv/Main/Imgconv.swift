// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Descriptions
import Recipes
import ImageFiles

/// The root command.
struct Imgconv: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "imgconv",
    abstract: "Filter images by convolution, single files or whole directories.",
    usage: "imgconv COMMAND [options] INPUT... OUTPUT",
    discussion: """
      Reads \(FileFormat.list()). The format of an input is found by its content; the format of an output follows its name.
      INPUT... OUTPUT is an input and an output file, or inputs and an output directory; - is standard input or \
      output. With -o OUTPUT every other path is an input. --in-place takes no OUTPUT. A .tar archive is converted member \
      by member, to a .tar output or -.
      A value after a space may begin with - if a digit or a period follows (--amount -0.5); --amount=VALUE takes \
      any value. Every word after -- is a path.

      EXAMPLES
        imgconv blur --sigma 3 photo.jpg soft.jpg
        imgconv blur *.jpg -o soft/
        imgconv edge --operator scharr photos/ edges/
        imgconv upsample --scale 4 --format png - - < small.png > large.png
        imgconv info photo.jpg

      EXIT CODES
        0   all done                       70  a bug in imgconv
        1   some file of several failed,   73  cannot create the output
            or compare: above tolerance
        2   no input found                 74  reading or writing failed
        64  usage error                    75  a limit was reached
        65  input unreadable or corrupt    130, 143  ended by SIGINT, SIGTERM

      MORE
        imgconv blur -h    a short page about a command; --help is complete
        man imgconv-blur   a command's manual, where imgconv is installed
        imgconv --generate-completion-script bash
                           print completions for bash; or zsh, fish
      """,
    version: version,
    subcommands: FilterCatalog.commands + [
      RunCommand.self, ExplainCommand.self, CompareCommand.self, InfoCommand.self,
      VerifyCommand.self, ReportCommand.self, ManualCommand.self,
    ])

  /// The text of `--version`.
  static var version: String {
    """
    imgconv \(Release.version)
    \(LibraryVersions.all.joined(separator: "\n"))
    """
  }

  /// The names of all commands.
  static var commandNames: [String] {
    configuration.subcommands.compactMap { $0.configuration.commandName }
  }

  /// The names of the commands that the help lists.
  static var shownCommandNames: [String] {
    configuration.subcommands.map { $0.configuration }.filter(\.shouldDisplay)
      .compactMap(\.commandName)
  }
}
