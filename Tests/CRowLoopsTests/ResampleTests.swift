// SPDX-License-Identifier: Apache-2.0

import CRowLoops
import TestSupport
import Testing

/// A table of random terms for `count` outputs, in blocks that repeat.
private struct RandomTable {
  let count: Int
  let step: Int
  let period: Int
  let advance: Int
  var blocks: [crl_block] = []
  var weights: [Float] = []
  /// The first position and the weights of each output, in order.
  var terms: [(start: Int, weights: [Float])] = []
  /// All that is read, also for outputs that the last block computes again.
  private var read: [(start: Int, weights: [Float])] = []

  static let lanes = Int(CRL_LANES)

  init(_ generator: inout SeededGenerator) {
    count = generator.int(1...generator.element([15, 40, 300]))
    step = generator.element([1, -1])
    let whole = count / Self.lanes
    period = max(1, min(whole, generator.int(1...4)))
    advance = generator.int(16...50)
    let most = generator.element([3, 9, 40, 70])
    var lists: [[(start: Int, weights: [Float])]] = []
    for _ in 0..<period + (count % Self.lanes == 0 ? 0 : 1) {
      var start = generator.int(0...3)
      let taps = generator.int(1...most)
      lists.append(
        (0..<Self.lanes).map { _ in
          start += generator.int(0...3)
          let own = generator.int(max(1, taps - 2)...taps)
          return (start, (0..<own).map { _ in generator.float() })
        })
    }
    for list in lists { add(list) }
    for x in 0..<count {
      let (block, lane) = (x / Self.lanes, x % Self.lanes)
      if block < whole {
        var one = lists[block % period][lane]
        one.start += block / period * advance
        terms.append(one)
      } else {
        // The last block is of the last outputs, and has positions of its own.
        terms.append(lists[period][count < Self.lanes ? x : x + Self.lanes - count])
      }
    }
    read = terms
    if count > Self.lanes && count % Self.lanes != 0 {
      // It computes some outputs again, with its own terms.
      for lane in 0..<Self.lanes { terms[count - Self.lanes + lane] = lists[period][lane] }
    }
    read += terms
  }

  /// The columns of all terms.
  var columns: Range<Int> {
    let positions = read.flatMap { one in [one.start, one.start + step * (one.weights.count - 1)] }
    return (positions.min() ?? 0)..<((positions.max() ?? 0) + 1)
  }

  private mutating func add(_ list: [(start: Int, weights: [Float])]) {
    var block = crl_block()
    block.weights = weights.count
    block.taps = UInt32(list.map(\.weights.count).max() ?? 0)
    block.full = UInt32(list.map(\.weights.count).min() ?? 0)
    withUnsafeMutableBytes(of: &block.starts) { bytes in
      for (lane, one) in list.enumerated() {
        bytes.storeBytes(of: Int32(one.start), toByteOffset: 4 * lane, as: Int32.self)
      }
    }
    for term in 0..<Int(block.taps) {
      for one in list { weights.append(term < one.weights.count ? one.weights[term] : 0) }
    }
    blocks.append(block)
  }
}

@Test("a resampled row is the sum of its terms, in order, at every level", arguments: 0..<200)
func resampledRows(seed: Int) {
  var generator = SeededGenerator(seed: seed)
  let table = RandomTable(&generator)
  let (first, end) = (table.columns.lowerBound, table.columns.upperBound)
  let rowCount = generator.int(1...5)
  // Beyond the terms there is nothing to read but NaN.
  let margin = 8
  let rows = (0..<rowCount).map { _ in
    (0..<(end - first + 2 * margin)).map { place in
      (margin..<(margin + end - first)).contains(place) ? generator.float() : .nan
    }
  }
  let expected = rows.map { row in
    table.terms.map { one in
      var sum = RunSum(0)
      for (index, weight) in one.weights.enumerated() {
        sum.add(weight * row[one.start + table.step * index - first + margin])
      }
      return sum.total
    }
  }
  for loops in tables() {
    var outputs = rows.map { _ in
      Guarded([Float](repeating: 0, count: table.count), guardValue: 77)
    }
    for (index, row) in rows.enumerated() {
      row.withUnsafeBufferPointer { samples in
        table.blocks.withUnsafeBufferPointer { blocks in
          table.weights.withUnsafeBufferPointer { weights in
            var resampling = crl_resampling(
              blocks: blocks.baseAddress, weights: weights.baseAddress, period: table.period,
              advance: table.advance, step: table.step)
            outputs[index].write { output in
              let start = samples.baseAddress.map { $0 + margin - first }
              loops.resample([output], [start], 1, table.count, &resampling, first, end)
            }
          }
        }
      }
    }
    #expect(outputs.map(\.content) == expected && outputs.allSatisfy(\.isIntact))
  }
}
