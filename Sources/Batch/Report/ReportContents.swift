// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles

/// The contents of a report: the last record of each file, and the runs.
///
/// The records stay in the report and are read again on request.  Each file takes about 120 bytes
/// while the report is read, and 32 afterwards.
struct ReportContents: Sendable {
  /// The position of a file's last record, with its status.
  struct Place: Sendable {
    let status: FileRecord.Status
    /// The kind of a failure; `nil` for a kind of a later version.
    let kind: FileError.Kind?
    /// Whether this is an archive, all of whose images have places of their own.
    let isArchive: Bool
    /// The file's position in its plan; the maximum if it is not recorded.
    fileprivate let position: UInt32
    fileprivate let start: Int
    fileprivate let count: Int32
  }

  /// The maximum number of runs that are kept.
  private static let maxRuns = 20

  /// A place for each file with a record, in the order in which they were first recorded.
  private(set) var places: [Place] = []
  /// The indices of all places in the order of the plan.
  ///
  /// Files without a recorded position come last, in the order in which they were first recorded.  Archives that are
  /// done are left out.
  private(set) var order: [Int] = []
  /// The last runs, in order.
  private(set) var runs: [RecordedRun] = []
  /// The number of all runs.
  private(set) var runCount = 0
  /// The sums over the last records.
  private(set) var totals = ReportTotals()
  /// The number of files done by runs with a summary, and their total time.
  private(set) var timed = (done: 0, duration: Duration.zero)
  /// The number of lines that could not be parsed.
  private(set) var unreadable = 0
  private let lines: ReportLines

  /// Reads a report.
  ///
  /// - Parameter visit: receives every file record, including those that later ones replace.
  /// - Throws: `.unreadable` if there is no such report; `.readWrite`; errors that `visit` throws.
  init(
    _ path: String, visit: (FileRecord) throws(FileError) -> Void = { _ in }
  ) throws(FileError) {
    var lines = try ReportLines(path)
    self.lines = lines
    var known: [RecordKey: Int32] = [:]
    while let (place, json) = try lines.nextRecord(unreadable: &unreadable) {
      if let record = FileRecord(json) {
        try visit(record)
        try add(record, at: place, to: &known)
      } else {
        add(json)
      }
    }
    if runCount == 0 { throw FileError(.unreadable, path: path, reason: "is empty") }
    order = places.indices.filter { !places[$0].isArchive || places[$0].status != .done }
      .sorted { (places[$0].position, $0) < (places[$1].position, $1) }
  }

  /// Returns the last record of a file; may be called from any number of threads.
  ///
  /// - Throws: `.readWrite`; `.unreadable` if the report has changed since.
  func record(at index: Int) throws(FileError) -> FileRecord {
    try record(places[index])
  }

  private func record(_ place: Place) throws(FileError) -> FileRecord {
    let json = try lines.record(at: place.start..<place.start + Int(place.count))
    guard let record = FileRecord(json) else { throw lines.fault("was changed while it was read") }
    return record
  }

  private mutating func add(
    _ record: FileRecord, at place: Range<Int>, to known: inout [RecordKey: Int32]
  ) throws(FileError) {
    if record.status == .skipped { return }
    // A record after a summary: the line that began its run could not be parsed.
    if runs.last?.summary != nil { add(RecordedRun()) }
    runs[runs.count - 1].count(record)
    let place = Place(
      status: record.status, kind: record.kind, isArchive: record.archive != nil,
      position: record.place.flatMap { UInt32(exactly: $0) } ?? .max, start: place.lowerBound,
      count: Int32(place.count))
    let key = RecordKey(record)
    if let index = known[key].map(Int.init) {
      totals.remove(try self.record(at: index))
      places[index] = place
    } else {
      known[key] = Int32(places.count)
      places.append(place)
    }
    totals.add(record)
  }

  private mutating func add(_ json: JSON) {
    if let run = RecordedRun(json) {
      add(run)
    } else if let summary = RecordedSummary(json) {
      runs[runs.count - 1].summary = summary
      timed.done += summary.done
      timed.duration += summary.duration
    }
  }

  private mutating func add(_ run: RecordedRun) {
    if runs.count == ReportContents.maxRuns { runs.removeFirst() }
    runs.append(run)
    runCount += 1
  }
}
