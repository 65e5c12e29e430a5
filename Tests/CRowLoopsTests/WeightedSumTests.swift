// SPDX-License-Identifier: Apache-2.0

import CRowLoops
import Testing
import TestSupport

/// Every width around the blocks of the loops, odd ones among them.
private let widths = Array(1...70) + [95, 96, 97, 127, 128, 129, 255, 256, 257, 300, 511, 513]

/// Rows with a halo, one after the other in one block of memory, and taps into them.
private struct Rows {
  /// The columns on both sides.
  let halo: Int
  let pitch: Int
  let height: Int
  let samples: [Float]

  /// Rows of which each has the halo on both sides and no sample more.
  init(_ height: Int, width: Int, halo: Int = 3, _ generator: inout SeededGenerator) {
    self.height = height
    self.halo = halo
    pitch = width + 2 * halo
    samples = (0..<(height * pitch)).map { _ in generator.float() }
  }

  /// Taps of these rows at random.
  func taps(_ count: Int, _ generator: inout SeededGenerator) -> [crl_tap] {
    (0..<count).map { _ in
      crl_tap(
        row: UInt32(generator.int(0...(height - 1))),
        column: Int32(generator.int(-halo...halo)), weight: generator.float())
    }
  }

  /// The plain definition.
  func sum(_ taps: [crl_tap], bias: Float, at x: Int) -> Float {
    var sum = RunSum(bias)
    for tap in taps {
      sum.add(tap.weight * samples[Int(tap.row) * pitch + halo + x + Int(tap.column)])
    }
    return sum.total
  }

  func withPointers(_ body: ([UnsafePointer<Float>?]) -> Void) {
    samples.withUnsafeBufferPointer { buffer in
      body((0..<height).map { row in buffer.baseAddress.map { $0 + row * pitch + halo } })
    }
  }
}

@Test(
  "strided sums are the definition, at every width and level", arguments: [1, 2, 3, 4, 5, 8, 16])
func stridedSumsAreTheDefinition(stride: Int) {
  var generator = SeededGenerator(seed: stride)
  for count in widths {
    // As many samples as the last output needs: sanitizers see a read after them.
    let rows = Rows(2, width: (count - 1) * stride + 1, &generator)
    let taps = rows.taps(count.isMultiple(of: 2) ? 7 : 70, &generator).sorted { $0.row < $1.row }
    let expected = (0..<count).map { rows.sum(taps, bias: 0.25, at: $0 * stride) }
    for table in tables() {
      var output = Guarded([Float](repeating: 0, count: count), guardValue: 77)
      rows.withPointers { pointers in
        output.write { table.weighted_sum($0, count, pointers, taps, taps.count, 0.25, stride) }
      }
      #expect(output.content == expected && output.isIntact, "\(count) at \(stride)")
    }
  }
}

@Test("sums over neighbors in a row are the definition", arguments: [1, 2])
func sumsOverNeighborsAreTheDefinition(stride: Int) {
  var generator = SeededGenerator(seed: 20 + stride)
  for count in widths {
    for tapCount in [3, 4, 5, 8, 17, 32] {
      let rows = Rows(2, width: (count - 1) * stride + 1, halo: 16, &generator)
      let first = generator.int(-16...(17 - tapCount))
      let taps = (0..<tapCount).map {
        crl_tap(row: 1, column: Int32(first + $0), weight: generator.float())
      }
      let expected = (0..<count).map { rows.sum(taps, bias: -0.5, at: $0 * stride) }
      for table in tables() {
        var output = Guarded([Float](repeating: 0, count: count), guardValue: 77)
        rows.withPointers { pointers in
          output.write { table.weighted_sum($0, count, pointers, taps, tapCount, -0.5, stride) }
        }
        #expect(output.content == expected && output.isIntact, "\(tapCount) taps, \(count)")
      }
    }
  }
}

