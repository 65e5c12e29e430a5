// SPDX-License-Identifier: Apache-2.0

/// The record of a run: the first line that it writes to its report.
package struct RunRecord: Hashable, Sendable {
  /// The version of the report's format; readers reject a higher one.
  package static let format = 1
  /// The first bytes of every report.
  static let beginning = #"{"record":"run","#

  /// The version of imgconv.
  package var version: String
  /// The command line without the program's name.
  package var command: [String]
  /// The identifier of everything that affects pixels: `Conversion.identifier`.
  package var recipe: String
  /// The directory that relative names start from.
  package var directory: String
  /// The time when the run started, in seconds since 1970-01-01.
  package var started: Int
  /// The number of images planned.
  package var jobs: Int

  /// Creates a record from its fields.
  package init(
    version: String, command: [String], recipe: String, directory: String, started: Int, jobs: Int
  ) {
    self.version = version
    self.command = command
    self.recipe = recipe
    self.directory = directory
    self.started = started
    self.jobs = jobs
  }

  var json: JSON {
    .object([
      ("record", .string("run")),
      ("format", .number(RunRecord.format)),
      ("program", .string("imgconv")),
      ("version", .string(version)),
      ("command", .array(command.map(JSON.string))),
      ("recipe", .string(recipe)),
      ("folder", .string(directory)),
      ("started", .string(Timestamp.text(started))),
      ("jobs", .number(jobs)),
    ])
  }
}
