// SPDX-License-Identifier: Apache-2.0

import CImageIO
import Foundation
import TestSupport
import Testing

@Suite("PNG deflated by several threads")
struct PNGThreadsTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  /// Bands of noise, which is deflated at once, and of a pattern, whose strips threads deflate; about a dozen strips.
  private static func picture() -> Samples {
    var samples = Samples.random(channels: 3, height: 900, width: 1000, seed: 1)
    for y in 0..<samples.height where y / 150 % 2 == 0 {
      for index in (y * 3000)..<((y + 1) * 3000) {
        samples.integers[index] = (index % 3000 * 7 + y / 3 * 11) % 23 * 9
      }
    }
    return samples
  }

  @Test("the bytes do not depend on the threads, and hold the picture")
  func sameBytes() throws {
    let samples = Self.picture()
    for compression in [IC_FASTEST, IC_FAST, IC_BALANCED, IC_SMALL] {
      let one = try encodedPNG(samples, compression, threads: 1, in: directory)
      for threads: UInt32 in compression == IC_SMALL ? [3] : [0, 2, 3, 8, 100] {
        #expect(
          try encodedPNG(samples, compression, threads: threads, in: directory) == one,
          "\(threads) threads")
      }
      let path = try directory.write(one, to: "one.png")
      let handle = try #require(FileHandle(forReadingAtPath: path))
      var error = ic_error()
      #expect(readSamples(handle.fileDescriptor, &error, onlyLibpng: true) == samples)
    }
  }

  @Test("a writer may be left at any row", arguments: [0, 1, 87, 200, 899, 900])
  func writerMayBeLeftAtAnyRow(rows: Int) throws {
    let samples = Self.picture()
    for compression in [IC_BALANCED, IC_SMALL] {
      var output = output(IC_PNG, samples)
      output.compression = compression
      output.threads = 4
      var writer: OpaquePointer?
      #expect(ic_writer_create_in_memory(&output, &writer, nil) == IC_OK)
      defer { ic_writer_destroy(writer) }
      let planes = Planes(channels: 3, width: samples.width)
      let constant = planes.pointers.map { UnsafePointer($0) }
      for y in 0..<rows {
        for x in 0..<samples.width {
          planes[0, x] = Float(samples.integers[(y * samples.width + x) * 3]) / 255
        }
        #expect(ic_writer_write_row(writer, constant, nil) == IC_OK)
      }
    }
  }
}
