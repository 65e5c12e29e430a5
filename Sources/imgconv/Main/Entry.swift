// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Batch
import Descriptions
import FileSystem
import FilterExplain
import Filters
import ImageFiles
import Recipes

/// The program's entry point.
@main
package enum Entry {
  package static func main() {
    System.ignoreWriteSignals()
    System.end(with: run(System.arguments))
  }

  /// Parses and runs a command line and returns the exit code.
  static func run(_ arguments: [String]) -> Int32 {
    if let line = FilterCommandLine(arguments) {
      return run(line, arguments)
    }
    if arguments == ["--version"] { return Console.printOutput(Imgconv.version + "\n").rawValue }
    let command = CommandSyntax(arguments)
    if arguments.isEmpty {
      Console.show(ShortHelp(command).text)
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
    } catch {
      return end(error, words)
    }
  }

  /// Returns what is wrong with a command line, which is not run; `nil` if it can be run, or asks for help.
  package static func mistake(in arguments: [String]) -> String? {
    if arguments.isEmpty || FilterCommandLine(arguments) != nil { return nil }
    let command = CommandSyntax(arguments)
    do {
      try CommandCheck.check(command)
      try OptionCheck.checkQuality(command)
      _ = try Imgconv.parseAsRoot(NegativeValues.joined(command))
      return nil
    } catch let error as UsageError {
      return error.description
    } catch {
      guard Imgconv.exitCode(for: error) == .validationFailure else { return nil }
      return usageError(error, command).description
    }
  }

  private static func run(_ line: FilterCommandLine, _ arguments: [String]) -> Int32 {
    do {
      try line.run()
      return RunStatus.success.rawValue
    } catch let code as ExitCode {
      return code.rawValue
    } catch {
      return end(error, CommandSyntax(NegativeValues.joined(CommandSyntax(arguments))))
    }
  }

  private static func parseAndRun(_ arguments: [String]) throws {
    var command = try Imgconv.parseAsRoot(arguments)
    try command.run()
  }

  /// Prints an error and returns its exit code.
  private static func end(_ error: any Error, _ command: CommandSyntax) -> Int32 {
    switch error {
    case is FileError, is PlanError, is RecipeError: Console.printError(error)
    case let error as UsageError: Console.printMessage(error.description)
    case is FilterError, is ShapeError, is MatrixReport.Refusal, is ExplainPage.Refusal:
      return endParsing(ValidationError(Advice.message(for: error)), command)
    default: return endParsing(error, command)
    }
    return RunStatus(error).rawValue
  }

  /// Prints the requested help or version, or one line about what is wrong with the command line.
  private static func endParsing(_ error: any Error, _ command: CommandSyntax) -> Int32 {
    switch Imgconv.exitCode(for: error) {
    case .success:
      let text = CompletionScript.fixed(
        Imgconv.fullMessage(for: error), commands: Imgconv.shownCommandNames)
      return Console.printOutput(HelpText.withTwoPages(text) + "\n").rawValue
    case .validationFailure:
      return end(usageError(error, command), command)
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
