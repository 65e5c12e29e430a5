// SPDX-License-Identifier: Apache-2.0

import CRowLoops
import Testing

/// Each loop on rows that end, or begin, at a page that cannot be accessed: one sample too many ends the process.
@Suite("Loops beside unmapped pages", .serialized)
struct FencedLoopsTests {
  @Test(
    "every level stays in its rows, at every width to 200, and gives the same bits",
    arguments: FencedLoop.all)
  func staysInItsRows(loop: FencedLoop) throws {
    let fences = Fences()
    for width in 1...200 {
      var expected: [[UInt8]]?
      for table in tables() {
        for place in Fences.Place.allCases {
          fences.begin(place)
          try loop.call(table, fences, width)
          expected = expected ?? fences.results
          #expect(fences.results == expected, "\(String(cString: table.name)), width \(width)")
        }
      }
      #expect(
        expected?.contains { $0.contains { $0 != 0 } } == true,
        "nothing was written at width \(width)")
    }
  }

  @Test("blocks are transposed, and rows gathered and scattered, in place", arguments: [1, 2, 4])
  func otherFunctions(size: Int) throws {
    let fences = Fences()
    for width in 1...200 {
      let height = width % 9 + 1
      var expected: [[UInt8]]?
      for place in Fences.Place.allCases {
        fences.begin(place)
        let source = try fences.input(width * height * size) { UInt8($0 >> 8) }
        let target = try fences.output(width * height * size, of: UInt8.self)
        crl_transpose(target, height * size, source, width * size, height, width, size)
        let apart = try fences.input(((width - 1) * 3 + 1) * size) { UInt8($0 >> 8) }
        let row = try fences.output(width * size, of: UInt8.self)
        crl_gather(row, apart, 3 * size, size, width)
        let back = try fences.output(((width - 1) * 3 + 1) * size, of: UInt8.self)
        crl_scatter(back, 3 * size, row, size, width)
        if let crc32 = crl_crc32_by_folding() {
          try fences.output(1, of: UInt32.self).pointee = crc32(0, source, width * height * size)
        }
        expected = expected ?? fences.results
        #expect(fences.results == expected)
      }
    }
  }
}
