// SPDX-License-Identifier: Apache-2.0

import Foundation
import ImageFiles
import TestSupport
import Testing

@Suite("Weights come from NPY files")
struct NPYArrayTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  @Test("of one to four axes, float32 and float64", arguments: NPYFixtures.entries("weights"))
  func arraysOfOneToFourAxes(entry: NPYFixtures.Entry) throws {
    let array = try NPYArray(reading: entry.path)
    #expect(array.shape == entry.sizes)
    #expect(array.values == entry.samples)
  }

  @Test("no other type, order or number of axes", arguments: NPYFixtures.entries("refuse"))
  func otherTypesAndAxesAreRefused(entry: NPYFixtures.Entry) throws {
    if entry.name == "axes-1.npy" { return }
    let reason = entry.reason.replacing(
      "is not (N, C, H, W), (C, H, W) or (H, W)", with: "is not one of 1 to 4 axes"
    ).replacing("; save one batch, such as a[0]", with: "")
    let error = failure(entry.path)
    #expect(error?.kind == .unreadable)
    #expect(error?.reason.hasPrefix("NPY: \(reason)") == true, "\(error?.reason ?? "")")
  }

  @Test("no integers")
  func integerArraysAreRefused() throws {
    let entry = try #require(NPYFixtures.entries("read").first { $0.bits == 16 })
    #expect(
      failure(entry.path)?.reason == "NPY: weights are floats, not '<u2'; save a.astype('<f4')")
  }

  @Test(
    "no NaN, no infinity, and nothing that float32 cannot hold",
    arguments: [
      ("f4", 2, "inf at 2"), ("f4", 4, "nan at 4"), ("f8", 3, "-inf at 3"), ("f8", 18, "1e+300"),
    ])
  func notFinite(type: String, position: Int, name: String) throws {
    let entry = try #require(NPYFixtures.entries("read").first { $0.name == "\(type)-6x5-v1.npy" })
    var bytes = try entry.bytes()
    let size = entry.bits / 8
    let start = bytes.count - 30 * size
    // Zeros everywhere but at the position.
    for at in 0..<30 where at != position {
      bytes.replaceSubrange(
        start + at * size..<start + (at + 1) * size, with: [UInt8](repeating: 0, count: size))
    }
    let error = failure(try directory.write(bytes, to: "a"))
    let value = name.split(separator: " ")[0]
    #expect(
      error?.reason
        == "NPY: the value at (\(position / 5), \(position % 5)) is \(value); "
        + "weights are finite, in the range of float32")
  }

  @Test("what is no such file, too long, too short, or too large")
  func malformedArraysAreRefused() throws {
    #expect(failure(directory.file("none"))?.reason == "no such file or directory")
    #expect(failure(directory.path)?.reason == "is a directory")
    #expect(failure(try directory.write([], to: "a"))?.reason == "the file is empty")
    let text = try directory.write(Array("1 2 1".utf8), to: "a")
    #expect(failure(text)?.reason == "is not an NPY file; write one with numpy.save")
    let entry = try #require(NPYFixtures.entries("weights").first { $0.sizes == [3, 2] })
    let bytes = try entry.bytes()
    let short = try directory.write(Array(bytes.dropLast()), to: "a")
    #expect(failure(short)?.reason == "NPY: truncated data: 23 of 24 bytes")
    let long = try directory.write(bytes + [0], to: "a")
    #expect(failure(long)?.reason == "NPY: trailing data after the array")
    for count in 0..<bytes.count {
      let cut = try directory.write(Array(bytes.prefix(count)), to: "a")
      #expect(failure(cut)?.kind == .unreadable)
    }
    let large = #expect(throws: FileError.self) {
      try NPYArray(reading: entry.path, maxValues: 5)
    }
    #expect(large?.kind == .limit)
    #expect(large?.reason == "weights of shape (3, 2), the limit is 5 numbers")
    #expect(try NPYArray(reading: entry.path, maxValues: 6).values == entry.samples)
    let huge = NPYFixtures.file(
      "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296, 4)}", [])
    #expect(failure(try directory.write(huge, to: "a"))?.kind == .limit)
  }

  private func failure(_ path: String) -> FileError? {
    do {
      _ = try NPYArray(reading: path)
      return nil
    } catch {
      return error
    }
  }
}
