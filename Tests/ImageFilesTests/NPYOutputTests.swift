// SPDX-License-Identifier: Apache-2.0

import Filters
import Foundation
import ImageFiles
import TestSupport
import Testing

@Suite("NPY is written as NumPy writes it")
struct NPYOutputTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  @Test(
    "the bytes are NumPy's own, specials and all",
    arguments: NPYFixtures.entries("read").filter {
      $0.sizes.count == 3 && $0.name.hasPrefix("f4") && $0.name.hasSuffix("v1.npy")
    })
  func sameBytes(entry: NPYFixtures.Entry) throws {
    try writeImage(entry.image, to: directory.file("a.npy"), encoding: Encoding(.npy))
    #expect(try directory.read("a.npy") == entry.bytes())
  }

  @Test(
    "planes of float64 likewise",
    arguments: NPYFixtures.entries("read").filter {
      $0.sizes.count == 3 && $0.name.hasPrefix("f8") && $0.name.hasSuffix("v1.npy")
    })
  func planesOfFloat64(entry: NPYFixtures.Entry) throws {
    let bytes = try entry.bytes()
    let shape = entry.image.shape
    let count = shape.channels * shape.height * shape.width
    let numbers = (0..<count).map { index in
      let start = bytes.count - (count - index) * 8
      return Double(
        bitPattern: bytes[start..<start + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) })
    }
    try writePlanes(numbers, shape, to: directory.file("a.npy"))
    #expect(try directory.read("a.npy") == bytes)
    #expect(isSame(try readImage(directory.file("a.npy")).image, entry.image))
  }

  @Test(
    "what is written is read back bit for bit, at any number of channels and rows",
    arguments: [(1, 301, 200), (3, 300, 200), (5, 83, 400), (3, 5, 20000), (700, 9, 30)])
  func roundTrip(channels: Int, height: Int, width: Int) throws {
    var generator = SeededGenerator(seed: width)
    let shape = Shape(channels: channels, height: height, width: width)
    let bits = (0..<channels * height * width).map { _ in
      Float(bitPattern: UInt32.random(in: 0...UInt32.max, using: &generator))
    }
    let image = Image(shape, samples: bits)
    var encoding = Encoding(.npy)
    // NPY has its own depth.
    encoding.bitDepth = channels % 2 == 0 ? 8 : 16
    try writeImage(image, to: directory.file("a.npy"), hasAlpha: false, encoding: encoding)
    let (back, reader) = try readImage(directory.file("a.npy"))
    #expect(isSame(back, image))
    #expect(reader.header.bitDepth == 32 && reader.header.storedBitDepth == 32)
    // The same bytes through a pipe, where one plane streams and several are held.
    #expect(unsafe mkfifo(directory.file("fifo"), 0o600) == 0)
    let path = directory.file("fifo")
    Thread {
      _ = try? writeImage(image, to: path, hasAlpha: false, encoding: Encoding(.npy))
    }.start()
    let handle = try #require(FileHandle(forReadingAtPath: path))
    let piped = try #require(try handle.readToEnd())
    #expect([UInt8](piped) == (try directory.read("a.npy")))
  }

  @Test("planes of float64, strip after strip, top to bottom")
  func float64Strips() throws {
    let shape = Shape(channels: 2, height: 300, width: 100)
    let numbers = (0..<2 * 300 * 100).map { Double($0) / 7 }
    try writePlanes(numbers, shape, to: directory.file("a.npy"))
    let image = try readImage(directory.file("a.npy")).image
    #expect(image.samples == numbers.map { Float($0) })
  }

  @Test("a row too many and an output's early end are bugs of the caller; nothing is left")
  func misuseLeavesNoFile() throws {
    let shape = Shape(channels: 2, height: 2, width: 3)
    for rows in [0, 1, 3] {
      let error = #expect(throws: FileError.self) {
        let file = try OutputFile(.path(directory.file("a.npy")))
        let writer = try ImageWriter(
          to: file, shape: shape, hasAlpha: false, encoding: Encoding(.npy))
        let row = try RowBuffer(for: shape)
        for _ in 0..<rows { try writer.write(row: row) }
        try writer.finish()
      }
      #expect(error?.kind == .internalError)
    }
    let reader = try ImageReader(
      .path(directory.write(NPYFixtures.file(Image(shape, repeating: 0)), to: "b.npy")))
    _ = try Image(collecting: reader)
    #expect(throws: RowError.self) {
      var buffer = try RowBuffer(for: shape)
      var row = buffer.row()
      try reader.nextRow(into: &row)
    }
    #expect(try directory.names() == ["b.npy"])
  }

  @Test("a shape that no file can hold")
  func impossibleShapesAreRefused() throws {
    let side = Int(Int32.max)
    let error = #expect(throws: FileError.self) {
      let file = try OutputFile(.path(directory.file("a.npy")))
      _ = try ImageWriter(
        to: file, shape: Shape(channels: 4, height: side, width: side), hasAlpha: false,
        encoding: Encoding(.npy))
    }
    #expect(error?.kind == .limit)
    #expect(try directory.names() == [])
  }

  private func writePlanes(_ numbers: [Double], _ shape: Shape, to path: String) throws {
    let file = try OutputFile(.path(path))
    let writer = try NPYPlanesWriter(to: file, shape: shape)
    #expect(writer.shape == shape)
    for y in 0..<shape.height {
      var row: [Double] = []
      for channel in 0..<shape.channels {
        let start = (channel * shape.height + y) * shape.width
        row += numbers[start..<start + shape.width]
      }
      try writer.write(row: row.span)
    }
    try writer.finish()
    try file.commit()
  }
}
