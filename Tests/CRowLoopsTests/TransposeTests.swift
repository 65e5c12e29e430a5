// SPDX-License-Identifier: Apache-2.0

import CRowLoops
import TestSupport
import Testing

@Test(
  "a block is transposed, from either end of its rows, and nothing else is written",
  arguments: [1, 2, 4])
func transposeIsTheDefinition(size: Int) {
  for seed in 0..<200 {
    var generator = SeededGenerator(seed: seed)
    let (rows, columns) = (generator.int(1...50), generator.int(1...50))
    let pitch = (columns + generator.int(0...5)) * size
    let outputPitch = (rows + generator.int(0...5)) * size
    let source = (0..<rows * pitch).map { _ in UInt8(generator.int(0...255)) }
    let isReversed = (rows: generator.int(0...1) == 1, columns: generator.int(0...1) == 1)
    var target = [UInt8](repeating: 0x5a, count: columns * outputPitch)
    var expected = target
    for y in 0..<rows {
      for x in 0..<columns {
        let row = isReversed.rows ? rows - 1 - y : y
        let line = isReversed.columns ? columns - 1 - x : x
        for byte in 0..<size {
          expected[line * outputPitch + y * size + byte] = source[row * pitch + x * size + byte]
        }
      }
    }
    source.withUnsafeBufferPointer { source in
      target.withUnsafeMutableBufferPointer { target in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        crl_transpose(
          to + (isReversed.columns ? (columns - 1) * outputPitch : 0),
          isReversed.columns ? -outputPitch : outputPitch,
          from + (isReversed.rows ? (rows - 1) * pitch : 0), isReversed.rows ? -pitch : pitch,
          rows, columns, size)
      }
    }
    #expect(target == expected, "seed \(seed)")
  }
}
