// SPDX-License-Identifier: Apache-2.0

import Foundation
import ImageFiles
import TestSupport
import Testing

@Suite("CRC-32 and what was written")
struct CRC32Tests {
  private func checksum(_ bytes: [UInt8]) -> UInt32 {
    var sum = CRC32()
    unsafe sum.add(bytes.span.bytes)
    return sum.value
  }

  @Test("the check value of the catalogue, and no bytes")
  func checkValueOfTheCatalog() {
    #expect(checksum(Array("123456789".utf8)) == 0xcbf4_3926)
    #expect(checksum([]) == 0)
    #expect(CRC32.text(0x1f) == "0000001f")
  }

  @Test(
    "eight bytes at once equal bit by bit, at every length and however it is cut", arguments: 0..<40
  )
  func bitByBit(seed: Int) {
    var generator = SeededGenerator(seed: seed)
    let bytes = (0..<(seed * 3)).map { _ in UInt8.random(in: 0...255, using: &generator) }
    #expect(checksum(bytes) == TinyPNG.crc32(bytes))
    let cut = Int.random(in: 0...bytes.count, using: &generator)
    var sum = CRC32()
    unsafe sum.add(bytes.span.bytes.extracting(0..<cut))
    unsafe sum.add(bytes.span.bytes.extracting(cut..<bytes.count))
    #expect(sum.value == TinyPNG.crc32(bytes))
  }

  @Test("a file's size and checksum", arguments: [0, 1, 131_072, 131_073, 400_000])
  func fileHasSizeAndChecksum(count: Int) throws {
    let directory = try TemporaryDirectory()
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ $0 >> 8) }
    let path = try directory.write(bytes, to: "file")
    let written = try WrittenFile(reading: Path(path))
    #expect(written == WrittenFile(size: count, checksum: TinyPNG.crc32(bytes)))
  }
}
