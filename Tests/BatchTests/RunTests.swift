// SPDX-License-Identifier: Apache-2.0

import Batch
import Filters
import Foundation
import ImageFiles
import Locking
import TestSupport
import Testing

@Suite("Workers and batches")
struct RunTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  @Test("every number once, never more at a time than asked for", arguments: [1, 2, 3, 8, 1000])
  func workersTakeEveryNumberOnce(threads: Int) {
    let seen = Locked([Int](repeating: 0, count: 100))
    let running = Locked((now: 0, most: 0))
    Workers.run(count: 100, threads: threads) { index in
      running.withLock {
        $0.now += 1
        $0.most = max($0.most, $0.now)
      }
      seen.withLock { $0[index] += 1 }
      Thread.sleep(forTimeInterval: 0.0005)
      running.withLock { $0.now -= 1 }
    }
    #expect(seen.withLock { $0 } == [Int](repeating: 1, count: 100))
    #expect(running.withLock { $0.most } <= threads)
  }

  @Test("no work is no call")
  func noWork() {
    Workers.run(count: 0, threads: 4) { Issue.record("called with \($0)") }
  }

  @Test("one bad file among many stops no other", arguments: [1, 4])
  func oneBad(threads: Int) throws {
    let good = TinyPNG.picture().encoded()
    for index in 0..<20 { try directory.add("in/\(index % 3)/\(index).png", good) }
    try directory.add("in/1/bad.png", Array(good.dropLast(20)))
    let plan = try Plan(directory: directory.file("in"), output: directory.file("out"))
    let outcomes = Locked<[String: RunStatus]>([:])
    let summary = try plan.run(
      Conversion(.blur(.gaussian(sigma: 1))), threads: threads
    ) { outcome in
      outcomes.withLock { $0[outcome.job?.input.name ?? ""] = outcome.status }
    }
    #expect(summary.done == 20)
    #expect(summary.failed == 1)
    #expect(summary.status == .someFailed)
    let statuses = outcomes.withLock { $0 }
    #expect(statuses.count == 21)
    #expect(statuses[directory.file("in/1/bad.png")] == .unreadable)
    let made = try directory.tree().filter { $0.hasPrefix("out/") }
    #expect(made.count == 23, "20 files and 3 directories, nothing else: \(made)")
  }

  @Test("a directory that cannot be made fails its files only")
  func directoryTaken() throws {
    let good = TinyPNG.picture().encoded()
    try directory.add("in/a/x.png", good)
    try directory.add("in/b/y.png", good)
    try directory.add("out/a", [])
    let plan = try Plan(directory: directory.file("in"), output: directory.file("out"))
    let summary = try plan.run(Conversion(.blur(.gaussian(sigma: 1))), threads: 2) { outcome in
      if case .failure(let error) = outcome.result { #expect(error.kind == .cannotCreate) }
    }
    #expect(summary.done == 1)
    #expect(summary.failed == 1)
    #expect(try directory.tree().contains("out/b/y.png"))
  }

  @Test("an output's directory that is a file is named")
  func nestedDirectoryTaken() throws {
    try directory.add("in/a/x.png", TinyPNG.picture().encoded())
    try directory.add("out/a", [])
    let plan = try Plan(directory: directory.file("in"), output: directory.file("out"))
    let messages = Locked<[String]>([])
    _ = try plan.run(Conversion(.blur(.gaussian(sigma: 1))), threads: 1) { outcome in
      if case .failure(let error) = outcome.result { messages.withLock { $0.append("\(error)") } }
    }
    let taken = directory.file("out/a")
    #expect(messages.withLock { $0 } == ["\(taken)/x.png: \(taken) is not a directory"])
  }

  @Test("for an input that is not there no directory is made")
  func missingInput() throws {
    let plan = try Plan(files: [directory.file("x.png")], output: directory.file("out"))
    let summary = BatchRun(try Conversion(.blur(.gaussian(sigma: 1)))).run(plan.jobs) { _ in }
    #expect(summary.failed == 1)
    #expect(try directory.tree() == [])
  }

  @Test("an output directory that cannot be made is an error before any work")
  func outputRoot() throws {
    try directory.add("in/x.png", TinyPNG.picture().encoded())
    let plan = try Plan(directory: directory.file("in"), output: directory.file("file/out"))
    // The plan looks at it too, but it came later.
    try directory.add("file")
    let error = #expect(throws: PlanError.self) {
      try plan.run(Conversion(.blur(.gaussian(sigma: 1))), threads: 2) { _ in
        Issue.record("worked")
      }
    }
    #expect(error.map { RunStatus($0) } == .cannotCreate)
  }

  @Test("the exit status is a fold over the outcomes")
  func exitStatusIsAFoldOverOutcomes() {
    #expect(Summary().status == .noInput)
    let codes: [FileError.Kind: Int32] = [
      .unreadable: 65, .cannotCreate: 73, .readWrite: 74, .limit: 75, .internalError: 70,
    ]
    for (kind, code) in codes { #expect(RunStatus(kind).rawValue == code) }
  }
}
