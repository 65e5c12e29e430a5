// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Batch
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
      let isStream = job.input == .standardInput && job.output == .standardOutput
      if isStream && levelsDirectory == nil { return runner.run(stream: job) }
      return runner.run(job, makesDirectory: makesDirectory)
    case .archive(let job):
      if levelsDirectory != nil {
        throw ValidationError("--write-levels takes the levels of one image, not of an archive")
      }
      return try Runner(self, conversion).run(archive: job)
    case .batch(let plan):
      if levelsDirectory != nil {
        throw ValidationError("--write-levels takes the levels of one image, not of several")
      }
      warn(ofOtherRecipesIn: plan.skippedJobs, conversion)
      return try Runner(self, conversion).run(plan)
    }
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
