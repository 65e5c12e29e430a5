// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Batch

/// The program's entry point.
@main
enum Entry {
  static func main() {
    Platform.ignoreWriteSignals()
    Platform.end(with: run(Platform.arguments))
  }

  /// Parses and runs a command line and returns the exit code.
  static func run(_ arguments: [String]) -> Int32 {
    let command = CommandSyntax(arguments)
    if arguments.isEmpty {
      _ = Platform.write(Array(ShortHelp(command).text.utf8), to: 2)
      return RunStatus.usage.rawValue
    }
    var words = command
    do {
      try CommandCheck.check(command)
      if ShortHelp.isAskedFor(by: command) {
        return Console.printOutput(ShortHelp(command).text).rawValue
      }
      try OptionCheck.checkQuality(command)
      words = CommandSyntax(NegativeValues.joined(command))
      try parseAndRun(words.path + words.words)
      return RunStatus.success.rawValue
    } catch let code as ExitCode {
      return code.rawValue
    } catch let error as UsageError {
      return end(error)
    } catch {
      return end(error, words)
    }
  }

  private static func parseAndRun(_ arguments: [String]) throws {
    var command = try Imgconv.parseAsRoot(arguments)
    try command.run()
  }

  private static func end(_ error: UsageError) -> Int32 {
    Console.printMessage(error.description)
    return RunStatus.usage.rawValue
  }

  /// Prints the requested help or version, or one line about what is wrong with the command line.
  private static func end(_ error: any Error, _ command: CommandSyntax) -> Int32 {
    switch Imgconv.exitCode(for: error) {
    case .success:
      let text = CompletionScript.fixed(
        Imgconv.fullMessage(for: error), commands: Imgconv.shownCommandNames)
      return Console.printOutput(HelpText.withTwoPages(text) + "\n").rawValue
    case .validationFailure:
      return end(usageError(error, command))
    default:
      Console.printMessage("a bug in imgconv: \(error)")
      return RunStatus.internalError.rawValue
    }
  }

  /// Returns what is wrong with a rejected command line; unknown options take precedence.
  private static func usageError(_ error: any Error, _ command: CommandSyntax) -> UsageError {
    if !command.path.isEmpty {
      do { try OptionCheck(command).checkUnknown() } catch { return error }
    }
    return ParserMessage(command).error(Imgconv.message(for: error))
  }
}
