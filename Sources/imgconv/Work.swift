// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Batch
import ImageFiles

/// What the paths of a command line ask for.
enum Work {
  /// One image to one place.
  case single(Job)
  /// Images to a folder, or to their own places.
  case batch(Plan)
  /// Nothing: the output is to stay.
  case nothing

  /// Tells files from folders and makes the plan of a batch.
  ///
  /// - Throws: `ValidationError`, `FileError` or `PlanError`; nothing was changed.
  init(_ paths: [String], format: FileFormat?, options: BatchOptions) throws {
    let inputs = options.inPlace ? paths : Array(paths.dropLast())
    let output = options.inPlace ? nil : paths.last
    let list = try options.listed()
    if list == nil && inputs.count == 1 && (inputs[0] == "-" || !Folder.exists(Path(inputs[0]))) {
      self = try Work(file: inputs[0], to: output, format: format, options: options)
      return
    }
    if inputs.contains("-") { throw ValidationError("standard input (-) must be the only input") }
    if let output { try Work.checkFolder(output) }
    let all = inputs.map(Work.planInput) + (list.map { [.list($0)] } ?? [])
    self = .batch(try Plan(all, to: output.map { Path($0) }, options.options(format: format)))
  }

  /// One image; an output with a slash at its end is a folder, in which the image keeps its name.
  private init(
    file: String, to output: String?, format: FileFormat?, options: BatchOptions
  ) throws {
    guard let output else {
      try Work.checkNoBatch(options)
      self = .single(Job(.path(file), to: .path(file)))
      return
    }
    if output.utf8.last == UInt8(ascii: "/") && file != "-" {
      try Work.checkFolder(output)
      let plan = try Plan(
        [.file(Path(file))], to: Path(output), options.options(format: format))
      if let job = plan.jobs.first, !options.dryRun {
        try plan.makeOutputFolder()
        self = .single(job)
      } else {
        self = .batch(plan)
      }
      return
    }
    try Work.checkNoBatch(options)
    let job = try Work.job(file, output)
    switch options.options(format: format).existing.ruling(on: job) {
    case .work: self = .single(job)
    case .skip: self = .nothing
    case .fail(let error): throw error
    }
  }

  private static func job(_ input: String, _ output: String) throws -> Job {
    let source = input == "-" ? Input.standardInput : .path(input)
    if output == "-" { return Job(source, to: .standardOutput) }
    if Folder.exists(Path(output)) {
      throw FileError(
        .cannotCreate, path: output,
        reason: "is a folder; add a file's name, or a slash to keep the input's name")
    }
    if case .path(let path) = source, Plan.foldsToSame(path, Path(output)) {
      throw FileError(
        .cannotCreate, path: output, reason: "is the input itself; choose another output")
    }
    return Job(source, to: .path(output))
  }

  private static func planInput(_ path: String) -> PlanInput {
    Folder.exists(Path(path)) ? .folder(Path(path)) : .file(Path(path))
  }

  private static func checkNoBatch(_ options: BatchOptions) throws {
    if let option = options.forBatchesOnly {
      throw ValidationError("\(option) is for folders and several files, not for one")
    }
  }

  private static func checkFolder(_ output: String) throws {
    if output == "-" {
      throw ValidationError("several images need a folder for their results, not -")
    }
    if !Folder.exists(Path(output)) && Folder.isTaken(Path(output)) {
      throw FileError(
        .cannotCreate, path: output, reason: "is not a folder; several images need one")
    }
  }
}
