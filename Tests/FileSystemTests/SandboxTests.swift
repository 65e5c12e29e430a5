// SPDX-License-Identifier: Apache-2.0

#if os(Linux)
  import CSandboxProbe
  import FileSystem
  import Glibc
  import TestSupport
  import Testing

  /// What a sandboxed child process could do.
  private struct Probe {
    let protection: Sandbox.Protection
    /// The error of each attempt, 0 for those that worked.
    let errors: [Int32]
    /// The names in the directory that the child may not change.
    let outside: [String]

    init() throws {
      let (inside, outside) = (try TemporaryDirectory(), try TemporaryDirectory())
      _ = (try inside.write([1], to: "file"), try outside.write([1], to: "file"))
      var errors = [Int32](repeating: -1, count: Int(PROBE_COUNT.rawValue))
      var status: Int32 = 0
      let holds = unsafe probe_run(inside.path, outside.path, &errors, &status)
      try #require(holds >= 0, "the child ended with status \(status)")
      protection = Sandbox.Protection(rawValue: UInt32(holds))
      self.errors = errors
      self.outside = try outside.names()
    }

    /// Returns the errors of some attempts.
    func errors(_ attempts: [probe_attempt]) -> [Int32] {
      attempts.map { errors[Int($0.rawValue)] }
    }

    /// What this system enforces.
    static let protection = (try? Probe())?.protection ?? []
  }

  @Suite("Sandbox")
  struct SandboxTests {
    private static let inside = [
      PROBE_CREATE_INSIDE, PROBE_RENAME_INSIDE, PROBE_LINK_INSIDE, PROBE_REMOVE_INSIDE,
      PROBE_MAKE_DIRECTORY_INSIDE, PROBE_READ_OUTSIDE, PROBE_THREAD, PROBE_ASK_WHETHER_ALIVE,
    ]
    private static let outside = [
      PROBE_CREATE_OUTSIDE, PROBE_OVERWRITE_OUTSIDE, PROBE_MOVE_OUTSIDE, PROBE_REMOVE_OUTSIDE,
      PROBE_MAKE_DIRECTORY_OUTSIDE, PROBE_MAKE_LINK_INSIDE,
    ]
    private static let calls = [
      PROBE_TRUNCATE_OUTSIDE, PROBE_CHANGE_MODE, PROBE_SOCKET, PROBE_SOCKET_PAIR, PROBE_EXECUTE,
      PROBE_FORK, PROBE_SIGNAL,
      PROBE_TRACE,
    ]

    @Test("what filtering images needs works")
    func neededCallsWork() throws {
      #expect(try Probe().errors(SandboxTests.inside) == Array(repeating: 0, count: 8))
    }

    @Test(
      "files outside the allowed directory stay as they are",
      .enabled(if: Probe.protection.contains(.files), "this kernel has no Landlock"))
    func filesOutsideStay() throws {
      let probe = try Probe()
      #expect(probe.errors(SandboxTests.outside) == Array(repeating: EACCES, count: 6))
      #expect(probe.outside == ["file"])
    }

    @Test(
      "programs, processes, sockets and signals are refused",
      .enabled(if: Probe.protection.contains(.calls), "this system has no seccomp"))
    func callsAreRefused() throws {
      #expect(try Probe().errors(SandboxTests.calls) == Array(repeating: EPERM, count: 8))
    }

    @Test("every attempt is expected to work or to fail")
    func attemptsAreComplete() {
      let all = SandboxTests.inside + SandboxTests.outside + SandboxTests.calls
      #expect(Set(all.map(\.rawValue)) == Set(0..<PROBE_COUNT.rawValue))
    }
  }
#endif
