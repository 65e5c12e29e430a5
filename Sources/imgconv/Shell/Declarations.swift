// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Batch

/// The commands as they are declared, read from the JSON that ArgumentParser makes.
enum Declarations {
  /// A command and those below it.
  struct Command {
    let commandName: String
    let shouldDisplay: Bool?
    let abstract: String?
    let discussion: String?
    let subcommands: [Command]
    let arguments: [Argument]

    /// The commands below that are shown, without `help`.
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

    /// The three kinds.
    enum Kind: String { case positional, option, flag }

    /// One of the names.
    struct Name: Hashable {
      let kind: String
      let name: String

      /// With its dashes.
      var text: String { (kind == "long" ? "--" : "-") + name }
    }
  }

  /// What the program declares.
  ///
  /// - Throws: `DeclarationsError` if ArgumentParser describes its commands in another way than expected.
  static func read() throws(DeclarationsError) -> Command { try read(Imgconv.self) }

  /// What a command, or a group of arguments, declares.
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

/// ArgumentParser describes its commands in a form that imgconv does not know.
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
