// SPDX-License-Identifier: Apache-2.0

package import Filters
package import ImageFiles

/// The record of a run: the first line that it writes to its report.
public struct RunRecord: Hashable, Sendable {
  /// The version of the report's format; readers reject a higher one.
  public static let format = 1
  /// The first bytes of every report.
  static let beginning = #"{"record":"run","#

  /// The version of imgconv.
  public var version: String
  /// The command line without the program's name.
  public var command: [String]
  /// The identifier of everything that affects pixels: `Conversion.identifier`.
  public var recipe: String
  /// The directory that relative names start from.
  public var directory: String
  /// The time when the run started, in seconds since 1970-01-01.
  public var started: Int
  /// The number of images planned.
  public var jobs: Int

  /// Creates a record from its fields.
  public init(
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

/// The record of one file: a line of a report.
package struct FileRecord: Sendable {
  /// The outcome for the file.
  package enum Status: String, Sendable {
    case done, failed, skipped
  }

  package let input: ReportedName
  package let output: ReportedName?
  package let status: Status
  package let recipe: String
  /// The reason why it failed or was skipped.
  package var reason: String?
  package var kind: FileError.Kind?
  /// The input's size when it was read; `inputTime` is its modification time then.
  package var inputSize: Int?
  package var inputTime: Int?
  package var written: WrittenFile?
  package var shapes: (input: Shape, output: Shape)?
  package var notes: [String] = []
  package var duration = Duration.zero

  /// Creates the record of an outcome.
  package init(_ outcome: Outcome, recipe: String) {
    self.recipe = recipe
    duration = outcome.duration
    output = outcome.job.map { ReportedName($0.output) }
    switch outcome.result {
    case .success(let result):
      input = outcome.job.map { ReportedName($0.input) } ?? ReportedName(bytes: [])
      status = .done
      inputSize = result.stamp?.size
      inputTime = result.stamp?.modified
      written = result.written
      shapes = (result.input, result.output)
      notes = result.notes
    case .failure(let error):
      input =
        outcome.job.map { ReportedName($0.input) } ?? ReportedName(bytes: Array(error.path.utf8))
      status = .failed
      // The message names the file at fault; the input is in the record already.
      let isInput = input.bytes.elementsEqual(error.path.utf8)
      reason = isInput ? error.reason : "\(error)"
      kind = error.kind
    }
  }

  /// Creates the record from a line; `nil` if the line holds another kind of record or an invalid
  /// one.
  package init?(_ json: JSON) {
    guard json["record"]?.string == "file", let input = ReportedName(json, key: "input"),
      let status = json["status"]?.string.flatMap(Status.init), let recipe = json["recipe"]?.string
    else { return nil }
    self.input = input
    self.status = status
    self.recipe = recipe
    output = ReportedName(json, key: "output")
    reason = json["reason"]?.string
    inputSize = json["input_size"]?.int
    inputTime = json["input_mtime_ns"]?.int
    if let size = json["output_size"]?.int,
      let checksum = json["output_crc32"]?.string.flatMap({ UInt32($0, radix: 16) })
    {
      written = WrittenFile(size: size, checksum: checksum)
    }
    kind = json["kind"]?.string.flatMap(FileError.Kind.init(word:))
    if let before = Shape(json["input_shape"]), let after = Shape(json["output_shape"]) {
      shapes = (before, after)
    }
    notes = json["notes"]?.array?.compactMap(\.string) ?? []
    duration = Duration(milliseconds: json["ms"]) ?? .zero
  }

  var json: JSON {
    var members: [(String, JSON)] = [("record", .string("file"))]
    members += input.members(key: "input") + (output?.members(key: "output") ?? [])
    members += [("status", .string(status.rawValue)), ("recipe", .string(recipe))]
    if let reason { members.append(("reason", .string(reason))) }
    if let kind {
      members.append(("kind", .string(kind.word)))
      members.append(("exit_code", .number(Int(RunStatus(kind).rawValue))))
    }
    if let inputSize { members.append(("input_size", .number(inputSize))) }
    if let inputTime { members.append(("input_mtime_ns", .number(inputTime))) }
    if let written {
      members.append(("output_size", .number(written.size)))
      members.append(("output_crc32", .string(CRC32.text(written.checksum))))
    }
    if let shapes {
      members.append(("input_shape", shapes.input.json))
      members.append(("output_shape", shapes.output.json))
    }
    if !notes.isEmpty { members.append(("notes", .array(notes.map(JSON.string)))) }
    members.append(("ms", duration.milliseconds))
    return .object(members)
  }
}

/// The summary of a run: the last line that it writes to its report.
struct SummaryRecord {
  /// The way in which a run ended.
  enum Status: String {
    /// Every file was tried.
    case complete
    /// Failures ended it: `--fail-fast`, `--max-errors`.
    case stopped
    /// A signal ended it.
    case interrupted
  }

  let status: Status
  let summary: Summary
  let duration: Duration

  var json: JSON {
    .object([
      ("record", .string("summary")),
      ("status", .string(status.rawValue)),
      ("done", .number(summary.done)),
      ("failed", .number(summary.failed)),
      ("skipped", .number(summary.skipped)),
      ("dropped", .number(summary.dropped)),
      ("not_started", .number(summary.notStarted)),
      ("ms", duration.milliseconds),
    ])
  }
}

extension FileError.Kind {
  /// Creates the kind from its word in a report.
  fileprivate init?(word: String) {
    guard let kind = FileError.Kind.allCases.first(where: { $0.word == word }) else { return nil }
    self = kind
  }

  /// The kind's word in a report.
  fileprivate var word: String {
    switch self {
    case .unreadable: "unreadable"
    case .cannotCreate: "cannot-create"
    case .readWrite: "read-write"
    case .readerGone: "reader-gone"
    case .limit: "limit"
    case .interrupted: "interrupted"
    case .internalError: "internal"
    }
  }
}

extension Shape {
  /// Creates a shape from a record; `nil` if there is none.
  fileprivate init?(_ json: JSON?) {
    guard let sides = json?.array?.compactMap(\.int), sides.count == 3, sides.allSatisfy({ $0 > 0 })
    else { return nil }
    self.init(channels: sides[0], height: sides[1], width: sides[2])
  }

  /// The shape in a record: channels, height, width.
  fileprivate var json: JSON { .array([channels, height, width].map(JSON.number)) }
}

extension Duration {
  /// Creates a duration from a record; `nil` if there is none or if it is out of range.
  init?(milliseconds json: JSON?) {
    guard let milliseconds = json?.real, (0...1e15).contains(milliseconds) else { return nil }
    self = .microseconds(Int((milliseconds * 1000).rounded()))
  }

  /// The duration in milliseconds, to three decimals.
  fileprivate var milliseconds: JSON {
    .real((self / .microseconds(1)).rounded() / 1000)
  }
}
