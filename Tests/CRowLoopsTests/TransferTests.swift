// SPDX-License-Identifier: Apache-2.0

import CRowLoops
import Foundation
import TestSupport
import Testing

/// The transfer curve of IEC 61966-2-1 from stored samples to linear light, with the system's own
/// power.
private func toLinear(_ v: Double) -> Double {
  let a = abs(v)
  let result = a <= 0.04045 ? a / 12.92 : pow((a + 0.055) / 1.055, 2.4)
  return v < 0 ? -result : result
}

/// Its inverse.
private func fromLinear(_ v: Double) -> Double {
  let a = abs(v)
  let result = a <= 0.0031308 ? 12.92 * a : 1.055 * pow(a, 1 / 2.4) - 0.055
  return v < 0 ? -result : result
}

private struct Level: CustomTestStringConvertible, Sendable {
  let table: crl_loops
  var testDescription: String { String(cString: table.name) }

  /// Every table that this CPU can run.
  static let all: [Level] = {
    var list: UnsafePointer<UnsafePointer<crl_loops>?>?
    let count = crl_loops_available(&list)
    return (0..<count).compactMap { index in (list?[index]?.pointee).map { Level(table: $0) } }
  }()

  func toLinear(_ samples: [Float]) -> [Float] {
    [Float](unsafeUninitializedCapacity: samples.count) { out, count in
      table.to_linear(out.baseAddress, samples, samples.count)
      count = samples.count
    }
  }

  func fromLinear(_ samples: [Float]) -> [Float] {
    [Float](unsafeUninitializedCapacity: samples.count) { out, count in
      table.from_linear(out.baseAddress, samples, samples.count)
      count = samples.count
    }
  }
}

/// How far a result is from the exact value, in steps of float at that value; the definition in
/// `Double` is itself off by about 1e-8 of a step.
private func steps(_ result: Float, _ exact: Double) -> Double {
  let step = Float(exact).ulp
  return exact == Double(result) ? 0 : abs(Double(result) - exact) / Double(step)
}

/// The most steps that the documentation allows: half a step and the error of the arithmetic in
/// double.
private let bound = 0.50001

@Test("the curve is the definition, rounded, for every 16-bit sample", arguments: Level.all)
private func curveOfWords(level: Level) {
  let samples = (0...65535).map { Float(Double($0) / 65535) }
  let linear = level.toLinear(samples)
  let stored = level.fromLinear(samples)
  var worst = 0.0
  for (index, v) in samples.enumerated() {
    worst = max(worst, steps(linear[index], toLinear(Double(v))))
    worst = max(worst, steps(stored[index], fromLinear(Double(v))))
  }
  #expect(worst <= bound)
}

@Test("the curve is the definition, rounded, for any float of either sign", arguments: Level.all)
private func curveOfAnyFloat(level: Level) {
  var generator = SeededGenerator(seed: 5)
  let patterns = (0..<50_000).map { _ in
    Float(bitPattern: UInt32.random(in: 0...UInt32.max, using: &generator))
  }
  let near = (0..<50_000).map { _ in generator.float(-1.5...1.5) }
  let samples = (patterns + near).filter(\.isFinite)
  let linear = level.toLinear(samples)
  let stored = level.fromLinear(samples)
  var worst = 0.0
  var unequalOverflows = 0
  for (index, v) in samples.enumerated() {
    let exact = toLinear(Double(v))
    if Float(exact).isFinite {
      worst = max(worst, steps(linear[index], exact))
    } else if linear[index] != Float(exact) {
      unequalOverflows += 1
    }
    worst = max(worst, steps(stored[index], fromLinear(Double(v))))
  }
  #expect(worst <= bound)
  #expect(unequalOverflows == 0)
}

@Test("8-bit and 16-bit samples come back from linear light", arguments: Level.all, [255, 65535])
private func roundTrip(level: Level, largest: Int) {
  let samples = (0...largest).map { Float(Double($0) / Double(largest)) }
  let back = level.fromLinear(level.toLinear(samples))
  let values = back.map { Int(($0 * Float(largest)).rounded(.toNearestOrEven)) }
  #expect(values == Array(0...largest))
}

@Test(
  "zeros keep their sign, 1 stays 1, infinities and NaN stay what they are", arguments: Level.all)
private func specialSamples(level: Level) {
  let fixed: [Float] = [0, -0.0, 1, -1, .infinity, -.infinity]
  // Enough NaN that they meet whole vectors too.
  let samples = fixed + Array(repeating: Float.nan, count: 33)
  for result in [level.toLinear(samples), level.fromLinear(samples)] {
    #expect(result.prefix(6).map(\.bitPattern) == fixed.map(\.bitPattern))
    #expect(result.dropFirst(6).allSatisfy { $0.isNaN })
  }
}

@Test("both pieces meet at the thresholds of the standard", arguments: Level.all)
private func thresholds(level: Level) {
  let stored: [Float] = [Float(0.04045).nextDown, 0.04045, Float(0.04045).nextUp]
  for (v, result) in zip(stored, level.toLinear(stored)) {
    #expect(steps(result, toLinear(Double(v))) <= bound)
  }
  let linear: [Float] = [Float(0.0031308).nextDown, 0.0031308, Float(0.0031308).nextUp]
  for (v, result) in zip(linear, level.fromLinear(linear)) {
    #expect(steps(result, fromLinear(Double(v))) <= bound)
  }
}

@Test(
  "all levels give the same bits, at every length and in place",
  arguments: [0, 1, 3, 15, 16, 17, 100])
private func levelsAgree(count: Int) throws {
  var generator = SeededGenerator(seed: count)
  let samples = (0..<count).map { _ in generator.float(-2...2) }
  let base = try #require(Level.all.first)
  for level in Level.all {
    #expect(level.toLinear(samples) == base.toLinear(samples))
    #expect(level.fromLinear(samples) == base.fromLinear(samples))
    // The last element is a guard that neither call may touch.
    var inPlace = samples + [77]
    inPlace.withUnsafeMutableBufferPointer {
      level.table.to_linear($0.baseAddress, $0.baseAddress, count)
    }
    #expect(inPlace == base.toLinear(samples) + [77])
    inPlace = samples + [77]
    inPlace.withUnsafeMutableBufferPointer {
      level.table.from_linear($0.baseAddress, $0.baseAddress, count)
    }
    #expect(inPlace == base.fromLinear(samples) + [77])
  }
}
