// SPDX-License-Identifier: Apache-2.0

import Batch
import Filters
import ImageFiles
import Locking
import TestSupport
import Testing

@Suite("Progress")
struct ProgressTests {
  private let start = ContinuousClock.now

  private func summary(
    _ done: Int, failed: Int = 0, skipped: Int = 0, bytes: Int = 0
  ) -> Summary {
    var summary = Summary()
    summary.done = done
    summary.failed = failed
    summary.skipped = skipped
    summary.inputBytes = bytes
    return summary
  }

  @Test("a batch without files is over, one that has just begun has no rate")
  func emptyBatchesAndBeginningsHaveNoRate() {
    let none = ProgressMeter(total: 0, at: start).progress(at: start)
    #expect(none.left == 0 && none.share == 1 && none.rate == nil && none.timeLeft == nil)
    let some = ProgressMeter(total: 8, at: start).progress(at: start + .seconds(3))
    #expect(some.left == 8 && some.share == 0 && some.rate == nil && some.timeLeft == nil)
  }

  @Test("few images are measured over the whole run, failed ones count, skipped ones do not")
  func fewImagesAreMeasuredOverTheRun() {
    var meter = ProgressMeter(total: 20, at: start)
    meter.take(summary(2, failed: 2, skipped: 6, bytes: 5_000_000), at: start + .seconds(40))
    let progress = meter.progress(at: start + .seconds(50))
    #expect(progress.left == 10 && progress.share == 0.5)
    #expect(progress.rate?.images == 4.0 / 50)
    #expect(progress.rate?.bytes == 100_000)
    #expect(progress.timeLeft == .seconds(125))
  }

  @Test("many images are measured over the last 20 seconds")
  func manyImagesAreMeasuredOverTwentySeconds() {
    var meter = ProgressMeter(total: 10_000, at: start)
    // 100 a second for 30 seconds, then 2 a second.
    for tenth in 1...300 {
      let count = 10 * tenth
      meter.take(summary(count, bytes: 1000 * count), at: start + .milliseconds(100 * tenth))
    }
    #expect(abs((meter.progress(at: start + .seconds(30)).rate?.images ?? 0) - 100) < 0.5)
    for second in 1...40 {
      let count = 3000 + 2 * second
      meter.take(summary(count, bytes: 1000 * count), at: start + .seconds(30 + second))
    }
    let progress = meter.progress(at: start + .seconds(70))
    #expect(progress.rate?.images == 2)
    #expect(progress.rate?.bytes == 2000)
    #expect(progress.timeLeft == .seconds(Double(10_000 - 3080) / 2))
  }

  @Test("when nothing comes any more the rate falls")
  func stallLowersTheRate() {
    var meter = ProgressMeter(total: 200, at: start)
    meter.take(summary(100), at: start + .seconds(10))
    let rates = [10, 20, 40].map { meter.progress(at: start + .seconds($0)).rate?.images }
    #expect(rates == [10, 5, 2.5])
  }

  @Test("a run tells each change of its counts, in order")
  func everyChangeOfCountsIsReported() throws {
    let directory = try TemporaryDirectory()
    let picture = TinyPNG.picture().encoded()
    for index in 0..<6 { try directory.add("in/\(index).png", index == 3 ? [1, 2, 3] : picture) }
    let plan = try Plan(directory: directory.file("in"), output: directory.file("out"))
    var run = BatchRun(try Conversion(.blur(.gaussian(sigma: 1))))
    let seen = Locked<[Summary]>([])
    run.watch = { summary in seen.withLock { $0.append(summary) } }
    let end = try plan.run(run) { _ in }
    let all = seen.withLock { $0 }
    #expect(all.map { $0.done + $0.failed } == [1, 2, 3, 4, 5, 6])
    #expect(all.last == end && end.failed == 1)
    #expect(end.inputBytes == 5 * picture.count)
  }
}
