// SPDX-License-Identifier: Apache-2.0

import Filters
import Foundation
import ImageFiles
import Locking
import TestSupport
import Testing

@Suite("Memory that conversions share")
struct MemoryBudgetTests {
  @Test("what is taken never exceeds the whole, and all is served", arguments: 0..<5)
  func budgetIsNeverExceeded(seed: Int) {
    let budget = MemoryBudget(bytes: 1000)
    let state = Locked((taken: 0, most: 0, served: 0))
    DispatchQueue.concurrentPerform(iterations: 8) { worker in
      var generator = SeededGenerator(seed: seed * 8 + worker)
      for _ in 0..<50 {
        let count = Int.random(in: 1...1000, using: &generator)
        #expect(throws: Never.self) { try budget.take(count, path: "x", unless: nil) }
        state.withLock {
          $0.taken += count
          $0.most = max($0.most, $0.taken)
          $0.served += 1
        }
        Thread.sleep(forTimeInterval: 0.0001)
        state.withLock { $0.taken -= count }
        budget.release(count)
      }
    }
    let (taken, most, served) = state.withLock { $0 }
    #expect(taken == 0 && most <= 1000 && served == 400)
  }

  @Test("who does not fit waits, and those behind wait too")
  func waitersAreServedInOrder() throws {
    let budget = MemoryBudget(bytes: 100)
    let served = Locked<[Int]>([])
    let end = DispatchSemaphore(value: 0)
    try budget.take(60, path: "x", unless: nil)
    for count in [41, 1] {
      let thread = Thread {
        #expect(throws: Never.self) { try budget.take(count, path: "x", unless: nil) }
        served.withLock { $0.append(count) }
        end.signal()
      }
      thread.start()
      Thread.sleep(forTimeInterval: 0.1)
    }
    #expect(served.withLock { $0 } == [])
    budget.release(60)
    end.wait()
    end.wait()
    #expect(served.withLock { $0.sorted() } == [1, 41])
  }

  @Test("what can never fit is refused with its figures")
  func impossibleNeedsAreRefused() {
    let error = #expect(throws: FileError.self) {
      try MemoryBudget(bytes: 5000).take(5001, path: "big.png", unless: nil)
    }
    #expect(error?.kind == .limit)
    #expect(error?.reason == "needs about 5001 bytes of memory, the limit is 5000")
    #expect(error?.detail == .memory(needed: 5001, limit: 5000))
  }

  @Test("a switch ends the waiting, and the queue goes on")
  func switchEndsTheWait() throws {
    let budget = MemoryBudget(bytes: 10)
    try budget.take(10, path: "x", unless: nil)
    let stop = CancellationFlag()
    stop.turnOn()
    let error = #expect(throws: FileError.self) { try budget.take(1, path: "x", unless: stop) }
    #expect(error?.kind == .interrupted)
    budget.release(10)
    try budget.take(10, path: "x", unless: nil)
  }

  /// What a conversion asks for, found by refusing it.
  private func need(
    _ conversion: Conversion, _ bytes: [UInt8], to name: String = "out.png"
  ) throws -> Int {
    let directory = try TemporaryDirectory()
    let path = try directory.write(bytes, to: "in")
    var conversion = conversion
    conversion.budget = MemoryBudget(bytes: 1)
    let error = #expect(throws: FileError.self) {
      try conversion.run(.path(path), to: .path(directory.file(name)))
    }
    let words = try #require(error?.reason.split(separator: " "))
    return try #require(words.compactMap { Int($0) }.first)
  }

  @Test("the need does not grow with the height, but for what holds the whole image")
  func needDoesNotGrowWithTheHeight() throws {
    let blur = try Conversion(.blur(.gaussian(sigma: 2)))
    let wrap = try Conversion(.blur(.gaussian(sigma: 2)), options: .init(border: .wrap))
    var tall = TinyPNG.picture(width: 64, height: 2000)
    let low = TinyPNG.picture(width: 64, height: 500)
    let needed = try need(blur, low.encoded())
    #expect(try need(blur, tall.encoded()) == needed)
    // Rows of 3 channels of 64 floats, halo columns left out.
    #expect(try need(wrap, tall.encoded()) >= needed + 3 * 64 * 4 * 1900)
    // Samples of 8 bits.
    tall.isInterlaced = true
    #expect(try need(blur, tall.encoded()) == needed + 3 * 64 * 2000)
    var progressive = blur
    progressive.encoding.isProgressive = true
    let jpeg = try need(blur, low.encoded(), to: "out.jpg")
    #expect(try need(progressive, low.encoded(), to: "out.jpg") >= jpeg + 2 * 3 * 64 * 500)
    // Three planes to a pipe are held as floats.
    let toFile = try need(blur, low.encoded(), to: "out.npy")
    #expect(toFile < needed + 3 * 64 * 4 * 500)
  }
}
