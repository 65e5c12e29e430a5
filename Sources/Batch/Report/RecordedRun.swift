// SPDX-License-Identifier: Apache-2.0

/// What a report says of one run; what a line lacks is empty.
struct RecordedRun: Sendable, Hashable {
  /// The longest command line that is kept, in characters: a shell may have named every file in it.
  private static let longestCommand = 2000

  let version: String
  /// The command line as a shell would take it, or its beginning.
  let command: String
  /// The words of the command line that were left out.
  let wordsLeft: Int
  let recipe: String
  let folder: String
  let started: String
  /// The images planned.
  let jobs: Int?
  /// The records of the run.
  private(set) var done = 0
  private(set) var failed = 0
  /// How it ended; nil if it has no summary.
  var summary: RecordedSummary?

  /// A run of which nothing is known but its records.
  init() {
    (version, command, recipe, folder, started) = ("", "", "", "", "")
    wordsLeft = 0
    jobs = nil
  }

  /// The run of a record; nil if it is another kind of record.
  init?(_ json: JSON) {
    guard json["record"]?.string == "run" else { return nil }
    version = json["version"]?.string ?? ""
    recipe = json["recipe"]?.string ?? ""
    folder = json["folder"]?.string ?? ""
    started = json["started"]?.string ?? ""
    jobs = json["jobs"]?.int
    let words = json["command"]?.array?.compactMap(\.string) ?? []
    var command = "imgconv"
    var taken = 0
    for word in words {
      let quoted = " " + RecordedRun.quoted(word)
      if command.utf8.count + quoted.utf8.count > RecordedRun.longestCommand { break }
      command += quoted
      taken += 1
    }
    self.command = command
    wordsLeft = words.count - taken
  }

  mutating func count(_ record: FileRecord) {
    if record.status == .done { done += 1 } else { failed += 1 }
  }

  /// A word as a shell takes it.
  private static func quoted(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy { byte in
      let letter = byte | 0x20
      return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter)
        || (UInt8(ascii: "+")...UInt8(ascii: ":")).contains(byte)
        || [UInt8(ascii: "_"), UInt8(ascii: "="), UInt8(ascii: "@")].contains(byte)
    }
    if isPlain && !word.isEmpty { return word }
    return "'"
      + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#)
      + "'"
  }
}

/// What the summary of a run says; numbers that it lacks are 0.
struct RecordedSummary: Sendable, Hashable {
  /// Nil for a word of a later version.
  let status: SummaryRecord.Status?
  let done: Int
  let failed: Int
  let skipped: Int
  let dropped: Int
  let notStarted: Int
  let duration: Duration

  /// The summary of a record; nil if it is another kind of record.
  init?(_ json: JSON) {
    guard json["record"]?.string == "summary" else { return nil }
    func count(_ name: String) -> Int { min(max(0, json[name]?.int ?? 0), 1 << 40) }
    status = json["status"]?.string.flatMap(SummaryRecord.Status.init)
    done = count("done")
    failed = count("failed")
    skipped = count("skipped")
    dropped = count("dropped")
    notStarted = count("not_started")
    duration = Duration(milliseconds: json["ms"]) ?? .zero
  }
}
