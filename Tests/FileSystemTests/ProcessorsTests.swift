// SPDX-License-Identifier: Apache-2.0

import Foundation
import FileSystem
import TestSupport
import Testing

@Suite("The processors that a process may use")
struct ProcessorsTests {
  /// A file tree that stands for the root of a system.
  let root: TemporaryDirectory

  private static let unified =
    "35 24 0:30 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate"
  private static let divided = """
    31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755
    32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct
    33 31 0:30 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset
    41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
    """

  init() throws { root = try TemporaryDirectory() }

  private func add(_ files: [String: String]) throws {
    for (name, text) in files { try root.add(name, Array((text + "\n").utf8)) }
  }

  private func processors(online: Int = 64) -> Int {
    System.processors(online: online, root: Path(root.path))
  }

  @Test("without control groups, and without a limit in them")
  func processorsWithoutControlGroups() throws {
    #expect(processors() == 64 && processors(online: 1) == 1)
    try add([
      "proc/self/cgroup": "0::/user.slice/me", "proc/self/mountinfo": ProcessorsTests.unified,
      "sys/fs/cgroup/user.slice/me/cpu.max": "max 100000",
    ])
    #expect(processors() == 64)
  }

  @Test(
    "version 2: a part of a processor counts as one",
    arguments: [
      ("100000 100000", 1), ("150000 100000", 2), ("200000 100000", 2), ("1000 100000", 1),
      ("400000 50000", 8), ("max 100000", 64), ("9900000 100000", 64), ("0 100000", 64),
      ("nonsense", 64), ("", 64),
    ])
  func quotaOfVersion2(quota: String, count: Int) throws {
    try add([
      "proc/self/cgroup": "0::/job", "proc/self/mountinfo": ProcessorsTests.unified,
      "sys/fs/cgroup/job/cpu.max": quota,
    ])
    #expect(processors() == count)
  }

  @Test("a group is bound by the groups above it")
  func quotaOfNestedGroups() throws {
    try add([
      "proc/self/cgroup": "0::/a/b/c", "proc/self/mountinfo": ProcessorsTests.unified,
      "sys/fs/cgroup/a/b/c/cpu.max": "max 100000", "sys/fs/cgroup/a/b/cpu.max": "500000 100000",
      "sys/fs/cgroup/a/cpu.max": "300000 100000",
    ])
    #expect(processors() == 3)
  }

  @Test(
    "version 1 beside others, with and without a quota", arguments: [("-1", 64), ("250000", 3)])
  func quotaOfVersion1(quota: String, count: Int) throws {
    try add([
      "proc/self/cgroup": "3:cpuset:/x\n2:cpu,cpuacct:/job:1/y\n1:name=systemd:/\n0::/",
      "proc/self/mountinfo": ProcessorsTests.divided,
      "sys/fs/cgroup/cpu,cpuacct/job:1/y/cpu.cfs_quota_us": "-1",
      "sys/fs/cgroup/cpu,cpuacct/job:1/y/cpu.cfs_period_us": "100000",
      "sys/fs/cgroup/cpu,cpuacct/job:1/cpu.cfs_quota_us": quota,
      "sys/fs/cgroup/cpu,cpuacct/job:1/cpu.cfs_period_us": "100000",
      "sys/fs/cgroup/cpuset/cpu.cfs_quota_us": "1", "sys/fs/cgroup/cpuset/cpu.cfs_period_us": "1",
    ])
    #expect(processors() == count)
  }

  @Test(
    "in a container: the mount shows a part of the tree, or the path leads out of it",
    arguments: [
      ("/docker/0123", "/docker/0123"), ("/docker/0123", "/docker/0123/../x"), ("/", "/../.."),
      ("/docker/0123", "/elsewhere"),
    ])
  func quotaInsideAContainer(mounted: String, group: String) throws {
    try add([
      "proc/self/cgroup": "0::\(group)",
      "proc/self/mountinfo": "35 24 0:30 \(mounted) /sys/fs/cgroup ro - cgroup2 cgroup2 rw",
      "sys/fs/cgroup/cpu.max": "200000 100000",
    ])
    #expect(processors() == 2)
  }

  @Test(
    "the scheduler's choice of processors",
    arguments: [("0-3", 4), ("5", 1), ("0,2,8-11", 6), ("0-1023", 64), ("?", 64), ("7-3", 64)])
  func affinityLimitsProcessors(list: String, count: Int) throws {
    try add(["proc/self/status": "Name:\ttest\nCpus_allowed:\tff\nCpus_allowed_list:\t\(list)"])
    #expect(processors() == count)
  }

  #if os(Linux)
    @Test("as many as nproc tells, or fewer where there is a quota")
    func sameAsTool() throws {
      let process = Process()
      let pipe = Pipe()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = ["-u", "OMP_NUM_THREADS", "nproc"]
      process.standardOutput = pipe
      try process.run()
      let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      let text = String(decoding: bytes, as: UTF8.self)
      let count = try #require(Int(text.trimmingCharacters(in: .whitespacesAndNewlines)))
      let quota = ControlGroups(root: "/").quota.map { max(1, Int($0.rounded(.up))) }
      #expect(System.processors == min(count, quota ?? count))
    }
  #endif
}
