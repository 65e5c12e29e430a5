// SPDX-License-Identifier: Apache-2.0

import Batch
import Filters
import ImageFiles
import TestSupport
import Testing

@Suite("The first files of a plan, and names with sizes")
struct LimitTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  private func plan(
    _ limit: Int?, name: String = "{stem}{ext}", by filter: Filter? = nil,
    change: (inout PlanOptions) -> Void = { _ in }
  ) throws -> Plan {
    var options = PlanOptions()
    options.limit = limit
    options.name = try NameTemplate(name)
    change(&options)
    return try Plan(
      [.directory(Path(directory.file("in")))], to: Path(directory.file("out")), options,
      by: filter.map { try Conversion($0) })
  }

  private func outputs(_ plan: Plan) -> [String] {
    plan.jobs.map { String($0.output.name.dropFirst(directory.file("out").count + 1)) }
  }

  /// A gray PNG of a size.
  private func picture(_ width: Int, _ height: Int) -> [UInt8] {
    TinyPNG(
      width: width, height: height, colorType: .gray, bitDepth: 8,
      samples: [Int](repeating: 7, count: width * height)
    ).encoded()
  }

  @Test("a limit takes the first files, before any are skipped")
  func limitTakesTheFirstFiles() throws {
    for name in ["a", "b", "c", "d"] { try directory.add("in/\(name).png", picture(2, 2)) }
    try directory.add("out/a.png")
    let limited = try plan(2) { $0.existing = .skip }
    #expect(outputs(limited) == ["b.png"] && limited.skipped == 1)
    #expect(limited.limit == PlanLimit(2, of: 4))
    #expect(limited.limit?.description == "limited: 2 of 4")
    // Nothing is cut off.
    for limit in [nil, 4, 5] { #expect(try plan(limit).limit == nil) }
    // A shard is taken first.
    let shard = try #require(Shard(1, of: 2))
    let part = try plan(nil) { $0.shard = shard }
    let first = try plan(1) { $0.shard = shard }
    #expect(Array(first.jobs) == Array(part.jobs.prefix(1)))
  }

  @Test("collisions count in the whole plan, whatever the limit")
  func collisionsCountInTheWholePlan() throws {
    for name in ["a.png", "x/b.png", "y/b.png"] { try directory.add("in/" + name, picture(2, 2)) }
    #expect(throws: PlanError.self) { try plan(1) }
  }

  @Test("names have the sizes of the outputs")
  func namesHaveTheSizesOfOutputs() throws {
    try directory.add("in/a.png", picture(6, 4))
    try directory.add("in/b.png", picture(3, 8))
    let half = Filter.downsample(Downsample(PerAxis(2)))
    let name = "{stem}-{width}x{height}{ext}"
    #expect(outputs(try plan(nil, name: name, by: half)) == ["a-3x2.png", "b-2x4.png"])
    let summary = try plan(nil, name: name, by: half).run(Conversion(half), threads: 1) { _ in }
    #expect(summary.done == 2)
    #expect(try Image(contentsOf: directory.file("out/b-2x4.png")).shape.height == 4)
    // The extension decides the format, and only the final names collide.
    #expect(
      outputs(try plan(nil, name: "{height}.png", by: half)) == ["2.png", "4.png"])
    try directory.add("in/c.png", picture(9, 4))
    #expect(throws: PlanError.self) { try plan(nil, name: "{height}.png", by: half) }
  }

  @Test("a file that cannot be read is a failed file, and does not stop the plan")
  func unreadableFilesFail() throws {
    for name in ["a", "b", "c"] {
      try directory.add("in/\(name).png", Array(picture(6, 4).prefix(20)))
    }
    try directory.add("in/d.png", picture(6, 4))
    let blur = Filter.blur(.gaussian(sigma: 1))
    let all = try plan(nil, name: "{width}.png", by: blur)
    #expect(outputs(all) == ["6.png"])
    #expect(all.unusable.map(\.path) == ["a", "b", "c"].map { directory.file("in/\($0).png") })
    #expect(all.unusable.allSatisfy { $0.kind == .unreadable })
    // They count in a limit.
    let first = try plan(2, name: "{width}.png", by: blur)
    #expect(outputs(first) == [] && first.unusable.count == 2)
    #expect(first.limit == PlanLimit(2, of: 4))
  }

  @Test("the report records the limit and the place of each file in the whole plan")
  func reportRecordsLimitAndPlaces() throws {
    for name in ["a", "b", "c", "d"] { try directory.add("in/\(name).png", picture(2, 2)) }
    try directory.add("out/a.png")
    let plan = try plan(3) { $0.existing = .skip }
    let conversion = try Conversion(.blur(.gaussian(sigma: 1)))
    for isFlushed in [true, false] {
      var batch = BatchRun(conversion)
      batch.conversion.flushesOutputs = isFlushed
      batch.threads = 1
      batch.report = try ReportFile(
        directory.file("r.jsonl"), isContinued: false, isFlushed: isFlushed)
      let record = RunRecord(
        version: "1", command: [], recipe: "r", directory: "/", started: 0,
        jobs: plan.jobs.count)
      #expect(try plan.run(batch, record: record) { _ in }.done == 2)
      let lines = String(decoding: try directory.read("r.jsonl"), as: UTF8.self).split(
        separator: "\n")
      #expect(lines.count == 4)
      #expect(lines[1].contains("\"index\":1,") && lines[2].contains("\"index\":2,"))
      #expect(lines[3].contains("\"limited\":{\"files\":3,\"of\":4},"))
    }
  }
}
