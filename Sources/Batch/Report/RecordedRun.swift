// SPDX-License-Identifier: Apache-2.0

/// One run as a report records it; missing fields are empty.
package struct RecordedRun: Sendable, Hashable {
  /// The maximum length of a command line that is kept: a shell may have expanded it to every file.
  private static let maxCommandLength = 2000

  let version: String
  /// The command line, quoted for a shell, or its beginning.
  package let command: String
  /// The number of words of the command line that were left out.
  let wordsLeft: Int
  let recipe: String
  let directory: String
  let started: String
  /// The number of images planned.
  let jobs: Int?
  /// The number of records of files that are done; `failed` counts the others.
  private(set) var done = 0
  private(set) var failed = 0
  /// The summary of the run; `nil` if it has none.
  var summary: RecordedSummary?

  /// Creates a run of which only the file records are known.
  init() {
    (version, command, recipe, directory, started) = ("", "", "", "", "")
    wordsLeft = 0
    jobs = nil
  }

  /// Creates a run from its record; `nil` if the record is of another kind.
  package init?(_ json: JSON) {
    guard json["record"]?.string == "run" else { return nil }
    version = json["version"]?.string ?? ""
    recipe = json["recipe"]?.string ?? ""
    directory = json["folder"]?.string ?? ""
    started = json["started"]?.string ?? ""
    jobs = json["jobs"]?.int
    let words = json["command"]?.array?.compactMap(\.string) ?? []
    var command = "imgconv"
    var taken = 0
    for word in words {
      let quoted = " " + RecordedRun.quoted(word)
      if command.utf8.count + quoted.utf8.count > RecordedRun.maxCommandLength { break }
      command += quoted
      taken += 1
    }
    self.command = command
    wordsLeft = words.count - taken
  }

  mutating func count(_ record: FileRecord) {
    if record.archive != nil && record.status == .done { return }
    if record.status == .done { done += 1 } else { failed += 1 }
  }

  /// Returns a word quoted for a shell.
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
