// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Batch

/// The program's start and end.
@main
enum Entry {
  static func main() {
    Platform.ignoreWriteSignals()
    Platform.end(with: run(Array(CommandLine.arguments.dropFirst())))
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

  private static func parseAndRun(_ arguments: [String]) throws {
    var command = try Imgconv.parseAsRoot(arguments)
    try command.run()
  }

  /// Prints what was asked for (help, version), or one line about what is wrong with the command line.
  private static func end(_ error: any Error, _ arguments: [String]) -> Int32 {
    switch Imgconv.exitCode(for: error) {
    case .success:
      return Console.printOutput(Imgconv.fullMessage(for: error) + "\n").rawValue
    case .validationFailure:
      let command = arguments.first { Imgconv.commandNames.contains($0) }
      let help = (["imgconv", command].compactMap(\.self) + ["--help"]).joined(separator: " ")
      let lines = Imgconv.message(for: error).split(separator: "\n")
      Console.printMessage(lines.joined(separator: " ") + " (see \(help))")
      return RunStatus.usage.rawValue
    default:
      Console.printMessage("a bug in imgconv: \(error)")
      return RunStatus.internalError.rawValue
    }
  }
}
