// SPDX-License-Identifier: Apache-2.0

import Batch
import Filters
import Foundation
import ImageFiles
import Locking
import TestSupport
import Testing

@Suite("Reports: what is recorded, repaired, resumed and verified")
struct ReportTests {
  let directory: TemporaryDirectory
  private let picture = TinyPNG.picture().encoded()

  init() throws {
    directory = try TemporaryDirectory()
    for name in ["a.png", "b.png", "sub/c.png", "sub/d.png"] {
      try directory.add("in/" + name, picture)
    }
    try directory.add("in/bad.png", Array(picture.prefix(100)))
  }

  private var report: String { directory.file("report.jsonl") }

  /// Runs the batch with the report.
  @discardableResult
  private func run(
    isResumed: Bool = false, sigma: Double = 1, change: (inout BatchRun) -> Void = { _ in }
  ) throws -> Summary {
    let conversion = try Conversion(.blur(.gaussian(sigma: sigma)))
    let plan = try Plan(directory: directory.file("in"), output: directory.file("out"))
    var batch = BatchRun(conversion)
    batch.report = try ReportFile(report, isContinued: isResumed)
    if isResumed { batch.earlier = try ReportIndex(report, recipe: conversion.identifier) }
    change(&batch)
    let record = RunRecord(
      version: "1", command: ["x"], recipe: conversion.identifier, directory: "/", started: 0,
      jobs: plan.jobs.count)
    return try plan.run(batch, record: record) { _ in }
  }

  /// The report's lines, each as Foundation reads it.
  private func records() throws -> [[String: Any]] {
    let text = String(decoding: try directory.read("report.jsonl"), as: UTF8.self)
    #expect(text.hasSuffix("\n"))
    return try text.split(separator: "\n").map { line in
      try #require(
        try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
  }

  /// The faults that a verification finds, by file name.
  private func faults() throws -> [String] {
    let faults = Locked<[String]>([])
    _ = try Verification(report).run { fault in
      let name = fault.path.split(separator: "/").suffix(2).joined(separator: "/")
      faults.withLock { $0.append("\(name): \(fault.reason)") }
    }
    return faults.withLock { $0.sorted() }
  }

  @Test("a run record, a record for each file, a summary")
  func runFilesAndSummaryAreRecorded() throws {
    try run()
    let records = try self.records()
    let kinds = ["run"] + [String](repeating: "file", count: 5) + ["summary"]
    #expect(records.compactMap { $0["record"] as? String } == kinds)
    #expect(records[0]["format"] as? Int == 1)
    #expect(records[0]["started"] as? String == "1970-01-01T00:00:00Z")
    let good = try #require(
      records.first { $0["input"] as? String == directory.file("in/sub/c.png") })
    #expect(good["status"] as? String == "done")
    #expect(good["output"] as? String == directory.file("out/sub/c.png"))
    #expect(good["input_size"] as? Int == picture.count)
    let made = try directory.read("out/sub/c.png")
    #expect(good["output_size"] as? Int == made.count)
    #expect(good["output_crc32"] as? String == CRC32.text(TinyPNG.crc32(made)))
    #expect(good["input_shape"] as? [Int] == [3, 17, 24])
    let bad = try #require(records.first { $0["status"] as? String == "failed" })
    #expect(bad["kind"] as? String == "unreadable" && bad["exit_code"] as? Int == 65)
    #expect((bad["reason"] as? String)?.hasPrefix("PNG: ") == true)
    let summary = try #require(records.last)
    #expect(summary["status"] as? String == "complete")
    #expect(summary["done"] as? Int == 4 && summary["failed"] as? Int == 1)
  }

