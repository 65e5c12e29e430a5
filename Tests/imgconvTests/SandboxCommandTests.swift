// SPDX-License-Identifier: Apache-2.0

#if os(Linux)
  import Foundation
  import TestSupport
  import Testing

  /// What the tests below need to know before they run.
  private enum SandboxOfTests {
    static let picture = TinyPNG.picture(width: 30, height: 20).encoded()

    /// Whether this system has all parts of the sandbox, and the tests do not run without it.
    static let isWhole: Bool = {
      if ProcessInfo.processInfo.environment["IMGCONV_SANDBOX"] == "off" { return false }
      guard let directory = try? TemporaryDirectory(),
        (try? directory.add("a.png", picture)) != nil,
        let run = try? Command.run(["blur", "-v", "a.png", "b.png"], in: directory)
      else { return true }
      return !run.messages.contains("sandbox")
    }()
  }

  /// The sandbox of the program; `SandboxTests` shows what it refuses.
  @Suite(
    "The program's sandbox",
    .enabled(if: SandboxOfTests.isWhole, "there is no whole sandbox here"))
  struct SandboxCommandTests {
    let directory: TemporaryDirectory

    init() throws {
      directory = try TemporaryDirectory()
      try directory.add("in/a.png", SandboxOfTests.picture)
      try directory.add("in/sub/b.png", SandboxOfTests.picture)
    }

    /// Starts a command whose input is a pipe without a writer, and returns the value of `Seccomp` for each of its
    /// threads, 2 for a filter, once it waits for the input.
    private func filters(_ line: String) throws -> Set<String> {
      guard unsafe mkfifo(directory.file("pipe"), 0o600) == 0 else {
        throw CocoaError(.fileWriteUnknown)
      }
      let process = try Command.startedShell(line, in: directory)
      defer {
        process.terminate()
        process.waitUntilExit()
      }
      let tasks = "/proc/\(process.processIdentifier)/task"
      for _ in 0..<1000 {
        let states = try FileManager.default.contentsOfDirectory(atPath: tasks).compactMap {
          try? String(contentsOfFile: "\(tasks)/\($0)/status", encoding: .utf8)
        }
        let waits = states.contains { $0.contains("Name:\timgconv") } && states.count > 1
        if waits {
          return Set(
            states.compactMap { $0.firstMatch(of: /Seccomp:\s+(\d)/).map { String($0.1) } })
        }
        usleep(10_000)
      }
      return []
    }

    @Test("every thread of a conversion is restricted before the input is opened")
    func conversionIsRestricted() throws {
      #expect(try filters("exec $imgconv blur pipe out.png") == ["2"])
    }

    @Test("IMGCONV_SANDBOX=off goes without")
    func sandboxIsLeftOut() throws {
      #expect(try filters("export IMGCONV_SANDBOX=off; exec $imgconv blur pipe out.png") == ["0"])
    }

    @Test("an output directory that becomes a link while the program waits leads nowhere")
    func swappedDirectoryIsRefused() throws {
      try directory.makeDirectory("out")
      try directory.makeDirectory("elsewhere")
      let line =
        "mkfifo p; $imgconv blur p out/a.png & sleep 0.5; mv out old; ln -s elsewhere out; "
        + "cat in/a.png > p; wait $!"
      let run = try Command.shell(line, in: directory)
      #expect(run.code == 73)
      #expect(run.messages.contains("out/a.png: "))
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: directory.file("elsewhere")) == [])
    }

    @Test("outputs that links lead elsewhere are written there")
    func linksAreFollowed() throws {
      try directory.makeDirectory("out")
      try directory.makeDirectory("elsewhere/sub")
      try directory.add("elsewhere/target.png", [1])
      try directory.link("out/a.png", to: "../elsewhere/target.png")
      try directory.link("out/sub", to: "../elsewhere/sub")
      let run = try Command.run(["blur", "in", "out"], in: directory)
      #expect(run.code == 0, "\(run.messages)")
      #expect(try directory.read("elsewhere/target.png").starts(with: [0x89, 0x50]))
      #expect(try directory.read("elsewhere/sub/b.png").starts(with: [0x89, 0x50]))
    }

    @Test("reports, levels and devices are written")
    func otherPlaces() throws {
      let run = try Command.shell(
        "$imgconv atrous --levels 2 --write-levels levels/deep in/a.png results/ --report r.jsonl && "
          + "$imgconv blur in/a.png /dev/null --format png", in: directory)
      #expect(run.code == 0, "\(run.messages)")
      #expect(try directory.read("results/a.png").starts(with: [0x89, 0x50]))
    }
  }
#endif
