// SPDX-License-Identifier: Apache-2.0

/// The control groups of this process on Linux, versions 1 and 2.
///
/// Sources: Linux, Documentation/admin-guide/cgroup-v2.rst (`cpu.max`), Documentation/scheduler/sched-bwc.rst
/// (`cpu.cfs_quota_us`), proc_pid_mountinfo(5).
package struct ControlGroups {
  /// The maximum size of a file that is read, in bytes.
  private static let limit = 1 << 20

  private let root: Path

  /// Creates the groups that `proc` and the mounts below `root` describe; `root` is `/` except in tests.
  package init(root: Path) { self.root = root }

  /// The processor time that the groups allow, in processors; `nil` without a limit.
  ///
  /// A group is also bound by the groups above it, so the smallest quota up to the mount point counts.
  package var quota: Double? {
    let mounts = lines("proc/self/mountinfo", containing: Mount.mark).compactMap(Mount.init)
    let groups = lines("proc/self/cgroup").compactMap(Membership.init)
    return groups.flatMap { group in
      mounts.first { $0.holds(group) }.map { quotas(of: group, in: $0) } ?? []
    }.min()
  }

  private func quotas(of group: Membership, in mount: Mount) -> [Double] {
    var names = mount.namesBelow(group.path)[...]
    var quotas: [Double] = []
    while true {
      let directory = ([mount.point] + names).joined(separator: "/")
      if let quota = group.isUnified ? unified(directory) : divided(directory) {
        quotas.append(quota)
      }
      if names.popLast() == nil { return quotas }
    }
  }

  /// Returns the quota of version 2: `MAX PERIOD` in microseconds, where `MAX` may be `max`.
  private func unified(_ directory: String) -> Double? {
    let words = lines(directory + "/cpu.max").first?.split(separator: " ") ?? []
    return words.count == 2 ? ControlGroups.ratio(words[0], words[1]) : nil
  }

  /// Returns the quota of version 1, where -1 means none.
  private func divided(_ directory: String) -> Double? {
    guard let quota = lines(directory + "/cpu.cfs_quota_us").first,
      let period = lines(directory + "/cpu.cfs_period_us").first
    else { return nil }
    return ControlGroups.ratio(quota, period)
  }

  private static func ratio(_ quota: Substring, _ period: Substring) -> Double? {
    guard let quota = Int(quota), let period = Int(period), quota > 0, period > 0 else {
      return nil
    }
    return Double(quota) / Double(period)
  }

  /// Returns the lines of a file below the root that contain a text; none if it cannot be read.
  private func lines(_ name: String, containing text: String = "") -> [Substring] {
    let path = root.appending(name.utf8.drop { $0 == UInt8(ascii: "/") })
    let bytes = System.contents(of: path, limit: ControlGroups.limit)
    return System.lines(of: bytes ?? [], containing: text)
  }
}

/// A line of /proc/self/cgroup, `NUMBER:CONTROLLERS:PATH`, of a hierarchy that may limit processors.
private struct Membership {
  /// Whether the hierarchy is that of version 2.
  let isUnified: Bool
  let path: Substring

  init?(_ line: Substring) {
    let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    guard fields.count == 3 else { return nil }
    isUnified = fields[0] == "0" && fields[1].isEmpty
    guard isUnified || fields[1].split(separator: ",").contains("cpu") else { return nil }
    path = fields[2]
  }
}

/// A mounted hierarchy of control groups.
private struct Mount {
  /// A text in every line of /proc/self/mountinfo that is of this kind.
  static let mark = " - cgroup"

  let point: String
  private let isUnified: Bool
  private let limitsProcessors: Bool
  /// The group that the mount point shows, which in a container is seldom `/`.
  private let root: [Substring]

  /// Creates the mount of a line of /proc/self/mountinfo; `nil` if it is of another kind.
  init?(_ line: Substring) {
    let words = line.split(separator: " ")
    guard let dash = words.firstIndex(of: "-"), dash >= 6, dash + 3 < words.count else {
      return nil
    }
    isUnified = words[dash + 1] == "cgroup2"
    limitsProcessors =
      isUnified
      || words[dash + 1] == "cgroup" && words[dash + 3].split(separator: ",").contains("cpu")
    if !limitsProcessors { return nil }
    root = words[3].split(separator: "/")
    // The kernel writes a space in a path as its octal number.
    let point = String(words[4])
    self.point =
      point.utf8.contains(UInt8(ascii: "\\")) ? point.replacing("\\040", with: " ") : point
  }

  func holds(_ group: Membership) -> Bool { isUnified == group.isUnified }

  /// Returns the names from the mount point to a group; none if the group is outside the mount.
  func namesBelow(_ path: Substring) -> [String] {
    let names = path.split(separator: "/")
    guard names.starts(with: root), !names.contains("..") else { return [] }
    return names.dropFirst(root.count).map(String.init)
  }
}
