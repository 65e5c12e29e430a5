// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Batch
import ImageFiles

/// What the paths of a command line ask for.
enum Work {
  /// One image to one place.
  case single(Job)
  /// Images to a folder.
  case batch(Plan)

  /// Tells files from folders and makes the plan of a batch.
  ///
  /// - Throws: `ValidationError`, `FileError` or `PlanError`; nothing was changed.
  init(_ paths: [String], format: FileFormat?) throws {
    guard let output = paths.last, let first = paths.first, paths.count > 1 else {
      throw ValidationError("an input and an output are needed")
    }
    let inputs = Array(paths.dropLast())
    if inputs.count > 1 {
      try Work.checkSeveral(inputs)
      try Work.checkFolder(output)
      self = .batch(try Plan(files: inputs, output: output, format: format))
    } else if first != "-" && Folder.exists(first) {
      try Work.checkFolder(output)
      self = .batch(try Plan(folder: first, output: output, format: format))
    } else {
      self = .single(try Work.job(first, output, format: format))
    }
  }

  /// One image; an output with a slash at its end is a folder, in which the image keeps its name.
  private static func job(_ input: String, _ output: String, format: FileFormat?) throws -> Job {
    let source = input == "-" ? Input.standardInput : .path(input)
    if output == "-" { return Job(source, to: .standardOutput) }
    if output.utf8.last == UInt8(ascii: "/") && input != "-" {
      try checkFolder(output)
      let plan = try Plan(files: [input], output: output, format: format)
      try plan.makeOutputFolder()
      return plan.jobs[0]
    }
    if Folder.exists(output) {
      throw FileError(
        .cannotCreate, path: output,
        reason: "is a folder; add a file's name, or a slash to keep the input's name")
    }
    return Job(source, to: .path(output))
  }

  private static func checkSeveral(_ inputs: [String]) throws {
    if inputs.contains("-") { throw ValidationError("standard input (-) must be the only input") }
    if let folder = inputs.first(where: Folder.exists) {
      throw ValidationError("\(folder) is a folder; give files only, or one folder")
    }
  }

  private static func checkFolder(_ output: String) throws {
    if output == "-" {
      throw ValidationError("several images need a folder for their results, not -")
    }
    if !Folder.exists(output) && Folder.isTaken(output) {
      throw FileError(
        .cannotCreate, path: output, reason: "is not a folder; several images need one")
    }
  }
}
