// SPDX-License-Identifier: Apache-2.0

import CRowLoops
import Testing
import TestSupport

@Test("the base table is always there and comes first")
func baseTableComesFirst() throws {
  let first = try #require(tables().first)
  #expect(String(cString: first.name) == "base")
}

@Test("a weighted sum is bias, then taps by runs, at every level", arguments: 0..<200)
func weightedSumIsTheDefinition(seed: Int) {
  var generator = SeededGenerator(seed: seed)
  let width = generator.int(1...1400)
  let stride = generator.int(1...9)
  let count = (width - 1) / stride + 1
  let halo = generator.int(0...9)
  let rows = (0..<generator.int(1...5)).map { _ in
    (0..<(width + 2 * halo)).map { _ in generator.float() }
  }
  let taps = (0..<generator.int(0...(seed.isMultiple(of: 3) ? 200 : 30))).map { _ in
    crl_tap(
      row: UInt32(generator.int(0...(rows.count - 1))), column: Int32(generator.int(-halo...halo)),
      weight: generator.float())
  }
  let bias = generator.float()
  let expected = (0..<count).map { x -> Float in
    var sum = RunSum(bias)
    for tap in taps {
      sum.add(tap.weight * rows[Int(tap.row)][x * stride + Int(tap.column) + halo])
    }
    return sum.total
  }

  // One block of memory for all rows, so that their addresses hold during the call.
  let flat = rows.flatMap { $0 }
  for table in tables() {
    var output = Guarded([Float](repeating: 0, count: count), guardValue: 77)
    flat.withUnsafeBufferPointer { samples in
      let pointers = rows.indices.map { row in
        samples.baseAddress.map { $0 + row * (width + 2 * halo) + halo }
      }
      output.write { out in
        table.weighted_sum(out, count, pointers, taps, taps.count, bias, stride)
      }
    }
    #expect(output.content == expected)
    #expect(output.isIntact)
  }
}

@Test(
  "phases interleave, the last block cut where the row ends", arguments: 1...9, [1, 2, 31, 64, 100])
func interleaveIsTheDefinition(phaseCount: Int, columns: Int) {
  var generator = SeededGenerator(seed: phaseCount * 1000 + columns)
  let phases = (0..<phaseCount).map { _ in (0..<columns).map { _ in generator.float() } }
  let flat = phases.flatMap { $0 }
  for cut in 0..<phaseCount {
    let count = columns * phaseCount - cut
    for table in tables() {
      var output = Guarded([Float](repeating: 0, count: count), guardValue: 77)
      flat.withUnsafeBufferPointer { samples in
        let pointers = phases.indices.map { phase in
          samples.baseAddress.map { $0 + phase * columns }
        }
        output.write { out in table.interleave(out, count, pointers, phaseCount) }
      }
      #expect(output.content == (0..<count).map { phases[$0 % phaseCount][$0 / phaseCount] })
      #expect(output.isIntact)
    }
  }
}

@Test("point functions are their definitions at every length", arguments: [0, 1, 7, 8, 33, 100])
func pointFunctionsAreTheirDefinitions(count: Int) {
  var generator = SeededGenerator(seed: count)
  let a = (0..<count).map { _ in generator.float() }
  let b = (0..<count).map { index in index % 5 == 0 ? 0 : generator.float() }
  for table in tables() {
    func run(
      _ loop: (UnsafeMutablePointer<Float>?, UnsafePointer<Float>?, UnsafePointer<Float>?) -> Void
    ) -> [Float] {
      var output = Guarded([Float](repeating: 0, count: count), guardValue: 77)
      a.withUnsafeBufferPointer { a in
        b.withUnsafeBufferPointer { b in
          output.write { out in loop(out, a.baseAddress, b.baseAddress) }
        }
      }
      #expect(output.isIntact)
      return output.content
    }
    let magnitudes = run { out, a, b in table.magnitude(out, a, b, count) }
    let products = run { out, a, b in table.multiply(out, a, b, count) }
    let quotients = run { out, a, b in table.divide(out, a, b, count) }
    let absolutes = run { out, a, _ in table.absolute(out, a, count) }
    let affine = run { out, a, _ in table.affine(out, a, 0.3, -0.7, count) }
    for x in 0..<count {
      #expect(magnitudes[x] == (a[x] * a[x] + b[x] * b[x]).squareRoot())
      #expect(products[x] == a[x] * b[x])
      #expect(quotients[x] == (b[x] > 0 ? a[x] / b[x] : 0))
      #expect(absolutes[x] == abs(a[x]))
      #expect(affine[x] == a[x] * 0.3 + -0.7)
    }
  }
}

