// SPDX-License-Identifier: Apache-2.0

/// A collector for the notes of a batch, so that a note shared by many files is printed once.
///
/// Notes that differ only in numbers count as one kind.  Memory does not depend on the number of files.
package struct NoteTally: Sendable {
  private struct Kind {
    /// The note of `file`.
    var note: String
    /// The first file by name, so that the order in which files finish does not matter.
    var file: String
    var count: Int
    var areAlike = true
  }

  /// The maximum number of kinds kept.
  private static let limit = 50

  private var kinds: [String: Kind] = [:]
  /// The keys of `kinds`, in the order in which they were added.
  private var order: [String] = []
  /// The number of notes of kinds beyond the maximum, which have no line.
  package private(set) var leftOut = 0

  /// Creates an empty tally.
  package init() {}

  /// Counts the notes of a file, each kind once.
  package mutating func add(_ notes: [String], of file: String) {
    var seen: Set<String> = []
    for note in notes {
      let key = NoteTally.key(note)
      guard seen.insert(key).inserted else { continue }
      guard var kind = kinds[key] else {
        add(Kind(note: note, file: file, count: 1), for: key)
        continue
      }
      kind.count += 1
      if note != kind.note { kind.areAlike = false }
      if file < kind.file { (kind.note, kind.file) = (note, file) }
      kinds[key] = kind
    }
  }

  private mutating func add(_ kind: Kind, for key: String) {
    if order.count == NoteTally.limit {
      leftOut += 1
      return
    }
    kinds[key] = kind
    order.append(key)
  }

  /// A line for each kind of note, in the order in which they were added.
  package var lines: [String] {
    order.compactMap { kinds[$0] }.map { kind in
      if kind.count == 1 { return "\(kind.file): note: \(kind.note)" }
      return "note: \(kind.note) (\(kind.areAlike ? "" : "or similar, ")in \(kind.count) files, "
        + "such as \(kind.file))"
    }
  }

  /// Returns a note without its numbers.
  private static func key(_ note: String) -> String {
    var key = ""
    var isInNumber = false
    for character in note {
      let isDigit = character.isASCII && character.isNumber
      if isDigit && !isInNumber { key.append("#") }
      // A decimal point belongs to its number.
      isInNumber = isDigit || isInNumber && character == "."
      if !isInNumber { key.append(character) }
    }
    return key
  }
}
