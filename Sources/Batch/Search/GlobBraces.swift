// SPDX-License-Identifier: Apache-2.0

/// Brace expansion in patterns: `*.{jpg,png}` expands to `*.jpg` and `*.png`.
enum GlobBraces {
  /// The maximum number of patterns that one may expand to; consecutive braces multiply.
  private static let maxBranches = 1000

  /// Returns the patterns without braces that a pattern expands to.
  ///
  /// - Throws: `Glob.Fault` for an unclosed `{` or too many patterns.
  static func expanded(
    _ pattern: [UInt8], of text: String
  ) throws(Glob.Fault) -> [[UInt8]] {
    var done: [[UInt8]] = []
    var open = [pattern]
    while let next = open.popLast() {
      guard let group = try firstGroup(next, of: text) else {
        done.append(next)
        continue
      }
      for alternative in group.alternatives.reversed() {
        open.append(Array(next[..<group.start]) + alternative + next[group.end...])
      }
      if done.count + open.count > maxBranches {
        throw Glob.Fault(
          description: "the pattern \(text) stands for more than \(maxBranches) patterns")
      }
    }
    return done
  }

  /// The first outermost braces.
  private struct Group {
    let start: Int
    let alternatives: [ArraySlice<UInt8>]
    /// The index after the `}`.
    let end: Int
  }

  private static func firstGroup(
    _ pattern: [UInt8], of text: String
  ) throws(Glob.Fault) -> Group? {
    var start: Int?
    var depth = 0
    var commas: [Int] = []
    var index = 0
    while index < pattern.count {
      switch pattern[index] {
      case UInt8(ascii: "\\"): index += 1
      case UInt8(ascii: "["): index = endOfClass(pattern, from: index)
      case UInt8(ascii: "{"):
        if depth == 0 { start = index }
        depth += 1
      case UInt8(ascii: ",") where depth == 1: commas.append(index)
      case UInt8(ascii: "}") where depth == 1:
        let start = start ?? 0
        let ends = [start] + commas + [index]
        return Group(
          start: start, alternatives: zip(ends, ends.dropFirst()).map { pattern[($0 + 1)..<$1] },
          end: index + 1)
      case UInt8(ascii: "}") where depth > 1: depth -= 1
      default: break
      }
      index += 1
    }
    if depth > 0 { throw Glob.Fault(description: "the pattern \(text) has a { without its }") }
    return nil
  }

  /// Returns the index of the `]` that closes a `[`, or of the `[` itself if nothing closes it.
  ///
  /// Braces and commas inside a class are literal.
  private static func endOfClass(_ pattern: [UInt8], from start: Int) -> Int {
    var index = start + 1
    if index < pattern.count, [UInt8(ascii: "!"), UInt8(ascii: "^")].contains(pattern[index]) {
      index += 1
    }
    // As the first character, `]` is literal.
    index += 1
    while index < pattern.count, pattern[index] != UInt8(ascii: "]") { index += 1 }
    return index < pattern.count ? index : start
  }
}
