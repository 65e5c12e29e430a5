// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Yams

/// The commands as they are declared, read from the JSON that the parser's library makes.
struct Declarations: Decodable {
  let command: Command

  /// A command and those below it.
  struct Command: Decodable {
    let commandName: String
    let shouldDisplay: Bool?
    let abstract: String?
    let discussion: String?
    let subcommands: [Command]?
    let arguments: [Argument]?

    /// The commands below that are shown, without `help`.
    var shown: [Command] {
      (subcommands ?? []).filter { $0.shouldDisplay != false && $0.commandName != "help" }
    }

    /// The arguments that are shown.
    var shownArguments: [Argument] { (arguments ?? []).filter { $0.shouldDisplay != false } }
  }

  /// An argument, an option or a flag.
  struct Argument: Decodable, Hashable {
    let kind: Kind
    let shouldDisplay: Bool?
    let sectionTitle: String?
    let names: [Name]?
    let valueName: String?
    let defaultValue: String?
    let allValues: [String]?
    let abstract: String?

    /// The three kinds.
    enum Kind: String, Decodable { case positional, option, flag }

    /// One of the names.
    struct Name: Decodable, Hashable {
      let kind: String
      let name: String

      /// With its dashes.
      var text: String { (kind == "long" ? "--" : "-") + name }
    }
  }

  /// What the program declares.
  ///
  /// - Throws: an error of the decoder: the library tells its commands in another way than expected.
  static func read() throws -> Command { try read(Imgconv.self) }

  /// What a command, or a group of arguments, declares.
  ///
  /// - Throws: as `read()`.
  static func read(_ type: any ParsableArguments.Type) throws -> Command {
    // JSON is YAML.
    let text = HelpText.withTwoPages(type._dumpHelp())
    return try YAMLDecoder().decode(Declarations.self, from: text).command
  }
}