/// Both directions of one type of integer sample, for each table and number of channels.
private func checkConversions<Sample: FixedWidthInteger & UnsignedInteger>(
  _ values: [Sample],
  toPlanes: (
    crl_loops, UnsafePointer<UnsafeMutablePointer<Float>?>, UnsafePointer<Sample>?, Int, Int
  ) -> Void,
  fromPlanes: (
    crl_loops, UnsafeMutablePointer<Sample>?, UnsafePointer<UnsafePointer<Float>?>, Int, Int
  ) -> Void
) {
  for table in tables() {
    for channels in 1...4 {
      let count = values.count / channels
      var planes = Guarded([Float](repeating: -1, count: count * channels), guardValue: 77)
      var back = Guarded([Sample](repeating: 0, count: count * channels), guardValue: 77)
      planes.write { start in
        let writable = (0..<channels).map { channel in start.map { $0 + channel * count } }
        toPlanes(table, writable, values, count, channels)
        let readable = writable.map { $0.map { UnsafePointer($0) } }
        back.write { out in fromPlanes(table, out, readable, count, channels) }
      }
      let expected = (0..<(channels * count)).map { index -> Float in
        let value = values[index % count * channels + index / count]
        return Float(Double(value) / Double(Sample.max))
      }
      #expect(planes.content == expected, "samples are value / maximum, correctly rounded")
      #expect(planes.isIntact)
      #expect(back.content == Array(values.prefix(count * channels)))
      #expect(back.isIntact)
    }
  }
}

@Test("8-bit samples become value / 255 and come back")
func bytesRoundTrip() {
  checkConversions(
    (0..<1024).map { UInt8(truncatingIfNeeded: $0 * 7 + $0 / 256) },
    toPlanes: { $0.planes_from_u8($1, $2, $3, $4) },
    fromPlanes: { $0.u8_from_planes($1, $2, $3, $4) })
}

@Test("rows of 8-bit pixels of every length are converted to their ends and no further")
func shortRowsOfBytes() {
  for count in 0...260 {
    checkConversions(
      (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37 + count) },
      toPlanes: { $0.planes_from_u8($1, $2, $3, $4) },
      fromPlanes: { $0.u8_from_planes($1, $2, $3, $4) })
  }
}

@Test("16-bit samples become value / 65535 and come back")
func wordsRoundTrip() {
  checkConversions(
    (0..<65536).map { UInt16(truncatingIfNeeded: $0 * 7) },
    toPlanes: { $0.planes_from_u16($1, $2, $3, $4) },
    fromPlanes: { $0.u16_from_planes($1, $2, $3, $4) })
}

