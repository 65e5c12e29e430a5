// SPDX-License-Identifier: Apache-2.0

import Filters
import Foundation
import ImageFiles
import TestSupport
import Testing

@Suite("One image in several threads")
struct RelayTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  /// A picture just large enough to have threads of its own; its height is no multiple of a strip's.
  private func picture(_ colorType: TinyPNG.ColorType = .rgb, isInterlaced: Bool = false) -> [UInt8]
  {
    var picture = TinyPNG.picture(width: 1024, height: 1031, colorType: colorType)
    picture.isInterlaced = isInterlaced
    return picture.encoded()
  }

  private func blur(threads: Int, _ change: (inout Conversion) -> Void = { _ in }) throws
    -> Conversion
  {
    var conversion = try Conversion(.blur(.gaussian(sigma: 1.3)))
    conversion.threads = threads
    change(&conversion)
    return conversion
  }

  private func result(_ conversion: Conversion, of name: String, to output: String) throws
    -> [UInt8]
  {
    _ = try conversion.run(.path(directory.file(name)), to: .path(directory.file(output)))
    return try directory.read(output)
  }

  @Test(
    "the bytes are those of one thread",
    arguments: ["rgb.png", "rgba.png", "adam7.png", "in.jpg", "progressive.jpg"])
  func sameBytes(name: String) throws {
    let kind = name.hasSuffix("jpg") ? "jpg" : "png"
    if kind == "png" {
      _ = try directory.write(
        picture(name == "rgba.png" ? .rgba : .rgb, isInterlaced: name == "adam7.png"), to: name)
    } else {
      _ = try directory.write(picture(), to: "first.png")
      var conversion = try blur(threads: 1)
      conversion.encoding.isProgressive = name == "progressive.jpg"
      _ = try result(conversion, of: "first.png", to: name)
    }
    for depth in [8, 16] {
      let one = try result(
        blur(threads: 1) { $0.encoding.bitDepth = kind == "png" ? depth : nil }, of: name,
        to: "1.\(kind)")
      let two = try result(
        blur(threads: 2) { $0.encoding.bitDepth = kind == "png" ? depth : nil }, of: name,
        to: "2.\(kind)")
      #expect(one == two)
    }
  }

  /// A filter that takes so long that its columns are divided between the threads.
  private func longBlur(threads: Int) throws -> Conversion {
    let filter = Filter.blur(Blur(.gaussian(vertical: 40, horizontal: 2)))
    let options = FilterOptions(tolerance: 0)
    let shape = Shape(channels: 3, height: 1031, width: 1024)
    let stages = try filter.lowered(for: shape, hasAlpha: false, options: options).stages
    #expect(BandPlan(stages, over: shape, threads: 2) != nil)
    var conversion = try Conversion(filter, options: options)
    conversion.threads = threads
    return conversion
  }

  @Test("the bytes of a filter that takes long are those of one thread")
  func sameBytesInBands() throws {
    _ = try directory.write(picture(), to: "in.png")
    let one = try result(longBlur(threads: 1), of: "in.png", to: "1.png")
    for threads in [2, 3] {
      let several = try result(longBlur(threads: threads), of: "in.png", to: "several.png")
      #expect(several == one)
    }
  }

  @Test("damage is told as by one thread while columns are divided")
  func damageInBands() throws {
    let whole = picture()
    _ = try directory.write(Array(whole.prefix(whole.count / 2)), to: "in.png")
    func failure(threads: Int) throws -> FileError? {
      #expect(throws: FileError.self) {
        try result(longBlur(threads: threads), of: "in.png", to: "out.png")
      }
    }
    let one = try failure(threads: 1)
    #expect(try failure(threads: 3) == one)
    #expect(try directory.names() == ["in.png"])
  }

  @Test("damage is told as by one thread, and nothing is left", arguments: [0.3, 0.6, 0.999])
  func damageIsReportedAsByOneThread(share: Double) throws {
    let whole = picture()
    _ = try directory.write(Array(whole.prefix(Int(Double(whole.count) * share))), to: "in.png")
    func failure(threads: Int) throws -> FileError? {
      #expect(throws: FileError.self) {
        try result(blur(threads: threads), of: "in.png", to: "out.png")
      }
    }
    let one = try failure(threads: 1)
    #expect(try failure(threads: 2) == one)
    #expect(one?.kind == .unreadable)
    #expect(try directory.names() == ["in.png"])
  }

  @Test("a reader and a writer may be left at any row")
  func relayMayBeLeftAtAnyRow() throws {
    _ = try directory.write(picture(), to: "in.png")
    for rows in [0, 1, 100, 1030, 1031] {
      let reader = try ImageReader(
        .path(directory.file("in.png")), limits: ReadLimits(), watch: nil, threads: 2)
      let file = try OutputFile(.path(directory.file("out.png")))
      let writer = try ImageWriter(
        to: file, shape: reader.shape, hasAlpha: false, encoding: Encoding(.png), threads: 2)
      var buffer = try RowBuffer(for: reader.shape)
      for _ in 0..<rows {
        var row = buffer.row()
        try reader.nextRow(into: &row)
        try writer.write(row: buffer)
      }
    }
    #expect(try directory.names() == ["in.png"])
  }

  @Test(
    "a file that cannot be written ends it before the last row", arguments: [FileFormat.png, .jpeg])
  func unwritableOutputEndsTheRelay(format: FileFormat) throws {
    _ = try directory.write(picture(), to: "in.png")
    let reader = try ImageReader(.path(directory.file("in.png")))
    let file = try OutputFile(.path(directory.file("out")))
    let writer = try ImageWriter(
      to: file, shape: reader.shape, hasAlpha: false, encoding: Encoding(format), threads: 2)
    let null = try #require(FileHandle(forReadingAtPath: "/dev/null"))
    #expect(dup2(null.fileDescriptor, file.descriptor) == file.descriptor)
    var buffer = try RowBuffer(for: reader.shape)
    var rows = 0
    let error = #expect(throws: FileError.self) {
      while rows < reader.shape.height {
        var row = buffer.row()
        try reader.nextRow(into: &row)
        try writer.write(row: buffer)
        rows += 1
      }
    }
    #expect(error?.kind == .readWrite && rows < reader.shape.height)
  }

  @Test("a time that is over ends it")
  func timeoutEndsTheRelay() throws {
    _ = try directory.write(picture(), to: "in.png")
    let error = #expect(throws: FileError.self) {
      try result(blur(threads: 2) { $0.timeout = .nanoseconds(1) }, of: "in.png", to: "out.png")
    }
    #expect(error?.kind == .limit)
    #expect(try directory.names() == ["in.png"])
  }

  @Test("a memory budget counts the rows between the threads")
  func budgetCountsRowsBetweenThreads() throws {
    _ = try directory.write(picture(), to: "in.png")
    func needed(threads: Int) throws -> Int {
      let error = #expect(throws: FileError.self) {
        try result(
          blur(threads: threads) { $0.budget = MemoryBudget(bytes: 1) }, of: "in.png", to: "out.png"
        )
      }
      let words = try #require(error?.reason).split(separator: " ")
      return try #require(words.compactMap { Int($0) }.first)
    }
    // What can never fit is told for one thread that filters and writes.
    #expect(try needed(threads: 2) - needed(threads: 1) >= 3 * (1 << 17))
  }

  @Test("with little memory one thread filters and writes")
  func littleMemory() throws {
    _ = try directory.write(picture(), to: "in.png")
    func bytes(_ budget: Int?, threads: Int) throws -> [UInt8] {
      var conversion = try longBlur(threads: threads)
      conversion.budget = budget.map { MemoryBudget(bytes: $0) }
      return try result(conversion, of: "in.png", to: "out.png")
    }
    let one = try bytes(nil, threads: 1)
    // 8 threads take more than 10 MiB here, one less.
    for budget in [10 << 20, 64 << 20] { #expect(try bytes(budget, threads: 8) == one) }
    #expect(throws: FileError.self) { try bytes(2 << 20, threads: 8) }
  }
}
