// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Batch
import ImageFiles

/// The work that the paths of a command line describe.
enum Work {
  /// One image to convert; `makesDirectory` says whether a missing output directory is created.
  case single(Job, makesDirectory: Bool)
  /// Images to convert to a directory or in place.
  case batch(Plan)
  /// A tar archive to convert.
  case archive(Job)
  /// No work: the output exists and is kept.
  case skipped(Job)

  /// Distinguishes files from directories, checks the output, and plans a batch.
  ///
  /// - Parameters:
  ///   - paths: the inputs, followed by the output unless `output` names it or the inputs are replaced.
  ///   - output: the output that `--output` names.
  ///   - conversion: the conversion, which determines sizes in the names of outputs.
  /// - Throws: `ValidationError`, `FileError` or `PlanError`; nothing has been changed in that case.
  static func plan(
    _ paths: [String], output named: String?, format: FileFormat?, options: BatchOptions,
    conversion: Conversion
  ) throws -> Work {
    if options.inPlace && named != nil {
      throw ValidationError("--output and --in-place exclude each other")
    }
    let inputs = named != nil || options.inPlace ? paths : paths.dropLast()
    let output = options.inPlace ? nil : named ?? paths.last
    if inputs.isEmpty && options.filesFrom == nil { throw ValidationError("an input is needed") }
    if inputs.contains("-") && (inputs.count > 1 || options.filesFrom != nil) {
      throw ValidationError("standard input (-) must be the only input")
    }
    if let names = try ArchivePaths(Array(inputs), to: output, options).names() {
      return try plan(job(names.input, names.output), options, format: format) { .archive($0) }
    }
    if options.filesFrom == nil, inputs.count == 1, let input = inputs.first,
      input == "-" || !Directory.exists(Path(input))
    {
      return try plan(
        file: input, to: output, format: format, options: options, conversion: conversion)
    }
    if let output {
      try OutputDirectory(output, of: Array(inputs), listed: options.filesFrom).check()
    }
    let list = try options.listed()
    let all = inputs.map(planInput) + (list.map { [.list($0)] } ?? [])
    return .batch(
      try Plan(all, to: output.map { Path($0) }, options.options(format: format), by: conversion))
  }

  /// Plans the work for one image; an output with a trailing slash is a directory, where the image keeps its name.
  private static func plan(
    file: String, to output: String?, format: FileFormat?, options: BatchOptions,
    conversion: Conversion
  ) throws -> Work {
    guard let output else {
      try checkNoBatch(options)
      return .single(Job(.path(file), to: .path(file)), makesDirectory: false)
    }
    if Path(output).endsInSlash {
      if file == "-" {
        throw ValidationError("standard input has no name to keep in \(output); name a file in it")
      }
      try OutputDirectory(output, of: [file], listed: nil).check()
      let plan = try Plan(
        [.file(Path(file))], to: Path(output), options.options(format: format), by: conversion)
      if let job = plan.jobs.first, plan.unusable.isEmpty {
        return .single(job, makesDirectory: true)
      }
      return .batch(plan)
    }
    try checkNoBatch(options)
    return try plan(job(file, output), options, format: format) {
      .single($0, makesDirectory: false)
    }
  }

  /// Plans the work for one job, whose output may exist.
  private static func plan(
    _ job: Job, _ options: BatchOptions, format: FileFormat?, _ work: (Job) -> Work
  ) throws -> Work {
    switch options.options(format: format).existing.decision(on: job) {
    case .work: return work(job)
    case .skip: return .skipped(job)
    case .fail(let error): throw error
    }
  }

  private static func job(_ input: String, _ output: String) throws -> Job {
    let source = input == "-" ? Input.standardInput : .path(input)
    if output == "-" { return Job(source, to: .standardOutput) }
    if Directory.exists(Path(output)) {
      throw FileError(
        .cannotCreate, path: output,
        reason: "is a directory; add a file name, or a slash to keep the input's name")
    }
    if case .path(let path) = source, Plan.foldsToSame(path, Path(output)) {
      throw FileError(
        .cannotCreate, path: output, reason: "is the input itself", detail: .isInput)
    }
    if let reason = AtomicFile.obstacle(to: Path(output)) {
      throw FileError(.cannotCreate, path: output, reason: reason)
    }
    return Job(source, to: .path(output))
  }

  private static func planInput(_ path: String) -> PlanInput {
    Directory.exists(Path(path)) ? .directory(Path(path)) : .file(Path(path))
  }

  private static func checkNoBatch(_ options: BatchOptions) throws {
    if let option = options.forBatchesOnly {
      throw ValidationError("\(option) is for directories and several files, not for one")
    }
  }
}