@Test("samples outside 0...1 are clamped, NaN is 0, halves go to even")
func roundingAndClamping() {
  let cases: [(Float, UInt8)] = [
    (-1, 0), (-0.0, 0), (.nan, 0), (-.infinity, 0), (.infinity, 255), (2, 255), (1, 255),
    (0.5, 128), (0.1 / 255, 0), (0.75 / 255, 1), (254.4 / 255, 254), (254.6 / 255, 255),
    // 127.5 / 255 and 0.5 lie exactly between two levels: 127.5 goes to the even 128.
    (Float(0.5).nextDown, 127), (Float(0.5).nextUp, 128),
  ]
  // Often enough for every lane of a block; each channel begins with another case.
  let pixels = 100
  for table in tables() {
    for channels in 1...4 {
      let indices = (0..<channels).map { channel in
        (0..<pixels).map { ($0 + channel) % cases.count }
      }
      let samples = indices.joined().map { cases[$0].0 }
      var output = Guarded([UInt8](repeating: 9, count: pixels * channels), guardValue: 77)
      samples.withUnsafeBufferPointer { buffer in
        let planes = (0..<channels).map { channel in
          buffer.baseAddress.map { $0 + channel * pixels }
        }
        output.write { out in table.u8_from_planes(out, planes, pixels, channels) }
      }
      let expected = (0..<pixels).flatMap { x in indices.map { cases[$0[x]].1 } }
      #expect(output.content == expected, "\(channels) channels")
    }
  }
}

@Test("two rows of sums at once are each row alone, at every level", arguments: 0..<100)
func weightedPairIsTwoSums(seed: Int) {
  var generator = SeededGenerator(seed: seed)
  let width = generator.int(1...700)
  let halo = 5
  let pitch = width + 2 * halo
  // Short kernels, and some of several runs.
  let height = generator.int(1...(seed.isMultiple(of: 2) ? 6 : 40))
  let columns = generator.int(1...6)
  let flat = (0..<((height + 1) * pitch)).map { _ in generator.float() }
  // A full kernel of height x columns: one row down it overlaps itself after its first row.
  let taps = (0..<(height * columns)).map {
    crl_tap(
      row: UInt32($0 / columns), column: Int32($0 % columns - 1), weight: generator.float())
  }
  // The second sum has weights of its own, and not all the taps that the first one does not read.
  let nextTaps = taps.prefix(generator.int((taps.count - columns)...taps.count)).map {
    crl_tap(row: $0.row, column: $0.column, weight: generator.float())
  }
  for table in tables() {
    flat.withUnsafeBufferPointer { samples in
      let rows = (0...height).map { row in samples.baseAddress.map { $0 + row * pitch + halo } }
      let blank = Guarded([Float](repeating: 0, count: width), guardValue: 77)
      var (first, second, firstAlone, secondAlone) = (blank, blank, blank, blank)
      taps.withUnsafeBufferPointer { upper in
        nextTaps.withUnsafeBufferPointer { lower in
          let sums = [
            crl_phase(taps: upper.baseAddress, tap_count: upper.count, bias: 0.25),
            crl_phase(taps: lower.baseAddress, tap_count: lower.count, bias: -0.5),
          ]
          first.write { one in
            second.write { two in table.weighted_pair(one, two, width, rows, 1, sums, columns) }
          }
        }
      }
      firstAlone.write { table.weighted_sum($0, width, rows, taps, taps.count, 0.25, 1) }
      secondAlone.write {
        table.weighted_sum($0, width, Array(rows.dropFirst()), nextTaps, nextTaps.count, -0.5, 1)
      }
      #expect(first.content == firstAlone.content && first.isIntact)
      #expect(second.content == secondAlone.content && second.isIntact)
    }
  }
}

