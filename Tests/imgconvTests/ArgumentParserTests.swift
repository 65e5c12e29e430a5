// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Testing

/// A command with the kinds of options and subcommands that imgconv has.
private struct Tiny: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tiny", abstract: "A root.", subcommands: [Leaf.self])

  struct Leaf: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "leaf", abstract: "A leaf.")

    @Option(help: "One of a list.", completion: .list(["a", "b"])) var listed = "a"
    @Option(name: .shortAndLong, help: "A file.", completion: .file()) var output: String?
    @Flag(help: "A flag.") var loud = false
    @Argument(help: "Files.", completion: .file()) var files: [String] = []
  }
}

/// imgconv reads texts that ArgumentParser writes, none of which are part of its interface.
@Suite("The texts of ArgumentParser that imgconv relies on")
struct ArgumentParserTests {
  /// The scripts of ArgumentParser 1.8.2: their hashes (FNV-1a).
  @Test(
    "the generated completion scripts are those that CompletionScript fixes",
    arguments: [
      (CompletionShell.bash, 0x859f95cc3bde098e as UInt64), (.zsh, 0xa967f50da4ed008f),
      (.fish, 0x77c61a32f8c96efe),
    ])
  func scripts(shell: CompletionShell, hash: UInt64) {
    let script = Tiny.completionScript(for: shell)
    let found = script.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
    #expect(
      found == hash,
      """
      ArgumentParser generates another script for \(shell.rawValue). Check the replacements in \
      CompletionScript.swift against it, try the completions in the shell (Tests/Packaging), and \
      then store the new hash here.
      """)
  }

  @Test(
    "the messages are those that ParserMessage and ValueMessage match",
    arguments: [
      (["leaf", "--none"], "Unknown option '--none'"),
      (["leaf", "--output"], "Missing value for '--output <output>'"),
      (
        ["leaf", "--loud=x"], "The option '--loud' does not take any value, but 'x' was specified."
      ),
      (["--generate-completion-script", "x"], "Can't generate completion scripts for 'x'."),
    ])
  func messages(words: [String], message: String) {
    let error = #expect(throws: (any Error).self) { try Tiny.parseAsRoot(words) }
    let text = error.map { Tiny.message(for: $0) } ?? ""
    #expect(
      text.hasPrefix(message),
      "ArgumentParser has another message: check the patterns in ParserMessage.swift and ValueMessage.swift"
    )
  }
}
