// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Batch
import Descriptions
import ImageFiles

/// The options for processing files: recording, stopping the run, and limits for memory and time.
struct RunOptions: OptionValues {
  /// The attributes of an input that its output may keep.
  enum Preserved: String, CaseIterable, ExpressibleByArgument {
    case mtime
  }

  var report: String?
  var resume = false
  var memory: ByteCount?
  var timeout: TimeLimit?
  var maxErrors: Int?
  var failFast = false
  var preserve: Preserved?
  var noSync = false

  static let declarations: [CommandOption<Self>] = [
    .option(
      "report", \.report,
      ArgumentHelp(
        "Record the outcome of each file as JSON Lines; - is standard output.", valueName: "file"),
      completion: .file()),
    .flag(
      "resume", \.resume,
      "Skip files that the report lists as done by the same recipe, unless they have changed."),
    .option(
      "memory", \.memory,
      ArgumentHelp(
        "Limit the memory of all images at work, such as 512M or 2GB; images wait until they fit.",
        valueName: "bytes")),
    .option(
      "timeout", \.timeout,
      ArgumentHelp("Limit the time for one file, such as 90s or 2m.", valueName: "time")),
    .option(
      "max-errors", \.maxErrors,
      ArgumentHelp("Stop starting new files after N failures.", valueName: "n")),
    .flag("fail-fast", \.failFast, "Stop starting new files after the first failure."),
    .option(
      "preserve", \.preserve,
      ArgumentHelp("Copy the modification time of the input.", valueName: "what")),
    .flag(
      "no-sync", \.noSync,
      "Leave flushing to the system: faster for many small files, unsafe if the machine loses power."
    ),
  ]

  func validate() throws {
    if resume && report == nil {
      throw ValidationError("--resume continues a report; name it with --report")
    }
    if resume && report == "-" {
      throw ValidationError("--resume needs a report in a file, not on standard output")
    }
    if report == "" { throw ValidationError("--report needs a file's name") }
    if let maxErrors, maxErrors < 1 {
      throw ValidationError("--max-errors is \(maxErrors); it must be positive")
    }
    if failFast && maxErrors != nil {
      throw ValidationError("--fail-fast is --max-errors 1; give one of them")
    }
  }

  /// Opens, repairs and reads the report, and returns the run that these options and a conversion describe.
  ///
  /// - Parameter recipe: the identifier of the conversion with all options that records depend on.
  /// - Throws: `FileError` for the report.
  func batchRun(
    _ conversion: Conversion, recipe: @autoclosure () -> String, threads: Int?
  ) throws(FileError) -> BatchRun {
    var conversion = conversion
    conversion.timeout = timeout?.duration
    conversion.budget = memory.map { MemoryBudget(bytes: $0.bytes) }
    conversion.keepsModificationTime = preserve == .mtime
    conversion.flushesOutputs = !noSync
    var run = BatchRun(conversion)
    if let threads { run.threads = threads }
    run.maxErrors = failFast ? 1 : maxErrors
    guard let report else { return run }
    if report == "-" {
      run.report = ReportFile()
    } else {
      run.report = try ReportFile(report, isContinued: resume, isFlushed: !noSync)
      if resume { run.earlier = try Self.earlier(report, recipe: recipe()) }
    }
    return run
  }

  /// Reads the report of a run to be resumed; warns if it is of a version whose records do not count.
  private static func earlier(
    _ report: String, recipe: String
  ) throws(FileError) -> ReportIndex {
    let index = try ReportIndex(report, recipe: recipe)
    if index.incomparable > 0 {
      Console.printMessage(
        "\(report): warning: the report was written by an older version of imgconv, whose recipe "
          + "identifiers cannot be compared; its files are processed again", color: .yellow)
    }
    return index
  }

  /// Returns the first record of the report; `nil` without one, as describing a conversion takes longer than filtering
  /// an icon.
  func record(recipe: @autoclosure () -> String, jobs: Int) -> RunRecord? {
    if report == nil { return nil }
    return RunRecord(
      version: Release.version, command: System.arguments,
      recipe: recipe(), directory: System.directory, started: System.time,
      jobs: jobs)
  }
}
