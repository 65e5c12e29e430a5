// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Descriptions
import Recipes

/// The manual pages: `imgconv.1` and one for each command, generated from the declarations of the commands.
struct Manual {
  /// A page: its file name and its text.
  struct Page {
    let name: String
    let text: String
  }

  private typealias Argument = Declarations.Argument

  private let root: Declarations.Command
  /// The date in the pages' last line; may be empty.
  private let date: String
  /// The names of the commands that share options: the filters and `run`.
  private let sharing: Set<String>
  /// The arguments that all of these commands have, in the same group everywhere.
  ///
  /// They are documented once. The options of a step are in another group for recipes, and so they are on every page,
  /// with the borders.
  private let shared: [Argument]

  /// Creates the pages.
  ///
  /// - Throws: as `Declarations.read()`.
  init(date: String) throws {
    self.date = date
    let root = try Declarations.read()
    let sharing = Set(
      FilterCatalog.all.map { $0.name } + [RunCommand.configuration.commandName ?? ""])
    let lists = root.shown.filter { sharing.contains($0.commandName) }.map(\.shownArguments)
    self.root = root
    self.sharing = sharing
    shared = (lists.first ?? []).filter { argument in
      lists.allSatisfy { $0.contains(argument) } && !root.shownArguments.contains(argument)
    }
  }

  /// All pages.
  var pages: [Page] { [overview] + root.shown.map { page(of: $0) } }

  // MARK: - Pages

  private var overview: Page {
    var discussion = Discussion(root.discussion ?? "")
    var roff = begun("imgconv", root, usage: Imgconv.configuration.usage)
    for line in discussion.description { roff.paragraph(String(line)) }
    roff.section("COMMANDS")
    for command in root.shown {
      roff.entry(Self.reference("imgconv-\(command.commandName)"), command.abstract ?? "")
    }
    let exits = discussion.take("EXIT CODES")
    let examples = discussion.take("EXAMPLES")
    for section in discussion.sections { roff.section(section, title: section.title) }
    roff.section("OPTIONS")
    list(root.shownArguments, in: &roff)
    roff.section("OPTIONS OF ALL FILTERS")
    listGroups(of: shared, in: &roff)
    roff.section("ENVIRONMENT")
    roff.entry(
      "\\fBIMGCONV_CPU\\fP",
      "The level of x86-64 whose instructions are used: base, x86-64-v3 or x86-64-v4. "
        + "The default is the highest that the processor has. The samples are the same at each.")
    roff.entry(
      "\\fBIMGCONV_SANDBOX\\fP",
      "off: run without the sandbox. By default, on Linux, a conversion can change files only where its outputs go, "
        + "and cannot start programs or open connections.")
    roff.entry(
      "\\fBNO_COLOR\\fP",
      "Not empty: messages are not colored unless --color always is given.")
    roff.entry(
      "\\fBTERM\\fP",
      "Unset or dumb: standard error is treated as a terminal that cannot draw progress.")
    roff.section("FILES")
    roff.entry(
      "\\fI.NAME.imgconv\\-PID\\-N.tmp\\fP",
      "An output that is being written, in the output's own directory. "
        + "What a process left that was killed is removed by the next run.")
    if let exits { roff.section(exits, title: "EXIT STATUS") }
    if let examples { roff.section(examples, title: "EXAMPLES") }
    seeAlso(root.shown.map { "imgconv-\($0.commandName)" }, in: &roff)
    return Page(name: "imgconv.1", text: roff.text)
  }

  private func page(of command: Declarations.Command) -> Page {
    let name = "imgconv-\(command.commandName)"
    let type = Imgconv.configuration.subcommands.first {
      $0.configuration.commandName == command.commandName
    }
    var discussion = Discussion(command.discussion ?? "")
    var roff = begun(name, command, usage: type?.configuration.usage)
    if discussion.description.isEmpty { roff.paragraph(command.abstract ?? "") }
    for line in discussion.description { roff.paragraph(String(line)) }
    let exits = discussion.take("EXIT CODES")
    let examples = discussion.take("EXAMPLES")
    for section in discussion.sections { roff.section(section, title: section.title) }
    roff.section("OPTIONS")
    options(of: command, in: &roff)
    roff.section(
      exits ?? .init(title: "", lines: ["As said in imgconv(1)."]), title: "EXIT STATUS")
    if let examples { roff.section(examples, title: "EXAMPLES") }
    seeAlso(["imgconv"], in: &roff)
    return Page(name: "\(name).1", text: roff.text)
  }

  // MARK: - Parts

