// SPDX-License-Identifier: Apache-2.0

import CRowLoops
import TestSupport
import Testing

@Suite("Loops over pairs of integers")
struct PlaneLoopsTests {
  private static let block = Int(CRL_PAIR_BLOCK)

  private func pixels(_ count: Int, _ generator: inout SeededGenerator) -> [UInt8] {
    let onlyExtremes = Bool.random(using: &generator)
    return (0..<count).map { _ in
      onlyExtremes
        ? (Bool.random(using: &generator) ? 255 : 0) : UInt8(generator.int(0...255))
    }
  }

  /// The pairs of two rows of RGB, one array for each plane; what is around them must be left alone.
  private func planes(
    _ upper: [UInt8], _ lower: [UInt8], _ count: Int, _ loops: crl_loops
  ) -> [[Int16]] {
    let pitch = 2 * count + 40
    var storage = Guarded([Int16](repeating: 77, count: 3 * pitch), guardValue: 77)
    storage.write { start in
      let table = (0..<3).map { plane in start.map { $0 + plane * pitch } }
      loops.pairs_from_rgb(table, upper, lower, count)
    }
    let content = storage.content
    let planes = (0..<3).map { Array(content[($0 * pitch)..<($0 * pitch + 2 * count)]) }
    let rest = (0..<3).flatMap { content[($0 * pitch + 2 * count)..<(($0 + 1) * pitch)] }
    #expect(storage.isIntact && rest.allSatisfy { $0 == 77 })
    return planes
  }

  @Test("pixels become Y, Cb and Cr", arguments: [0, 1, 3, 7, 8, 9, 15, 16, 17, 31, 33, 100, 257])
  func pairsFromPixels(count: Int) {
    var generator = SeededGenerator(seed: count)
    for _ in 0..<8 {
      let rows = [pixels(3 * count, &generator), pixels(3 * count, &generator)]
      for loops in tables() {
        let samples = planes(rows[0], rows[1], count, loops)
        for place in 0..<(2 * count) {
          let pixel = rows[place % 2][(place / 2 * 3)..<(place / 2 * 3 + 3)].map { Double($0) }
          let luma = 0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2]
          let exact = [luma - 128, (pixel[2] - luma) / 1.772, (pixel[0] - luma) / 1.402]
          for (sample, exact) in zip(samples.map({ Double($0[place]) / 128 }), exact) {
            #expect(abs(sample - exact) <= 1.0 / 256 + 0.0015)
          }
        }
      }
    }
  }

  @Test("a gray pixel has exactly its level, and no color")
  func gray() {
    for level: UInt8 in 0...255 {
      let expected = 128 * (Int16(level) - 128)
      for loops in tables() {
        let pixels = [UInt8](repeating: level, count: 60)
        let rgb = planes(pixels, pixels, 20, loops)
        #expect(Set(rgb[0]) == [expected] && Set(rgb[1]) == [0] && Set(rgb[2]) == [0])
        var plane = Guarded([Int16](repeating: 7, count: 40), guardValue: 77)
        let row = [UInt8](repeating: level, count: 20)
        plane.write { loops.pairs_from_gray($0, row, row, 20) }
        #expect(plane.isIntact && Set(plane.content) == [expected])
      }
    }
  }

  /// Weights of 16 bits that sum to 1 << shift.
  private func weights(
    _ count: Int, shift: Int, _ generator: inout SeededGenerator
  ) -> [Int16] {
    var left = 1 << shift
    var result = [Int](repeating: 0, count: count)
    while left > 0 {
      let place = generator.int(0...(count - 1))
      let unit = min(left, 32767 - result[place], generator.int(1...32767))
      result[place] += unit
      left -= unit
    }
    return result.map { Int16($0) }
  }

  private func withSums(
    _ weights: [[Int16]], shift: Int, _ body: (UnsafePointer<crl_pair_sums>) -> Void
  ) {
    weights[0].withUnsafeBufferPointer { even in
      (weights.count > 1 ? weights[1] : []).withUnsafeBufferPointer { odd in
        var sums = crl_pair_sums(
          even: even.baseAddress, odd: weights.count > 1 ? odd.baseAddress : nil,
          pair_count: weights[0].count / 2, shift: Int32(shift))
        body(&sums)
      }
    }
  }

  /// Samples, with many at the limits.
  private func samples(_ count: Int, _ generator: inout SeededGenerator) -> [Int16] {
    let kind = generator.int(0...2)
    return (0..<count).map { _ in
      kind == 0 ? 16320 : kind == 1 ? -16384 : Int16(generator.int(-16384...16320))
    }
  }

  @Test("sums down the columns are those of the definition", arguments: 0..<40)
  func rows(seed: Int) {
    var generator = SeededGenerator(seed: seed)
    let count = generator.element([1, 63, 64, 65, 128, 129, 300])
    let whole = (count + Self.block - 1) / Self.block * Self.block
    let pairs = generator.int(4...12)
    let shift = generator.int(14...17)
    let sums = (0..<generator.int(1...2)).map { _ in
      weights(2 * pairs, shift: shift, &generator)
    }
    let rows = (0..<pairs).map { _ in samples(2 * whole, &generator) }
    for loops in tables() {
      var even = Guarded([Int16](repeating: 0, count: whole), guardValue: 77)
      var odd = Guarded([Int16](repeating: 0, count: whole), guardValue: 77)
      let pointers = rows.map { row in row.withUnsafeBufferPointer { $0.baseAddress } }
      withExtendedLifetime(rows) {
        withSums(sums, shift: shift) { table in
          even.write { first in
            odd.write { loops.pair_rows(first, sums.count > 1 ? $0 : nil, count, pointers, table) }
          }
        }
      }
      #expect(even.isIntact && odd.isIntact)
      for (output, sum) in zip([even, odd], sums) {
        for x in 0..<count {
          let exact = (0..<(2 * pairs)).reduce(0) {
            $0 + Int(sum[$1]) * Int(rows[$1 / 2][2 * x + $1 % 2])
          }
          #expect(Int(output.content[x]) == (exact + 1 << (shift - 1)) >> shift)
        }
      }
    }
  }

  @Test("sums along a row are those of the definition", arguments: 0..<40)
  func columns(seed: Int) {
    var generator = SeededGenerator(seed: seed)
    let count = generator.element([1, 2, 63, 64, 65, 127, 128, 129, 300])
    let whole = (count + Self.block - 1) / Self.block * Self.block
    let pairs = generator.int(4...12)
    let shift = generator.int(14...17)
    let sums = (0..<generator.int(1...2)).map { _ in
      weights(2 * pairs, shift: shift, &generator)
    }
    let line = samples(2 * (whole + pairs), &generator)
    for loops in tables() {
      var output = Guarded([UInt8](repeating: 0, count: whole), guardValue: 77)
      withSums(sums, shift: shift) { table in
        output.write { loops.pair_columns($0, count, line, table) }
      }
      #expect(output.isIntact)
      for x in 0..<count {
        let weights = sums[sums.count == 2 ? x % 2 : 0]
        let start = sums.count == 2 ? x / 2 * 2 : 2 * x
        let exact = (0..<(2 * pairs)).reduce(0) { $0 + Int(weights[$1]) * Int(line[start + $1]) }
        let rounded = (exact + (1 << (shift + 6)) - 1) >> (shift + 7)
        #expect(Int(output.content[x]) == rounded + 128)
      }
    }
  }
}
