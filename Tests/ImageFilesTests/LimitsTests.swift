// SPDX-License-Identifier: Apache-2.0

import Filters
import Foundation
import ImageFiles
import Locking
import TestSupport
import Testing

@Suite("What ends a conversion between rows, and what it may take")
struct LimitsTests {
  let directory: TemporaryDirectory
  private let input: Input
  private let output: Output

  init() throws {
    directory = try TemporaryDirectory()
    input = .path(
      try directory.write(TinyPNG.picture(width: 40, height: 300).encoded(), to: "in.png"))
    output = .path(try directory.write(Array("old".utf8), to: "out.png"))
  }

  private func blur() throws -> Conversion { try Conversion(.blur(.gaussian(sigma: 1))) }

  /// The error of a conversion that must fail and leave the old output.
  private func failure(_ conversion: Conversion, _ input: Input? = nil) throws -> FileError? {
    let error = #expect(throws: FileError.self) {
      try conversion.run(input ?? self.input, to: output)
    }
    #expect(try directory.names() == ["in.png", "out.png"])
    #expect(try directory.read("out.png") == Array("old".utf8))
    return error
  }

  @Test("a switch that is on ends it")
  func stopSwitchEndsTheConversion() throws {
    var conversion = try blur()
    let stop = CancellationFlag()
    conversion.stop = stop
    stop.turnOn()
    #expect(try failure(conversion)?.kind == .interrupted)
  }

  @Test("time that is over ends it, and the error carries it")
  func timeoutEndsTheConversion() throws {
    var conversion = try blur()
    conversion.timeout = .nanoseconds(1)
    let error = try failure(conversion)
    #expect(error?.kind == .limit && error?.detail == .timeout(.nanoseconds(1)))
    conversion.timeout = .seconds(1000)
    #expect(throws: Never.self) { try conversion.run(input, to: output) }
  }

  @Test("a switch and the time are looked at in every row, of the input and of the output")
  func everyRow() throws {
    let stop = CancellationFlag()
    let watch = Deadline(stop: stop, timeout: nil, path: "x")
    let source = Watched(try ImageReader(input), by: watch)
    var buffer = try RowBuffer(for: source.shape)
    func pull() throws {
      var row = buffer.row()
      try source.nextRow(into: &row)
    }
    for _ in 0..<10 { try pull() }
    stop.turnOn()
    #expect(throws: RowError.self) { try pull() }
  }

  @Test("a watch ends the decoding of an image that is held whole, before its first row")
  func beforeFirstRow() throws {
    var picture = TinyPNG.picture(width: 40, height: 40)
    picture.isInterlaced = true
    _ = try directory.write(picture.encoded(), to: "interlaced.png")
    let stop = CancellationFlag()
    let reader = try ImageReader(
      .path(directory.file("interlaced.png")), limits: ReadLimits(),
      watch: Deadline(stop: stop, timeout: nil, path: "x"), threads: 1)
    var buffer = try RowBuffer(for: reader.shape)
    stop.turnOn()
    let error = #expect(throws: RowError.self) {
      var row = buffer.row()
      try reader.nextRow(into: &row)
    }
    #expect((error?.cause as? FileError)?.kind == .interrupted)
  }

  @Test(
    "an input that is changed while it is read fails", arguments: ["written", "replaced", "gone"])
  func changedInputFails(how: String) throws {
    let path = directory.file("in.png")
    let before = FileStamp(input)
    let bytes = try directory.read("in.png")
    let observer = Changer {
      switch how {
      case "gone": try FileManager.default.removeItem(atPath: path)
      case "replaced": try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
      default:
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data([0]))
      }
    }
    // The budget is asked when the input is open: a moment at which it can be changed.
    var conversion = try blur()
    conversion.budget = MemoryBudget(bytes: 1 << 30)
    let budget = try #require(conversion.budget)
    try budget.take(1 << 30, path: "test", unless: nil)
    let done = Locked<FileError?>(nil)
    let thread = Thread { [conversion, input, output] in
      do throws(FileError) {
        _ = try conversion.run(input, to: output)
      } catch {
        done.withLock { $0 = error }
      }
      observer.end.signal()
    }
    thread.start()
    Thread.sleep(forTimeInterval: 0.2)
    try observer.change()
    budget.release(1 << 30)
    observer.end.wait()
    let error = try #require(done.withLock { $0 })
    #expect(error.kind == .unreadable && error.reason == "was changed while it was read")
    #expect(try directory.read("out.png") == Array("old".utf8))
    #expect(FileStamp(input) != before)
  }

  @Test("the output may take the input's time")
  func outputTakesTheInputsTime() throws {
    let path = directory.file("in.png")
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_000_000_000.25)], ofItemAtPath: path)
    var conversion = try blur()
    _ = try conversion.run(input, to: output)
    #expect(FileStamp(output)?.modified != FileStamp(input)?.modified)
    conversion.keepsModificationTime = true
    let result = try conversion.run(input, to: output)
    #expect(FileStamp(output)?.modified == 1_000_000_000_250_000_000)
    #expect(result.stamp == FileStamp(input))
  }

  @Test("the checksum is that of the output's bytes")
  func checksumIsOfTheOutput() throws {
    var conversion = try blur()
    conversion.takesChecksum = true
    for name in ["a.png", "a.jpg", "a.npy"] {
      let result = try conversion.run(input, to: .path(directory.file(name)))
      let bytes = try directory.read(name)
      #expect(result.written == WrittenFile(size: bytes.count, checksum: TinyPNG.crc32(bytes)))
    }
    #expect(try conversion.run(input, to: .path("/dev/null")).written == nil)
  }
}

/// Changes a file in the middle of a conversion.
private final class Changer: Sendable {
  let change: @Sendable () throws -> Void
  let end = DispatchSemaphore(value: 0)

  init(_ change: @escaping @Sendable () throws -> Void) { self.change = change }
}