  /// Returns a page up to the heading of its description.
  private func begun(_ name: String, _ command: Declarations.Command, usage: String?) -> Roff {
    var roff = Roff()
    let title = Roff.escaped(name.uppercased())
    roff.request(".TH \(title) 1 \"\(date)\" \"imgconv \(Release.version)\"")
    roff.section("NAME")
    var abstract = Substring(command.abstract ?? "")
    if abstract.last == "." { abstract.removeLast() }
    let first = abstract.prefix(1).lowercased()
    roff.request("\(Roff.escaped(name)) \\- \(Roff.escaped(first + abstract.dropFirst()))")
    roff.section("SYNOPSIS")
    roff.request(Self.synopsis(usage ?? "imgconv \(command.commandName) [options]"))
    roff.section("DESCRIPTION")
    return roff
  }

  /// Returns a line of usage: literal words in bold, placeholders in italics.
  private static func synopsis(_ usage: String) -> String {
    usage.split(separator: " ").map { word in
      let isTyped = word.first?.isLowercase == true || word.hasPrefix("-")
      return "\\f\(isTyped ? "B" : "I")\(Roff.escaped(word))\\fP"
    }.joined(separator: " ")
  }

  /// Appends the command's own options, and a reference to the others.
  private func options(of command: Declarations.Command, in roff: inout Roff) {
    let isFilter = sharing.contains(command.commandName)
    let elsewhere = root.shownArguments + (isFilter ? shared : [])
    list(command.shownArguments.filter { !elsewhere.contains($0) }, in: &roff)
    if !command.shown.isEmpty {
      let names = command.shown.map(\.commandName).joined(separator: ", ")
      roff.paragraph("COMMAND is one of \(names), with its own options. It also takes:")
      list(added(by: command), in: &roff)
    }
    guard isFilter else { return }
    let names = shared.compactMap { ($0.names?.last { $0.kind == "long" })?.text }
    roff.paragraph(
      "All filters share these options, which imgconv(1) explains: "
        + "\(names.joined(separator: ", ")).")
  }

  /// Returns the arguments of subcommands that top-level commands of the same name lack, each once.
  private func added(by command: Declarations.Command) -> [Argument] {
    var result: [Argument] = []
    for below in command.shown {
      let namesake = root.shown.first { $0.commandName == below.commandName }
      let known = (namesake?.shownArguments ?? []) + root.shownArguments + result
      result += below.shownArguments.filter { !known.contains($0) }
    }
    return result
  }

  /// Appends arguments under the titles of their groups.
  private func listGroups(of arguments: [Argument], in roff: inout Roff) {
    var titles: [String] = []
    for argument in arguments {
      let title = argument.sectionTitle ?? ""
      if !titles.contains(title) { titles.append(title) }
    }
    for title in titles {
      roff.request(".SS " + Roff.escaped(title.isEmpty ? "Input, output and messages" : title))
      list(arguments.filter { ($0.sectionTitle ?? "") == title }, in: &roff)
    }
  }

  private func list(_ arguments: [Argument], in roff: inout Roff) {
    var arguments = arguments[...]
    while let argument = arguments.popFirst() {
      // A flag and its opposite share one entry.
      let opposite = arguments.first.flatMap { next in
        next.names?.first?.name == "no-" + (argument.names?.first?.name ?? "") ? next : nil
      }
      if opposite != nil { arguments.removeFirst() }
      roff.entry(
        Self.title(argument, and: opposite), argument.manualText)
    }
  }

  /// Returns the title of an argument's entry, such as `-j, --jobs n`.
  private static func title(_ argument: Argument, and opposite: Argument?) -> String {
    let value = "\\fI\(Roff.escaped(argument.valueName ?? ""))\\fP"
    if argument.kind == .positional { return value }
    let names = ((argument.names ?? []) + (opposite?.names ?? [])).map(\.text)
    let sorted = names.filter { !$0.hasPrefix("--") } + names.filter { $0.hasPrefix("--") }
    let title = sorted.map { "\\fB\(Roff.escaped($0))\\fP" }.joined(separator: ", ")
    return argument.kind == .option ? "\(title) \(value)" : title
  }

  private func seeAlso(_ names: [String], in roff: inout Roff) {
    roff.section("SEE ALSO")
    roff.request(names.sorted().map { Self.reference($0) }.joined(separator: ",\n"))
  }

  private static func reference(_ name: String) -> String { "\\fB\(Roff.escaped(name))\\fP(1)" }
}

extension Declarations.Argument {
  /// The manual's text about the argument, with its values and its default as in the help.
  fileprivate var manualText: String {
    var facts: [String] = []
    if let allValues, !allValues.isEmpty {
      facts.append("values: " + allValues.joined(separator: ", "))
    }
    if let defaultValue { facts.append("default: " + defaultValue) }
    let text = abstract ?? ""
    return facts.isEmpty ? text : "\(text) (\(facts.joined(separator: "; ")))"
  }
}
