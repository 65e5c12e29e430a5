// SPDX-License-Identifier: Apache-2.0

package import Filters
package import ImageFiles

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
  /// The input's position in its plan; `nil` if the plan could not use it, or in reports of older versions.
  package var place: Int?
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
  package init(_ outcome: Outcome, recipe: String, place: Int? = nil) {
    self.recipe = recipe
    self.place = place
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
    place = json["index"]?.int
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

  /// The record as a line of the report.
  package var json: JSON {
    var members: [(String, JSON)] = [("record", .string("file"))]
    members += input.members(key: "input") + (output?.members(key: "output") ?? [])
    members += [("status", .string(status.rawValue)), ("recipe", .string(recipe))]
    if let place { members.append(("index", .number(place))) }
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