  @Test("a resumed run does what is not done, and nothing else")
  func resumedRunDoesWhatIsLeft() throws {
    try run()
    let again = try run(isResumed: true)
    #expect(again.done == 0 && again.failed == 1 && again.skipped == 4)
    // Another size, another time, an output of another size, no output: each is done again.
    try directory.add("in/a.png", TinyPNG.picture(width: 30).encoded())
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 5)], ofItemAtPath: directory.file("in/b.png"))
    try directory.add("out/sub/c.png", [1])
    try FileManager.default.removeItem(atPath: directory.file("out/sub/d.png"))
    let third = try run(isResumed: true)
    #expect(third.done == 4 && third.skipped == 0)
    try directory.add("in/bad.png", picture)
    let fourth = try run(isResumed: true)
    #expect(fourth.done == 1 && fourth.skipped == 4 && fourth.status == .success)
    #expect(try faults() == [])
    let other = try run(isResumed: true, sigma: 2)
    #expect(other.done == 5 && other.skipped == 0)
    // Back again: the last record counts.
    #expect(try run(isResumed: true).done == 5)
  }

  @Test("without --resume a report begins anew")
  func reportStartsAgainWithoutResume() throws {
    try run()
    try run()
    #expect(try self.records().count == 7)
  }

  @Test("a report that is cut anywhere is repaired, and the run resumed", arguments: 0..<60)
  func cutReportIsRepaired(seed: Int) throws {
    try run()
    let whole = try directory.read("report.jsonl")
    var generator = SeededGenerator(seed: seed)
    // Line ends and places beside them are the special cases.
    let ends = whole.indices.filter { whole[$0] == 10 }
    let end = ends[seed % ends.count]
    let cut = seed < 21 ? end + seed / 7 : Int.random(in: 0...whole.count, using: &generator)
    try directory.add("report.jsonl", Array(whole.prefix(cut)))
    let kept = whole.prefix(cut).count { $0 == 10 }
    let summary = try run(isResumed: true)
    #expect(summary.done + summary.skipped == 4)
    // A line that only lacks its end counts.
    let lines = try self.records()
    #expect(lines.count >= kept + 1 + summary.done + 1 + 1)
    #expect(summary.skipped <= max(0, kept))
    #expect(try faults().count == 1)
  }

  @Test("a line that cannot be understood costs its file only")
  func unreadableLine() throws {
    try run()
    var lines = String(decoding: try directory.read("report.jsonl"), as: UTF8.self).split(
      separator: "\n")
    lines[2] = "{\"record\":\"fi\u{0}"
    try directory.add("report.jsonl", Array((lines.joined(separator: "\n") + "\n").utf8))
    #expect(try ReportIndex(report, recipe: "x").unreadable == 1)
    let summary = try run(isResumed: true)
    #expect(summary.done + summary.skipped == 4 && summary.done <= 1)
  }

  @Test(
    "a file that is no report is not touched",
    arguments: ["picture", "{\"a\":1}\n", "{\"record\":\"file\"}\n"])
  func noReport(content: String) throws {
    let bytes = content == "picture" ? picture : Array(content.utf8)
    try directory.add("report.jsonl", bytes)
    for isContinued in [false, true] {
      let error = #expect(throws: FileError.self) {
        try ReportFile(report, isContinued: isContinued)
      }
      #expect(
        error?.kind == .cannotCreate && error?.reason.contains("not an imgconv report") == true)
    }
    #expect(try directory.read("report.jsonl") == bytes)
    #expect(throws: FileError.self) { try ReportIndex(report, recipe: "") }
    #expect(throws: FileError.self) { try Verification(report).run { _ in } }
  }

  @Test("a newer format and a second writer are refused")
  func newerFormatAndSecondWriterAreRefused() throws {
    let first = try ReportFile(report, isContinued: false)
    let error = #expect(throws: FileError.self) { try ReportFile(report, isContinued: true) }
    #expect(error?.reason == "another run is writing this report")
    withExtendedLifetime(first) {}
    try directory.add("new.jsonl", Array("{\"record\":\"run\",\"format\":2}\n".utf8))
    let newer = #expect(throws: FileError.self) {
      try ReportIndex(directory.file("new.jsonl"), recipe: "")
    }
    #expect(newer?.reason == "is of version 2, this imgconv knows only 1")
  }

  @Test("verify finds each fault")
  func verifyFindsEachFault() throws {
    try FileManager.default.removeItem(atPath: directory.file("in/bad.png"))
    try run()
    #expect(try faults() == [])
    let made = try directory.read("out/a.png")
    var flipped = made
    flipped[made.count / 2] ^= 1
    try directory.add("out/a.png", flipped)
    try directory.add("out/b.png", made + [0])
    try FileManager.default.removeItem(atPath: directory.file("out/sub/c.png"))
    try directory.add("in/sub/d.png", picture + [0])
    let found = try faults()
    #expect(found.count == 4, "\(found)")
    for words in [
      "out/a.png: its CRC-32 is ", "out/b.png: has \(made.count + 1) bytes, \(made.count) were",
      "sub/c.png: the output is gone", "sub/d.png: the input was changed since",
    ] { #expect(found.contains { $0.hasPrefix(words) }, "\(words) in \(found)") }
    try FileManager.default.removeItem(atPath: directory.file("in/sub/d.png"))
    #expect(try faults().contains("sub/d.png: the input is gone"))
  }

  @Test("verify tells of a run that was not finished, and of files that failed")
  func verifyReportsUnfinishedRuns() throws {
    try run()
    #expect(try faults().count == 1)
    let whole = try directory.read("report.jsonl")
    let lines = whole.split(separator: 10)
    try directory.add("report.jsonl", Array(lines.dropLast().joined(separator: [10])) + [10])
    #expect(try faults().contains { $0.hasSuffix("the last run was not finished") })
  }

  @Test(
    "errors end a run where that is wanted, and what was not started is counted", arguments: [1, 2])
  func maxErrors(count: Int) throws {
    for index in 0..<20 { try directory.add("in/\(index).png", []) }
    let summary = try run {
      $0.threads = 1
      $0.maxErrors = count
    }
    #expect(summary.failed == count)
    #expect(summary.done + summary.failed + summary.notStarted == 25)
    #expect(summary.status == .someFailed)
    #expect(try self.records().last?["status"] as? String == "stopped")
    #expect(try self.records().last?["not_started"] as? Int == summary.notStarted)
  }

  @Test("a switch ends a run in order: no record for what was dropped, a summary")
  func interruptedRunEndsWithASummary() throws {
    let stop = CancellationFlag()
    stop.turnOn()
    let summary = try run { $0.conversion.stop = stop }
    #expect(summary.notStarted == 5 && summary.done == 0 && summary.status == .interrupted)
    let records = try self.records()
    #expect(records.count == 2 && records[1]["status"] as? String == "interrupted")
  }

  @Test("each option that changes pixels changes the identifier, and no other does")
  func identifierFollowsThePixels() throws {
    let plain = try Conversion(.blur(.gaussian(sigma: 1)))
    var others = [
      try Conversion(.blur(.gaussian(sigma: 1.0000000001))),
      try Conversion(.blur(Blur(.gaussian(vertical: 1, horizontal: 1), dilation: 2))),
      try Conversion(.blur(.gaussian(sigma: 1)), options: .init(border: .wrap)),
      try Conversion(.blur(.gaussian(sigma: 1)), options: .init(alpha: .keep)),
      try Conversion(.blur(.gaussian(sigma: 1)), options: .init(isLinear: true)),
      try Conversion(Recipe([.init(.blur(.gaussian(sigma: 1)))], isLinear: true)),
      try Conversion(.convolve(Convolve(Weights(shape: [1, 2], values: [1, 2])))),
      try Conversion(.convolve(Convolve(Weights(shape: [1, 2], values: [1, 2.0000002])))),
    ]
    let changes: [(inout Conversion) -> Void] = [
      { $0.map = .signed }, { $0.encoding.format = .jpeg }, { $0.encoding.bitDepth = 16 },
      { $0.encoding.quality = 91 }, { $0.encoding.keepsTables = true },
      { $0.encoding.subsampling = .s444 }, { $0.encoding.subsampling = .s420 },
      { $0.encoding.isProgressive = true }, { $0.orientation = .apply },
      { $0.encoding.compression = .small },
    ]
    for change in changes {
      var changed = plain
      change(&changed)
      others.append(changed)
    }
    let identifiers = others.map(\.identifier) + [plain.identifier]
    #expect(Set(identifiers).count == identifiers.count)
    var same = plain
    same.timeout = .seconds(1)
    same.budget = MemoryBudget(bytes: 5)
    same.stop = CancellationFlag()
    same.limits.maxPixels = 5
    #expect(same.identifier == plain.identifier)
    #expect(plain.identifier.utf8.count == 18)
  }

  /// If this fails, reports of earlier versions are no longer resumed: see `RecipeIdentifier.prefix`.
  @Test("the text of a conversion and its identifier are the stored ones")
  func storedIdentifier() throws {
    var conversion = try Conversion(.blur(.gaussian(sigma: 2)), options: .init(border: .wrap))
    conversion.encoding.format = .jpeg
    conversion.encoding.quality = 95
    let text = """
      recipe linear=false
      blur kernel=gaussian sigma=2.0,2.0 dilation=1 border=wrap alpha=premultiply linear=false tolerance=auto
      open tolerances 0.05 levels
      map clamp
      encoding format=jpeg depth=auto quality=95 keep=false subsampling=auto progressive=false compression=balanced

      """
    #expect(conversion.canonicalText == text)
    #expect(conversion.identifier == "2-03864ca147d55464")
  }

  @Test("files that imgconv 0.1.0 recorded as done are counted, and processed again")
  func olderReport() throws {
    try run(sigma: 1)
    let identifier = try Conversion(.blur(.gaussian(sigma: 1))).identifier
    let text = String(decoding: try directory.read("report.jsonl"), as: UTF8.self)
    try directory.add(
      "report.jsonl", Array(text.replacing(identifier, with: "6456e4a25102fd16").utf8))
    let index = try ReportIndex(report, recipe: identifier)
    #expect(index.incomparable == 4)
    #expect(index.count == 0)
  }

  @Test("outputs made by another recipe are counted; an output's last record counts")
  func otherRecipes() throws {
    try run(sigma: 1)
    let first = try Conversion(.blur(.gaussian(sigma: 1))).identifier
    let second = try Conversion(.blur(.gaussian(sigma: 2))).identifier
    let plan = try Plan(directory: directory.file("in"), output: directory.file("out"))
    #expect(try OtherRecipes(report, than: first).count(in: plan.jobs) == 0)
    // The bad file has no output.
    #expect(try OtherRecipes(report, than: second).count(in: plan.jobs) == 4)
    #expect(try OtherRecipes(report, than: second).count(in: plan.jobs.prefix(2)) == 2)
    try run(isResumed: true, sigma: 2)
    #expect(try OtherRecipes(report, than: first).count(in: plan.jobs) == 4)
    #expect(try OtherRecipes(report, than: second).count(in: plan.jobs) == 0)
    #expect(throws: FileError.self) { try OtherRecipes(directory.file("none"), than: first) }
  }
}
