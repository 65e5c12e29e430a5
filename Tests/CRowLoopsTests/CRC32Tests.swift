// SPDX-License-Identifier: Apache-2.0

import CRowLoops
import TestSupport
import Testing

/// CRC-32 bit by bit: the remainder by 0x04C11DB7, all bits reversed, of the inverted state and data.
private func definition(_ crc: UInt32, _ bytes: ArraySlice<UInt8>) -> UInt32 {
  var state = ~crc
  for byte in bytes {
    for bit in 0..<8 {
      let lowest = (state ^ UInt32(byte >> bit)) & 1
      state = state >> 1 ^ (lowest == 1 ? 0xEDB8_8320 : 0)
    }
  }
  return ~state
}

@Test("the definition of CRC-32 gives the check value of its catalogues")
func checkValue() {
  #expect(definition(0, Array("123456789".utf8)[...]) == 0xCBF4_3926)
}

@Test(
  "CRC-32 by folding is the definition's, at every length and place",
  .enabled(if: crl_crc32_by_folding() != nil), arguments: 0..<300)
func foldingIsTheDefinition(seed: Int) throws {
  let folding = try #require(crl_crc32_by_folding())
  var generator = SeededGenerator(seed: seed)
  // All short lengths, and some that need many steps.
  let count = seed < 200 ? seed : generator.int(200...5000)
  let start = generator.int(0...20)
  let bytes = (0..<(start + count)).map { _ in UInt8(generator.int(0...255)) }
  let crc = UInt32(generator.int(0...Int(UInt32.max)))
  let result = bytes.withUnsafeBufferPointer { buffer in
    folding(crc, buffer.baseAddress.map { $0 + start }, count)
  }
  #expect(result == definition(crc, bytes[start...]))
}