@Test("alternating sums are those of each phase, interleaved, at every level", arguments: 0..<150)
func weightedPhasesAlternate(seed: Int) {
  var generator = SeededGenerator(seed: seed)
  let phaseCount = generator.int(1...6)
  // Some samples may be missing from the last column, and some rows have no whole block.
  let count = generator.int(1...generator.element([3, 90, 700]))
  let columns = (count + phaseCount - 1) / phaseCount
  let halo = 2
  let pitch = columns + 2 * halo
  let height = 3
  let flat = (0..<(height * pitch)).map { _ in generator.float() }
  let taps = (0..<phaseCount).map { _ in
    (0..<generator.int(0...(seed.isMultiple(of: 2) ? 5 : 80))).map { _ in
      crl_tap(
        row: UInt32(generator.int(0...(height - 1))), column: Int32(generator.int(-halo...halo)),
        weight: generator.float())
    }
  }
  let biases = (0..<phaseCount).map { _ in generator.float() }
  let expected = (0..<count).map { index in
    let (x, phase) = (index / phaseCount, index % phaseCount)
    var sum = RunSum(biases[phase])
    for tap in taps[phase] {
      sum.add(tap.weight * flat[Int(tap.row) * pitch + halo + x + Int(tap.column)])
    }
    return sum.total
  }
  let all = taps.flatMap { $0 }
  for table in tables() {
    var output = Guarded([Float](repeating: 0, count: count), guardValue: 77)
    all.withUnsafeBufferPointer { all in
      var start = 0
      let phases = (0..<phaseCount).map { phase in
        defer { start += taps[phase].count }
        return crl_phase(
          taps: all.baseAddress.map { $0 + start }, tap_count: taps[phase].count,
          bias: biases[phase])
      }
      flat.withUnsafeBufferPointer { samples in
        let rows = (0..<height).map { row in samples.baseAddress.map { $0 + row * pitch + halo } }
        output.write { table.weighted_phases($0, count, rows, phases, phaseCount) }
      }
    }
    #expect(output.content == expected && output.isIntact)
  }
}

@Test("weighted moments are means and variances about them, at every level", arguments: 0..<100)
func weightedMomentsAreTheDefinition(seed: Int) {
  var generator = SeededGenerator(seed: seed)
  let width = generator.int(1...500)
  let halo = generator.int(0...5)
  let pitch = width + 2 * halo
  // Row r and, if the samples have variances, row r + step.
  let step = generator.int(0...2)
  let height = generator.int(1...5)
  let flat = (0..<((height + step) * pitch)).map { _ in generator.float(0...1) }
  let taps = (0..<generator.int(1...11)).map { _ in
    crl_tap(
      row: UInt32(generator.int(0...(height - 1))), column: Int32(generator.int(-halo...halo)),
      weight: generator.float(0...1))
  }
  func sample(_ row: Int, _ tap: crl_tap, _ x: Int) -> Float {
    flat[(Int(tap.row) + row) * pitch + halo + x + Int(tap.column)]
  }
  var means = [Float](repeating: 0, count: width)
  var variances = means
  for x in 0..<width {
    for tap in taps { means[x] = means[x] + tap.weight * sample(0, tap, x) }
    for tap in taps {
      let distance = sample(0, tap, x) - means[x]
      var square = distance * distance
      if step > 0 { square = square + sample(step, tap, x) }
      variances[x] = variances[x] + tap.weight * square
    }
  }
  for table in tables() {
    var mean = Guarded([Float](repeating: 0, count: width), guardValue: 77)
    var variance = mean
    flat.withUnsafeBufferPointer { samples in
      let rows = (0..<(height + step)).map { row in
        samples.baseAddress.map { $0 + row * pitch + halo }
      }
      mean.write { first in
        variance.write { second in
          table.weighted_moments(first, second, width, rows, taps, taps.count, step)
        }
      }
    }
    #expect(mean.content == means && mean.isIntact)
    #expect(variance.content == variances && variance.isIntact)
  }
}

@Test(
  "samples outside a range are counted, NaN is not, at every level", arguments: [0, 1, 7, 64, 1001])
func samplesOutside(count: Int) {
  var generator = SeededGenerator(seed: count)
  let special: [Float] = [.nan, .infinity, -.infinity, 0.25, 0.75, Float(0.75).nextUp, -0]
  let samples = (0..<count).map { $0 % 5 == 0 ? special[$0 / 5 % 7] : generator.float(-1...2) }
  let expected = samples.filter { $0 < 0.25 || $0 > 0.75 }.count
  for table in tables() {
    samples.withUnsafeBufferPointer { samples in
      #expect(table.count_outside(samples.baseAddress, 0.25, 0.75, count) == expected)
    }
  }
}
