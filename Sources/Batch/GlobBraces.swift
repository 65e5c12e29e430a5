// SPDX-License-Identifier: Apache-2.0

/// The braces of a pattern: `*.{jpg,png}` stands for `*.jpg` and `*.png`.
enum GlobBraces {
  /// The most patterns that one may stand for; braces after each other multiply.
  private static let maxBranches = 1000

  /// The patterns without braces that a pattern stands for.
  ///
  /// - Throws: `Glob.Fault` for a `{` without its `}`, or too many patterns.
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
    /// Behind the `}`.
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

  /// The index of the `]` that ends a `[`, whose characters are ordinary; that of the `[` itself if there is none.
  private static func endOfClass(_ pattern: [UInt8], from start: Int) -> Int {
    var index = start + 1
    if index < pattern.count, [UInt8(ascii: "!"), UInt8(ascii: "^")].contains(pattern[index]) {
      index += 1
    }
    // As the first character, `]` stands for itself.
    index += 1
    while index < pattern.count, pattern[index] != UInt8(ascii: "]") { index += 1 }
    return index < pattern.count ? index : start
  }
}
