// SPDX-License-Identifier: Apache-2.0

/// A search for the word that was probably meant.
package enum Nearest {
  /// Returns the candidate closest to a word; `nil` if none is close.
  ///
  /// In order of preference: a candidate equal except for case; one that begins with the word; one of more than three
  /// letters that the word begins with; the one with the fewest edits, at most one per three letters of the word (but
  /// at least one).
  package static func match(_ word: String, among candidates: [String]) -> String? {
    let word = word.lowercased()
    if word.isEmpty { return nil }
    if let same = candidates.first(where: { $0.lowercased() == word }) { return same }
    if word.count > 1, let longer = candidates.first(where: { $0.hasPrefix(word) }) {
      return longer
    }
    if let shorter = candidates.first(where: { $0.count > 3 && word.hasPrefix($0) }) {
      return shorter
    }
    let limit = max(1, word.count / 3)
    let near = candidates.map { (name: $0, edits: edits(word, $0)) }
      // A word of which no letter is kept is not a match.
      .filter { $0.edits <= limit && $0.edits < min(word.count, $0.name.count) }
    return near.min { $0.edits < $1.edits }?.name
  }

  /// Returns the number of insertions, deletions, replacements and swaps of neighbors that turn one word into the
  /// other.
  ///
  /// This is the optimal string alignment distance: no part of a word is edited twice.
  package static func edits(_ first: String, _ second: String) -> Int {
    let (first, second) = (Array(first), Array(second))
    if first.isEmpty || second.isEmpty { return max(first.count, second.count) }
    var rows = [Array(0...second.count)]
    for i in 1...first.count {
      var row = [i]
      for j in 1...second.count {
        let change = first[i - 1] == second[j - 1] ? 0 : 1
        var least = min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + change)
        if i > 1 && j > 1 && first[i - 1] == second[j - 2] && first[i - 2] == second[j - 1] {
          least = min(least, rows[i - 2][j - 2] + 1)
        }
        row.append(least)
      }
      rows.append(row)
    }
    return rows[first.count][second.count]
  }
}
