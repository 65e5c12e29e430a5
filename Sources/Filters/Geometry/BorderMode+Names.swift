// SPDX-License-Identifier: Apache-2.0

extension BorderMode {
  /// A mode's name, and the mode; for `constant`, one with an example of a value.
  package typealias Named = (name: String, mode: BorderMode)

  /// All modes that fill samples outside the image by their names, in the order of the documentation.
  package static let named: [Named] = [
    ("zero", .zero), ("constant", .constant(0.5)), ("replicate", .replicate),
    ("symmetric", .symmetric), ("reflect", .reflect), ("wrap", .wrap),
  ]

  /// The name of the mode that fills nothing.
  private static let trimName = "trim"

  /// Creates the mode that a text names, such as `reflect` or `constant=0.5`; `nil` for any other text.
  package init?(text: String) {
    if text == Self.trimName {
      self = .trim
      return
    }
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard let mode = Self.named.first(where: { $0.name == parts[0] })?.mode else { return nil }
    guard case .constant = mode else {
      guard parts.count == 1 else { return nil }
      self = mode
      return
    }
    guard parts.count == 2, let value = Float(parts[1]), value.isFinite else { return nil }
    self = .constant(value)
  }

  /// The mode's name; `constant` with its value.
  package var text: String {
    if case .trim = self { return Self.trimName }
    if case .constant(let value) = self { return "constant=\(value)" }
    return Self.named.first { $0.mode == self }?.name ?? ""
  }

  /// The texts of all modes, with V for the value of a constant.
  package static var forms: [String] {
    named.map { if case .constant = $0.mode { "\($0.name)=V" } else { $0.name } }
  }

  /// The row `abcd` with `count` samples on either side, for a diagram; `v` stands for the value of a constant.
  package func diagram(count: Int) -> String {
    let row = ["a", "b", "c", "d"]
    let outside = if case .zero = self { "0" } else { "v" }
    func samples(_ positions: Range<Int>) -> String {
      positions.map { index($0, count: row.count).map { row[$0] } ?? outside }.joined()
    }
    return "\(samples(-count..<0)) \(row.joined()) \(samples(row.count..<row.count + count))"
  }
}
