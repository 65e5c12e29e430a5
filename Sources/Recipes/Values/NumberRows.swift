// SPDX-License-Identifier: Apache-2.0

/// Rows of numbers such as `1,2;3,4`, or with spaces between the numbers.
package struct NumberRows: ParameterValue {
  /// The rows, each with at least one number; there is at least one row.
  package let rows: [[Double]]

  /// Reads rows; `nil` for an empty row or anything that is not a number.
  package init?(text: String) {
    var rows: [[Double]] = []
    for row in text.split(separator: ";", omittingEmptySubsequences: false) {
      let fields = row.split(separator: ",", omittingEmptySubsequences: false)
      // Commas separate numbers; if there are none, spaces do.
      let words = fields.count == 1 ? row.split(separator: " ") : fields.map(\.trimmed)
      let numbers = words.compactMap { Double(whole: $0) }
      guard numbers.count == words.count, !numbers.isEmpty else { return nil }
      rows.append(numbers)
    }
    self.rows = rows
  }

  /// The rows, with commas and semicolons.
  package var text: String {
    rows.map { $0.map(\.description).joined(separator: ",") }.joined(separator: "; ")
  }

  /// Rows of numbers.
  package static var form: String { "rows of numbers, such as \"0,0,1; 0,1,0; 1,0,0\"" }
}

extension Substring {
  /// The text without leading and trailing spaces.
  fileprivate var trimmed: Substring {
    var text = self
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return text
  }
}
