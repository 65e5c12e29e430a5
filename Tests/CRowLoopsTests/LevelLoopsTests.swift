// SPDX-License-Identifier: Apache-2.0

import CRowLoops
import TestSupport
import Testing

/// Loops over 8-bit pixels, each by its definition, at every CPU level.
@Suite("Loops over 8-bit pixels")
struct LevelLoopsTests {
  private static let room = Int(CRL_LEVEL_ROOM)
  private static let widths = Array(1...70) + [95, 96, 97, 128, 191, 192, 193, 255, 256, 257, 300]

  /// A row with `margin` levels before column 0 and room after the last, half of them extremes.
  private func row(_ count: Int, margin: Int, _ generator: inout SeededGenerator) -> [UInt8] {
    (0..<(margin + count + Self.room)).map { _ in
      Bool.random(using: &generator)
        ? UInt8.random(in: 0...255, using: &generator)
        : Bool.random(using: &generator) ? 255 : 0
    }
  }

  /// The level of an exact result, and whether it was clamped.
  private func level(_ exact: Double) -> (UInt8, Bool) {
    let rounded = exact.rounded(.toNearestOrEven)
    return (UInt8(min(max(rounded, 0), 255)), rounded < 0 || rounded > 255)
  }

  private func sums(_ count: Int, of range: ClosedRange<Int>, _ generator: inout SeededGenerator)
    -> [Int16]
  {
    (0..<(count + Self.room)).map { _ in Int16(generator.int(range)) }
  }

