// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Batch
import FileSystem
import Filters
import ImageFiles

extension SharedOptions {
  /// Runs a recipe on the files.
  ///
  /// The recipe's numbers are checked before any image is opened.
  ///
  /// - Parameter paths: the paths of the command line, without a recipe.
  /// - Throws: an error of the command line, the recipe or a file; `ExitCode` for failures that have been printed.
  func run(
    _ paths: [String], levelsDirectory: String? = nil, recipe: () throws -> Recipe
  ) throws {
    Console.setColor(messages.color)
    try check(paths)
    let recipe = try recipe()
    try checkStandardOutput()
    let conversion = try conversion(recipe)
    let work = try Work.plan(
      paths, output: output, format: format, options: batch, conversion: conversion)
    try perform(work, by: conversion, levelsDirectory: levelsDirectory).endCommand()
  }

  private func perform(
    _ work: Work, by conversion: Conversion, levelsDirectory: String?
  ) throws -> RunStatus {
    if batch.dryRun {
      return try DryRun(isQuiet: messages.quiet).perform(work, by: conversion, batch)
    }
    switch work {
    case .skipped(let job):
      warn(ofOtherRecipesIn: [job], conversion)
      return .success
    case .single(let job, let makesDirectory):
      var conversion = conversion
      if let levelsDirectory {
        try Plan.makeDirectory(Path(levelsDirectory))
        conversion.levelsDirectory = levelsDirectory
      }
      let runner = try Runner(self, conversion)
      // A failure has the same error when the job runs.
      if makesDirectory && job.input.mayExist { try? job.output.makeDirectory() }
      var places = ChangingPlaces(job)
      if let levelsDirectory { places.add(Path(levelsDirectory)) }
      enterSandbox(changing: places)
      let isStream = job.input == .standardInput && job.output == .standardOutput
      if isStream && levelsDirectory == nil { return runner.run(stream: job) }
      return runner.run(job, makesDirectory: makesDirectory)
    case .archive(let job):
      if levelsDirectory != nil {
        throw ValidationError("--write-levels takes the levels of one image, not of an archive")
      }
      let runner = try Runner(self, conversion)
      enterSandbox(changing: ChangingPlaces(job))
      return runner.run(archive: job)
    case .batch(let plan):
      if levelsDirectory != nil {
        throw ValidationError("--write-levels takes the levels of one image, not of several")
      }
      warn(ofOtherRecipesIn: plan.skippedJobs, conversion)
      let runner = try Runner(self, conversion)
      let isNew = plan.outputDirectory.map { !Directory.exists($0) } ?? false
      if !plan.jobs.isEmpty { try plan.makeOutputDirectory() }
      enterSandbox(changing: ChangingPlaces(plan, isNew: isNew))
      return try runner.run(plan)
    }
  }

  /// Gives up what the run does not need, before the first byte of an image is parsed.
  ///
  /// The inputs of `--in-place` and `--files-from` may be in any directory, which would all have to be found first.
  private func enterSandbox(changing places: @autoclosure () -> ChangingPlaces) {
    if batch.inPlace || batch.filesFrom != nil || System.variable("IMGCONV_SANDBOX") == "off" {
      return
    }
    let protection = Sandbox.enter(changing: places().places)
    if messages.verbose, let note = protection.note { Console.printMessage(note) }
  }

  /// Warns about skipped outputs that an earlier run made with another recipe, according to its report.
  ///
  /// Call this before the report of this run is started.
  private func warn(
    ofOtherRecipesIn skipped: some Collection<Job>, _ conversion: Conversion
  ) {
    guard let report = running.report, report != "-", !skipped.isEmpty, !messages.quiet else {
      return
    }
    // A missing or damaged report gives no warning; if it cannot be written, that is an error later.
    let count = (try? OtherRecipes(report, than: conversion.identifier))?.count(in: skipped) ?? 0
    if count == 0 { return }
    let option = batch.update ? "--update" : "--skip-existing"
    Console.printMessage(
      "\(report): warning: \(count) of the \(skipped.count) outputs that \(option) skips "
        + "\(count == 1 ? "was" : "were") made with a different recipe; run without \(option) to replace "
        + (count == 1 ? "it" : "them"), color: .yellow)
  }
}

extension Sandbox.Protection {
  /// A note on what the system cannot enforce; `nil` if it enforces all.
  fileprivate var note: String? {
    if self == .all { return nil }
    if isEmpty { return "no sandbox: this system has neither Landlock nor seccomp" }
    return contains(.calls)
      ? "half a sandbox: this system has no Landlock, which limits where files change"
      : "half a sandbox: this system has no seccomp, which limits system calls"
  }
}
