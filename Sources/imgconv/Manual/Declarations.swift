// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Batch

/// The declarations of the commands, read from the JSON that ArgumentParser generates.
enum Declarations {
  /// A command and its subcommands.
  struct Command {
    let commandName: String
    let shouldDisplay: Bool?
    let abstract: String?
    let discussion: String?
    let subcommands: [Command]
    let arguments: [Argument]

    /// The subcommands that are shown, without `help`.
    var shown: [Command] {
      subcommands.filter { $0.shouldDisplay != false && $0.commandName != "help" }
    }

    /// The arguments that are shown.
    var shownArguments: [Argument] { arguments.filter { $0.shouldDisplay != false } }
  }

  /// An argument, an option or a flag.
  struct Argument: Hashable {
    let kind: Kind
    let shouldDisplay: Bool?
    let sectionTitle: String?
    let names: [Name]?
    let valueName: String?
    let defaultValue: String?
    let allValues: [String]?
    let abstract: String?

    /// The kind of an argument.
    enum Kind: String { case positional, option, flag }

    /// A name of an argument.
    struct Name: Hashable {
      let kind: String
      let name: String

      /// The name with its dashes.
      var text: String { (kind == "long" ? "--" : "-") + name }
    }
  }

  /// Reads the declarations of the program.
  ///
  /// - Throws: `DeclarationsError` if ArgumentParser's description is not in the expected form.
  static func read() throws(DeclarationsError) -> Command { try read(Imgconv.self) }

  /// Reads the declarations of a command or of a group of arguments.
  ///
  /// - Throws: as `read()`.
  static func read(_ type: any ParsableArguments.Type) throws(DeclarationsError) -> Command {
    let text = HelpText.withTwoPages(type._dumpHelp())
    guard let root = JSON(text.utf8)?["command"].flatMap(Command.init) else {
      throw DeclarationsError()
    }
    return root
  }
}

/// The error for a description by ArgumentParser in an unknown form.
struct DeclarationsError: Error, CustomStringConvertible {
  let description = "ArgumentParser describes its commands in an unknown form"
}

extension Declarations.Command {
  fileprivate init?(_ json: JSON) {
    guard let name = json["commandName"]?.string else { return nil }
    commandName = name
    shouldDisplay = json["shouldDisplay"]?.bool
    abstract = json["abstract"]?.string
    discussion = json["discussion"]?.string
    subcommands = (json["subcommands"]?.array ?? []).compactMap(Self.init)
    arguments = (json["arguments"]?.array ?? []).compactMap(Declarations.Argument.init)
  }
}

extension Declarations.Argument {
  fileprivate init?(_ json: JSON) {
    guard let kind = json["kind"]?.string.flatMap(Kind.init) else { return nil }
    self.kind = kind
    shouldDisplay = json["shouldDisplay"]?.bool
    sectionTitle = json["sectionTitle"]?.string
    names = json["names"]?.array?.compactMap(Name.init)
    valueName = json["valueName"]?.string
    defaultValue = json["defaultValue"]?.string
    allValues = json["allValues"]?.array?.compactMap(\.string)
    abstract = json["abstract"]?.string
  }
}

extension Declarations.Argument.Name {
  fileprivate init?(_ json: JSON) {
    guard let kind = json["kind"]?.string, let name = json["name"]?.string else { return nil }
    self.kind = kind
    self.name = name
  }
}
