// SPDX-License-Identifier: Apache-2.0

internal import CSystem

extension System {
  /// The number of processors that this process may use, at least 1.
  ///
  /// On Linux, the minimum of the processors that are online, those on which the scheduler may run the process, and the
  /// quota of its control groups, rounded up: 1.5 processors are worth two threads.  Computed once.
  package static let processors = processors(
    online: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))), root: "/")

  /// Returns the number of processors of the process that `proc` below `root` describes, at most `online`.
  package static func processors(online: Int, root: Path) -> Int {
    var count = online
    if let affinity = affinity(root: root) { count = min(count, affinity) }
    if let quota = ControlGroups(root: root).quota, quota < Double(count) {
      count = Int(quota.rounded(.up))
    }
    return max(1, count)
  }

  /// Returns the number of processors on which the scheduler may run the process, online or not; `nil` if it cannot be
  /// determined.
  ///
  /// Source: proc_pid_status(5), `Cpus_allowed_list`.
  private static func affinity(root: Path) -> Int? {
    let path = root.appending("proc/self/status".utf8)
    guard let bytes = contents(of: path, limit: 1 << 20) else { return nil }
    guard let line = lines(of: bytes, containing: "Cpus_allowed_list:").first,
      let list = line.split(whereSeparator: \.isWhitespace).dropFirst().first
    else { return nil }
    let counts = list.split(separator: ",").map { range -> Int in
      let ends = range.split(separator: "-").compactMap { Int($0) }
      guard let first = ends.first, let last = ends.last, ends.count <= 2 else { return 0 }
      return max(0, last - first + 1)
    }
    let count = counts.reduce(0, +)
    return count > 0 ? count : nil
  }

  /// Returns the lines that contain a text, without empty ones.
  ///
  /// Lines are found as bytes: every program starts with these files, and most of their lines do not matter.
  static func lines(of bytes: [UInt8], containing text: String) -> [Substring] {
    let text = Array(text.utf8)
    return bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
      let isFound = line.indices.contains { line[$0...].starts(with: text) }
      return isFound ? Substring(decoding: line, as: UTF8.self) : nil
    }
  }
}