@Test("sums at stride 2 are the definition, whether taps are neighbors or not")
func halvedSumsAreTheDefinition() {
  var generator = SeededGenerator(seed: 30)
  // The columns of each row's taps: pairs of neighbors, single taps on either side, gaps, and one that is alone.
  let layouts: [[[Int32]]] = [
    [[-3, -2, 0, 1], [3]], [[-1, 0, 1], [-1, 0, 1]], [[-2, 0, 2], [-3, 3]],
    [[-3, 0, 1], [1, 2, 3]],
    [[0, 1]], [[3, 2, 1], [0]],
  ]
  for (count, layout) in widths.flatMap({ width in layouts.map { (width, $0) } }) {
    let rows = Rows(layout.count, width: 2 * (count - 1) + 1, &generator)
    let taps = layout.enumerated().flatMap { row, columns in
      columns.map { crl_tap(row: UInt32(row), column: $0, weight: generator.float()) }
    }
    let expected = (0..<count).map { rows.sum(taps, bias: 0.25, at: 2 * $0) }
    for table in tables() {
      var output = Guarded([Float](repeating: 0, count: count), guardValue: 77)
      rows.withPointers { pointers in
        output.write { table.weighted_sum($0, count, pointers, taps, taps.count, 0.25, 2) }
      }
      #expect(output.content == expected && output.isIntact, "\(layout), \(count)")
    }
  }
}

@Test("taps too far apart for a block on the stack are summed one by one")
func stridedSumsOfDistantTaps() {
  let distance = 5000
  let samples = (0..<(distance + 400)).map { Float($0 % 101) }
  let taps = [
    crl_tap(row: 0, column: 0, weight: 2), crl_tap(row: 0, column: Int32(distance), weight: -1),
  ]
  for table in tables() {
    var output = [Float](repeating: 0, count: 200)
    samples.withUnsafeBufferPointer { buffer in
      table.weighted_sum(&output, 200, [buffer.baseAddress], taps, 2, 0, 2)
    }
    #expect(output == (0..<200).map { 2 * samples[2 * $0] - samples[2 * $0 + distance] })
  }
}

@Test("a group of sums is each sum alone, at every width and level", arguments: 1...4)
func groupsAreSums(outputs: Int) {
  var generator = SeededGenerator(seed: 100 + outputs)
  for width in widths {
    let rows = Rows(3, width: width, &generator)
    let places = rows.taps(width.isMultiple(of: 2) ? 11 : 77, &generator)
    let lists = (0..<outputs).map { _ in
      places.map { crl_tap(row: $0.row, column: $0.column, weight: generator.float()) }
    }
    let biases = (0..<outputs).map { _ in generator.float() }
    for table in tables() {
      // Planes with guards between them.
      let pitch = width + 40
      var planes = Guarded([Float](repeating: 77, count: outputs * pitch), guardValue: 77)
      rows.withPointers { pointers in
        planes.write { start in
          let outs = (0..<outputs).map { index in start.map { $0 + index * pitch } }
          table.weighted_group(
            outs, outputs, width, pointers, lists.flatMap { $0 }, places.count, biases)
        }
      }
      let expected = lists.indices.flatMap { index in
        (0..<width).map { rows.sum(lists[index], bias: biases[index], at: $0) }
          + [Float](repeating: 77, count: 40)
      }
      #expect(planes.content == expected && planes.isIntact, "\(outputs) of \(width)")
    }
  }
}

@Test(
  "four neighboring rows of sums at once are the definition, at every width and level",
  arguments: Int(CRL_QUAD)...Int(CRL_RUN))
func weightedQuadIsTheDefinition(tapCount: Int) {
  var generator = SeededGenerator(seed: tapCount)
  let quad = Int(CRL_QUAD)
  for width in 1...200 {
    let step = generator.int(1...3)
    let column = generator.int(-3...3)
    let rows = Rows((tapCount + quad - 1) * step, width: width, &generator)
    let taps = (0..<tapCount).map {
      crl_tap(row: UInt32($0 * step), column: Int32(column), weight: generator.float())
    }
    let bias = generator.float()
    let expected = (0..<quad).map { output in
      let own = taps.map {
        crl_tap(row: $0.row + UInt32(output * step), column: $0.column, weight: $0.weight)
      }
      return (0..<width).map { rows.sum(own, bias: bias, at: $0) }
    }
    for table in tables() {
      let blank = Guarded([Float](repeating: 0, count: width), guardValue: 77)
      var (first, second, third, fourth) = (blank, blank, blank, blank)
      rows.withPointers { pointers in
        first.write { one in
          second.write { two in
            third.write { three in
              fourth.write { four in
                table.weighted_quad(
                  [one, two, three, four], width, pointers, step, taps, tapCount, bias)
              }
            }
          }
        }
      }
      let outputs = [first, second, third, fourth]
      #expect(outputs.map(\.content) == expected, "\(width) columns")
      let areIntact = outputs.allSatisfy(\.isIntact)
      #expect(areIntact)
    }
  }
}