  private func check(
    _ rows: [[UInt8]], _ weights: [Int16], zero: Int, _ whole: Int, _ count: Int
  ) throws {
    let expected = (0..<whole).map { x in
      Int16(
        weights.indices.reduce(0) { $0 + Int(weights[$1]) * (Int(rows[$1][x]) - zero) })
    }
    for loops in tables() {
      var out = Guarded([Int16](repeating: 0, count: whole), guardValue: 7)
      withPointers(rows, from: 0) { table in
        out.write { loops.level_rows($0, table, weights, weights.count, Int32(zero), count) }
      }
      #expect(
        out.isIntact && out.content.prefix(count) == expected.prefix(count), "\(count), \(weights)")
    }
  }

  @Test("sums down the columns")
  func rows() throws {
    var generator = SeededGenerator(seed: 1)
    for count in Self.widths {
      for taps in 1...Int(CRL_LEVEL_TAPS) {
        let rows = (0..<taps).map { _ in row(count + 32, margin: 0, &generator) }
        // Of any sign, with absolute values that sum to at most 255.
        let weights = (0..<taps).map { _ in Int16(generator.int((-255 / taps)...(255 / taps))) }
        let whole = (count + 31) / 32 * 32
        try check(rows, weights, zero: 128, whole, count)
      }
      for weights: [Int16] in [[128], [1, 1], [1, 3, 3, 1], [2, 5, 1]] {
        let rows = weights.map { _ in row(count + 32, margin: 0, &generator) }
        try check(rows, weights, zero: 0, (count + 31) / 32 * 32, count)
      }
    }
  }

  @Test("means at every other pixel", arguments: 1...4)
  func halves(step: Int) {
    var generator = SeededGenerator(seed: step)
    for (weights, shift) in [([1, 1], 2), ([1, 3, 3, 1], 6), ([2, 5, 1], 6), ([4], 4)] {
      let taps = weights.map { Int16($0) }
      // Sums down the columns have the rest of the shift.
      let most = 255 << shift / weights.reduce(0, +)
      for count in Self.widths {
        let line = sums((2 * count + 4) * step, of: 0...most, &generator)
        let expected = (0..<(count * step)).map { place in
          let (x, channel) = (place / step, place % step)
          let sum = taps.indices.reduce(0) {
            $0 + Int(taps[$1]) * Int(line[(2 * x + $1) * step + channel])
          }
          return level(Double(sum) / Double(1 << shift)).0
        }
        for loops in tables() {
          var out = Guarded([UInt8](repeating: 0, count: count * step), guardValue: 7)
          out.write {
            loops.level_halves($0, count, line, taps, taps.count, Int32(shift), step)
          }
          #expect(out.isIntact && out.content == expected, "\(count), \(weights)")
        }
      }
    }
  }

  @Test("two outputs for each pixel", arguments: 1...4)
  func doubles(step: Int) {
    var generator = SeededGenerator(seed: step)
    let weights: [[Int16]] = [
      [-3, 29, 111, -9, -9, 111, 29, -3], [0, 32, 96, 0, 96, 32, 0, 0],
      [17, -40, 93, 58, 128, 0, 0, 0],
    ]
    for count in Self.widths {
      for taps in weights {
        let line = sums((count + 8) * step, of: -19456...19456, &generator)
        var expected: [UInt8] = []
        var clamped = 0
        for x in 0..<count {
          for phase in 0..<2 {
            for channel in 0..<step {
              let sum = (0..<4).reduce(0) {
                $0 + Int(taps[4 * phase + $1]) * Int(line[(x + phase + $1) * step + channel])
              }
              let (level, isClamped) = level(Double(sum) / 16384 + 128)
              expected.append(level)
              clamped += isClamped ? 1 : 0
            }
          }
        }
        for loops in tables() {
          var out = Guarded([UInt8](repeating: 0, count: 2 * count * step), guardValue: 7)
          var counted = 0
          out.write { counted = loops.level_doubles($0, count, line, taps, 14, step) }
          #expect(out.isIntact && out.content == expected && counted == clamped, "\(count)")
        }
      }
    }
  }

  @Test("magnitudes of gradients", arguments: 1...4)
  func gradients(step: Int) {
    var generator = SeededGenerator(seed: step)
    for width in Self.widths + [900] {
      let count = width * step
      let rows = (0..<3).map { _ in row(count + step, margin: step, &generator) }
      func at(_ row: Int, _ place: Int) -> Int { Int(rows[row][place + step]) }
      for (side, middle, scale) in [(1, 2, 0.25), (0, 1, 1), (1, 0, 0.5)] {
        var clamped = 0
        let expected = (0..<count).map { x in
          func smoothed(_ place: Int) -> Int {
            side * (at(0, place) + at(2, place)) + middle * at(1, place)
          }
          func difference(_ place: Int) -> Int { at(2, place) - at(0, place) }
          let across = smoothed(x + step) - smoothed(x - step)
          let down =
            side * (difference(x - step) + difference(x + step)) + middle * difference(x)
          let (level, isClamped) = level(
            Double(across * across + down * down).squareRoot() * scale)
          clamped += isClamped ? 1 : 0
          return level
        }
        for loops in tables() {
          var out = Guarded([UInt8](repeating: 0, count: count), guardValue: 7)
          var counted = 0
          withPointers(rows, from: step) { table in
            out.write {
              counted = loops.level_gradients(
                $0, count, table, step, Int16(side), Int16(middle), Float(scale))
            }
          }
          #expect(out.isIntact && out.content == expected && counted == clamped, "\(width)")
        }
      }
    }
  }

  @Test("products with a matrix")
  func matrices() {
    var generator = SeededGenerator(seed: 5)
    for count in Self.widths {
      let pixels = row(3 * count, margin: 0, &generator)
      for outputs in [1, 3] {
        let weights = (0..<(3 * outputs)).map { _ in generator.float(-1...1.5) }
        let biases = (0..<outputs).map { _ in generator.float(-20...20) }
        var clamped = 0
        let expected = (0..<(count * outputs)).map { place in
          let (x, o) = (place / outputs, place % outputs)
          // In Float and in this order; the compiler does not contract.
          let sum = (0..<3).reduce(biases[o]) {
            $0 + weights[3 * o + $1] * Float(pixels[3 * x + $1])
          }
          let (level, isClamped) = level(Double(sum))
          clamped += isClamped ? 1 : 0
          return level
        }
        for loops in tables() {
          var out = Guarded([UInt8](repeating: 0, count: count * outputs), guardValue: 7)
          var counted = 0
          out.write {
            counted = loops.level_matrix($0, pixels, count, weights, biases, outputs, true)
          }
          #expect(out.isIntact && out.content == expected && counted == clamped, "\(count)")
          out.write { _ = loops.level_matrix($0, pixels, count, weights, biases, outputs, false) }
          #expect(out.isIntact && out.content == expected)
        }
      }
    }
  }

  private func withPointers(
    _ rows: [[UInt8]], from column: Int, _ body: (UnsafePointer<UnsafePointer<UInt8>?>) -> Void
  ) {
    let pitch = rows[0].count
    rows.flatMap(\.self).withUnsafeBufferPointer { all in
      let table = rows.indices.map { index in all.baseAddress.map { $0 + index * pitch + column } }
      body(table)
    }
  }
}
