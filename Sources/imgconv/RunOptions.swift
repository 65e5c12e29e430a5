// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Batch
import ImageFiles

/// The options of how files are worked through: what is recorded, what ends the run, what one file
/// may take.
struct RunOptions: ParsableArguments {
  /// What of an input its output keeps.
  enum Preserved: String, CaseIterable, ExpressibleByArgument {
    case mtime
  }

  @Option(
    help: ArgumentHelp(
      "Record what becomes of each file as JSON Lines; - is standard output.", valueName: "file"),
    completion: .file())
  var report: String?

  @Flag(
    help:
      "Skip what the report records as done by the same recipe, if input and output still stand.")
  var resume = false

  @Option(
    help: ArgumentHelp(
      "Memory for all images in hand, such as 512M or 2G; an image waits until it fits.",
      valueName: "bytes"))
  var memory: ByteCount?

  @Option(help: ArgumentHelp("The longest that a file may take.", valueName: "seconds"))
  var timeout: Double?

  @Option(
    help: ArgumentHelp("Start no more files once so many have failed.", valueName: "n"))
  var maxErrors: Int?

  @Flag(help: "Start no more files once one has failed.")
  var failFast = false

  @Option(
    help: ArgumentHelp(
      "What an output takes from its input: the time of the last change.",
      valueName: "what"))
  var preserve: Preserved?

  func validate() throws {
    if resume && report == nil {
      throw ValidationError("--resume goes on with a report; name it with --report")
    }
    if resume && report == "-" {
      throw ValidationError("--resume needs a report in a file, not on standard output")
    }
    if report == "" { throw ValidationError("--report needs a file's name") }
    if let timeout, !(timeout > 0 && timeout < 1e9) {
      throw ValidationError("--timeout is \(timeout); it must be a positive number of seconds")
    }
    if let maxErrors, maxErrors < 1 {
      throw ValidationError("--max-errors is \(maxErrors); it must be positive")
    }
    if failFast && maxErrors != nil {
      throw ValidationError("--fail-fast is --max-errors 1; give one of them")
    }
  }

  /// The run that these options and a conversion describe; a report is opened, healed and read.
  ///
  /// - Throws: `FileError` about the report.
  func batchRun(_ conversion: Conversion, threads: Int?) throws(FileError) -> BatchRun {
    var conversion = conversion
    conversion.timeout = timeout.map { .milliseconds(Int(($0 * 1000).rounded(.up))) }
    conversion.budget = memory.map { MemoryBudget(bytes: $0.bytes) }
    conversion.keepsModificationTime = preserve == .mtime
    var run = BatchRun(conversion)
    if let threads { run.threads = threads }
    run.maxErrors = failFast ? 1 : maxErrors
    guard let report else { return run }
    if report == "-" {
      run.report = ReportFile()
    } else {
      run.report = try ReportFile(report, isContinued: resume)
      if resume { run.earlier = try ReportIndex(report, recipe: conversion.identifier) }
    }
    return run
  }

  /// The first record of the report; nil without one, as describing a conversion takes longer than filtering an icon.
  func record(_ conversion: Conversion, jobs: Int) -> RunRecord? {
    if report == nil { return nil }
    return RunRecord(
      version: Imgconv.version, command: Array(CommandLine.arguments.dropFirst()),
      recipe: conversion.identifier, folder: Surroundings.folder, started: Surroundings.time,
      jobs: jobs)
  }
}

/// A number of bytes, with K, M or G for 2^10, 2^20 or 2^30.
struct ByteCount: ExpressibleByArgument, Sendable {
  /// The number.
  let bytes: Int

  init?(argument: String) {
    let shifts: [Character: Int] = ["K": 10, "M": 20, "G": 30]
    let shift = argument.uppercased().last.flatMap { shifts[$0] }
    let digits = shift == nil ? argument[...] : argument.dropLast()
    guard let number = Int(digits), number > 0, number <= Int.max >> (shift ?? 0) else {
      return nil
    }
    bytes = number << (shift ?? 0)
  }
}
