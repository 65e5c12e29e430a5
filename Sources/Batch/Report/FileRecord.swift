// SPDX-License-Identifier: Apache-2.0

package import Filters
package import ImageFiles

/// The record of one file, of a member of an archive, or of an archive: a line of a report.
///
/// The record of a member has the names of the archives too.  Only the record of the archive, which follows those of its
/// members, says that the output is complete.
package struct FileRecord: Sendable {
  /// The outcome for the file.
  package enum Status: String, Sendable {
    case done, failed, skipped
  }

  package let input: ReportedName
  package let output: ReportedName?
  package let status: Status
  package let recipe: String
  /// The name of a member in the input archive, and in the output if it has one there.
  package var member: (input: ReportedName, output: ReportedName?)?
  /// The counts of an archive; `nil` for a file or a member.
  package var archive: ArchiveCounts?
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

  /// Creates the record of a member of an archive.
  package init(_ outcome: MemberOutcome, of job: Job, recipe: String) {
    (input, output) = (ReportedName(job.input), ReportedName(job.output))
    self.recipe = recipe
    member = (
      ReportedName(bytes: outcome.name), outcome.output.map { ReportedName(bytes: $0) }
    )
    place = outcome.index
    duration = outcome.duration
    inputSize = outcome.inputSize
    written = outcome.written
    switch outcome.result {
    case .success(let result):
      status = .done
      shapes = (result.input, result.output)
      notes = result.notes
    case .failure(let error):
      status = .failed
      reason = error.reason
      kind = error.kind
    }
  }

  /// Creates the record of an archive after its last member, or after its failure.
  package init(
    _ result: Result<ArchiveSummary, FileError>, of job: Job, recipe: String, duration: Duration
  ) {
    (input, output) = (ReportedName(job.input), ReportedName(job.output))
    self.recipe = recipe
    self.duration = duration
    switch result {
    case .success(let summary):
      status = .done
      archive = ArchiveCounts(summary)
      inputSize = summary.stamp?.size
      inputTime = summary.stamp?.modified
      written = summary.written
      notes = summary.notes
    case .failure(let error):
      status = .failed
      archive = ArchiveCounts()
      reason = error.path == job.input.name ? error.reason : "\(error)"
      kind = error.kind
    }
  }

  /// The input's name for a page: a member's follows that of its archive.
  var shownInput: ReportedName { member.map { input.member($0.input) } ?? input }

  /// The output's name for a page.
  var shownOutput: ReportedName? {
    guard let member else { return output }
    return member.output.flatMap { name in output?.member(name) }
  }

  /// Creates the record from a line; `nil` if the line holds another kind of record or an invalid
  /// one.
  package init?(_ json: JSON) {
    guard let word = json["record"]?.string, word == "file" || word == "archive",
      let input = ReportedName(json, key: "input"),
      let status = json["status"]?.string.flatMap(Status.init), let recipe = json["recipe"]?.string
    else { return nil }
    self.input = input
    self.status = status
    self.recipe = recipe
    if word == "archive" { archive = ArchiveCounts(json) }
    member = ReportedName(json, key: "member").map {
      ($0, ReportedName(json, key: "output_member"))
    }
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
    var members: [(String, JSON)] = [("record", .string(archive == nil ? "file" : "archive"))]
    members += input.members(key: "input")
    if let member { members += member.input.members(key: "member") }
    members += output?.members(key: "output") ?? []
    if let member { members += member.output?.members(key: "output_member") ?? [] }
    members += [("status", .string(status.rawValue)), ("recipe", .string(recipe))]
    if let place { members.append(("index", .number(place))) }
    members += archive?.members ?? []
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
