// SPDX-License-Identifier: Apache-2.0

/// The bar of a progress line.
struct ProgressBar {
  /// The step by which a bar's width changes, in columns, so that it seldom changes with the words.
  private static let step = 5
  private static let longest = 40

  let isColored: Bool
  let isUnicode: Bool

  /// Returns a bar filled up to `share`; `nil` if there is not enough room for one.
  func drawn(_ share: Double, room: Int) -> String? {
    guard room >= ProgressBar.step else { return nil }
    let columns = min(room - room % ProgressBar.step, ProgressBar.longest)
    let full = min(columns, Int(share * Double(columns)))
    let (ink, paper) = isUnicode ? ("━", "─") : ("#", "-")
    let done = String(repeating: ink, count: full)
    let rest = String(repeating: paper, count: columns - full)
    return isColored ? Color.green.on(done) + Color.faint.on(rest) : done + rest
  }

  /// Returns a share in percent, in five columns; 100 % appears only at the end.
  static func percent(_ share: Double, isOver: Bool) -> String {
    let number = isOver ? 100 : min(99, Int(share * 100))
    return String(repeating: " ", count: number < 10 ? 2 : number < 100 ? 1 : 0) + "\(number) %"
  }
}
