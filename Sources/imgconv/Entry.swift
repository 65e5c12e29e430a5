// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Batch

/// The program's start and end.
@main
enum Entry {
  static func main() {
    Platform.ignoreWriteSignals()
    Platform.end(with: run(Platform.arguments))
  }

  /// Parses and runs a command line and returns the exit code.
  static func run(_ arguments: [String]) -> Int32 {
    do {
      try parseAndRun(arguments)
      return RunStatus.success.rawValue
    } catch let code as ExitCode {
      return code.rawValue
    } catch {
      return end(error, arguments)
    }
  }

  /// What is wrong with the command line, and where to read on.
  private static func usageMessage(_ error: any Error, _ arguments: [String]) -> String {
    guard let command = arguments.first, !command.hasPrefix("-"), command != "help" else {
      return Message.line(Imgconv.message(for: error)) + " (see imgconv --help)"
    }
    guard Imgconv.commandNames.contains(command) else {
      return "there is no command '\(command)' (see imgconv --help)"
    }
    return Message.line(Imgconv.message(for: error)) + " (see imgconv \(command) --help)"
  }

  private static func parseAndRun(_ arguments: [String]) throws {
    var command = try Imgconv.parseAsRoot(arguments)
    try command.run()
  }

  /// Prints what was asked for (help, version), or one line about what is wrong with the command line.
  private static func end(_ error: any Error, _ arguments: [String]) -> Int32 {
    switch Imgconv.exitCode(for: error) {
    case .success:
      let text = CompletionScript.mended(
        Imgconv.fullMessage(for: error), commands: Imgconv.shownCommandNames)
      return Console.printOutput(text + "\n").rawValue
    case .validationFailure:
      Console.printMessage(usageMessage(error, arguments))
      return RunStatus.usage.rawValue
    default:
      Console.printMessage("a bug in imgconv: \(error)")
      return RunStatus.internalError.rawValue
    }
  }
}

/// The parser's messages.
enum Message {
  /// A message on one line: the parser lists many values below each other.
  static func line(_ message: String) -> String {
    let parts = message.split(separator: "\n").map { $0.drop { $0 == " " } }
    let values = parts.filter { $0.hasPrefix("- ") }.map { $0.dropFirst(2) }
    let words = parts.filter { !$0.hasPrefix("- ") }.joined(separator: " ")
    let list = values.isEmpty ? "" : " " + values.joined(separator: ", ")
    return words.prefix(1).lowercased() + words.dropFirst() + list
  }
}
