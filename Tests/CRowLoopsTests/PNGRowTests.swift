// SPDX-License-Identifier: Apache-2.0

import CRowLoops
import TestSupport
import Testing

@Suite("PNG's filters of rows")
struct PNGRowTests {
  @Test(
    "filters, their costs and their inverses equal the definition at every level",
    arguments: 0..<300)
  func filtersEqualTheDefinition(seed: Int) {
    var generator = SeededGenerator(seed: seed)
    let step = generator.element([1, 2, 3, 4, 6, 8])
    // Some rows are longer than the sums of 16 bits hold.
    let pixels = generator.int(0...9) == 0 ? generator.int(3000...9000) : generator.int(1...70)
    let count = pixels * step
    let spread = generator.element([1, 6, 60, 255])
    let row = bytes(count, spread, &generator)
    let above = bytes(count, spread, &generator)
    let margin = [UInt8](repeating: 0, count: 8)
    let (rowMemory, aboveMemory) = (margin + row, margin + above)
    for table in tables() {
      var costs = [UInt64](repeating: 7, count: TinyFilter.allCases.count)
      rowMemory.withUnsafeBufferPointer { row in
        aboveMemory.withUnsafeBufferPointer { above in
          table.png_filter_costs(
            &costs, row.baseAddress.map { $0 + 8 }, above.baseAddress.map { $0 + 8 }, count, step)
        }
      }
      for filter in TinyFilter.allCases {
        let expected = filter.filtered(row, above: above, step: step)
        var out = [UInt8](repeating: 0xaa, count: count + 64)
        rowMemory.withUnsafeBufferPointer { row in
          aboveMemory.withUnsafeBufferPointer { above in
            table.png_filter(
              &out, crl_png_filter(UInt32(filter.rawValue)), row.baseAddress.map { $0 + 8 },
              above.baseAddress.map { $0 + 8 }, count, step)
          }
        }
        #expect(Array(out.prefix(count)) == expected, "\(filter)")
        #expect(out[count...].allSatisfy { $0 == 0xaa })
        above.withUnsafeBufferPointer { above in
          table.png_unfilter(
            &out, crl_png_filter(UInt32(filter.rawValue)), above.baseAddress, count, step)
        }
        #expect(Array(out.prefix(count)) == row, "\(filter) undone")
        #expect(out[count...].allSatisfy { $0 == 0xaa })
        let cost = expected.reduce(0) { $0 + Int(Int8(bitPattern: $1).magnitude) }
        #expect(costs[filter.rawValue] == UInt64(cost), "\(filter)")
      }
    }
  }

  @Test("rows under Paeth's filter come out together as one by one", arguments: 0..<200)
  func paethRowsTogetherEqualOneByOne(seed: Int) {
    var generator = SeededGenerator(seed: seed)
    let step = generator.element([1, 2, 3, 3, 3, 4, 4, 6, 8])
    let count = generator.int(1...40) * step
    let rowCount = generator.int(1...Int(CRL_PNG_WAVE))
    let line = count + generator.int(1...5)
    let above = bytes(count, 255, &generator)
    let spread = generator.element([2, 30, 255])
    let rows = (0..<rowCount).map { _ in bytes(count, spread, &generator) }
    var filtered = [UInt8](repeating: 0xaa, count: rowCount * line)
    var expected = filtered
    for (index, row) in rows.enumerated() {
      let plain = TinyFilter.paeth.filtered(
        row, above: index > 0 ? rows[index - 1] : above, step: step)
      filtered.replaceSubrange(index * line..<(index * line + count), with: plain)
      expected.replaceSubrange(index * line..<(index * line + count), with: row)
    }
    for table in tables() {
      var out = filtered
      table.png_unfilter_paeth(&out, line, rowCount, above, count, step)
      // What stands between the rows, as their filters' numbers do, stays.
      #expect(out == expected)
    }
  }

  @Test("Paeth's predictor is the one that is nearest, for bytes of every kind")
  func paethPredictorIsTheNearest() {
    func nearest(_ a: Int, _ b: Int, _ c: Int) -> Int {
      let (toA, toB, toC) = (abs(b - c), abs(a - c), abs(a + b - 2 * c))
      return toA <= toB && toA <= toC ? a : toB <= toC ? b : c
    }
    let values = [0, 1, 2, 253, 254, 255] + Array(stride(from: 3, to: 253, by: 7))
    for table in tables() {
      var wrong = 0
      for c in values {
        for b in values {
          for a in values {
            // The first byte becomes a: with nothing to its left, c is what predicts it.
            var row = [UInt8(truncatingIfNeeded: a - c), 0]
            table.png_unfilter(&row, CRL_PNG_PAETH, [UInt8(c), UInt8(b)], 2, 1)
            if row != [UInt8(a), UInt8(nearest(a, b, c))] { wrong += 1 }
          }
        }
      }
      #expect(wrong == 0)
    }
  }

  /// Around the lengths at which a loop's remainder, a lane's sums and the sums themselves must be reduced.
  private static let adlerLengths = [
    0, 1, 31, 32, 33, 63, 64, 65, 1471, 1472, 1473, 5551, 5552, 5553, 30_000,
  ]

  @Test("Adler-32 equals the definition at every level", arguments: adlerLengths)
  func adlerEqualsTheDefinition(count: Int) {
    var generator = SeededGenerator(seed: count)
    for bytes in [[UInt8](repeating: 255, count: count), bytes(count, 255, &generator)] {
      for start: UInt32 in [1, 0xfff0_fff0] {
        var (a, b) = (start & 0xffff, start >> 16)
        for byte in bytes {
          a = (a + UInt32(byte)) % 65521
          b = (b + a) % 65521
        }
        for table in tables() { #expect(table.adler32(start, bytes, count) == b << 16 | a) }
      }
    }
  }

  /// Bytes near each other or all over, so that every branch of Paeth's predictor is taken.
  private func bytes(_ count: Int, _ spread: Int, _ generator: inout SeededGenerator) -> [UInt8] {
    let base = generator.int(0...255)
    return (0..<count).map { _ in UInt8(truncatingIfNeeded: base + generator.int(0...spread)) }
  }

  /// Every table that this CPU can run.
  private func tables() -> [crl_loops] {
    var list: UnsafePointer<UnsafePointer<crl_loops>?>?
    let count = crl_loops_available(&list)
    return (0..<count).compactMap { index in list?[index]?.pointee }
  }
}
