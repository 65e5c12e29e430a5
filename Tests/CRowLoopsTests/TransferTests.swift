// SPDX-License-Identifier: Apache-2.0

import CRowLoops
import Foundation
import TestSupport
import Testing

/// The transfer curve of IEC 61966-2-1 with the system's own power.
private enum IEC61966 {
  /// From stored samples to linear light.
  static func toLinear(_ v: Double) -> Double {
    let a = abs(v)
    let result = a <= 0.04045 ? a / 12.92 : pow((a + 0.055) / 1.055, 2.4)
    return v < 0 ? -result : result
  }

  /// From linear light to stored samples.
  static func fromLinear(_ v: Double) -> Double {
    let a = abs(v)
    let result = a <= 0.0031308 ? 12.92 * a : 1.055 * pow(a, 1 / 2.4) - 0.055
    return v < 0 ? -result : result
  }
}

/// A transfer curve: its parameters for C, and its definition with the system's own functions.
private struct Curve: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let parameters: crl_curve
  let toLinear: @Sendable (Double) -> Double
  let fromLinear: @Sendable (Double) -> Double

  static let sRGB = Curve(
    testDescription: "sRGB",
    parameters: crl_curve(
      kind: CRL_POWER, stored_limit: 0.04045, light_limit: 0.0031308, to_slope: 1 / 12.92,
      from_slope: 12.92, offset: 0.055, scale: 1.055, power: 2.4),
    toLinear: { IEC61966.toLinear($0) }, fromLinear: { IEC61966.fromLinear($0) })

  /// ITU-T H.273, transfer characteristics 1.
  static let bt709 = Curve(
    testDescription: "BT.709",
    parameters: crl_curve(
      kind: CRL_POWER, stored_limit: 4.5 * 0.018053968510807, light_limit: 0.018053968510807,
      to_slope: 1 / 4.5, from_slope: 4.5, offset: 0.099296826809442, scale: 1.099296826809442,
      power: 1 / 0.45),
    toLinear: {
      $0 <= 4.5 * 0.018053968510807
        ? $0 / 4.5 : pow(($0 + 0.099296826809442) / 1.099296826809442, 1 / 0.45)
    },
    fromLinear: {
      $0 <= 0.018053968510807 ? 4.5 * $0 : 1.099296826809442 * pow($0, 0.45) - 0.099296826809442
    })

  static func power(_ exponent: Double) -> Curve {
    Curve(
      testDescription: "power \(exponent)",
      parameters: crl_curve(
        kind: CRL_POWER, stored_limit: 0x1p-120, light_limit: 0x1p-120, to_slope: 0, from_slope: 0,
        offset: 0, scale: 1, power: exponent),
      toLinear: { pow($0, exponent) }, fromLinear: { pow($0, 1 / exponent) })
  }

  /// SMPTE ST 2084, equations 4.1 and 5.2; light 1 is 10000 cd/m^2.
  static let pq: Curve = {
    let (m1, m2) = (2610.0 / 16384, 2523.0 / 32)
    let (c1, c2, c3) = (3424.0 / 4096, 2413.0 / 128, 2392.0 / 128)
    return Curve(
      testDescription: "PQ",
      parameters: crl_curve(
        kind: CRL_PQ, stored_limit: 0, light_limit: 0, to_slope: 0, from_slope: 0, offset: 0,
        scale: 0, power: 0),
      toLinear: {
        let p = pow($0, 1 / m2)
        return pow(max(p - c1, 0) / (c2 - c3 * p), 1 / m1)
      },
      fromLinear: {
        if $0 == 0 { return 0 }
        let q = pow($0, m1)
        return pow((c1 + c2 * q) / (1 + c3 * q), m2)
      })
  }()

  /// ITU-R BT.2100, table 5: the opto-electronic transfer function, for light 0 to 1.
  static let hlg: Curve = {
    let a = 0.17883277
    let b = 1 - 4 * a
    let c = 0.5 - a * log(4 * a)
    return Curve(
      testDescription: "HLG",
      parameters: crl_curve(
        kind: CRL_HLG, stored_limit: 0, light_limit: 0, to_slope: 0, from_slope: 0, offset: 0,
        scale: 0, power: 0),
      toLinear: { $0 <= 0.5 ? $0 * $0 / 3 : (exp(($0 - c) / a) + b) / 12 },
      fromLinear: { $0 <= 1.0 / 12 ? sqrt(3 * $0) : a * log(12 * $0 - b) + c })
  }()

  static let all = [
    sRGB, bt709, power(1 / 0.45455), power(2.2), power(1 / 7.0), power(7), pq, hlg,
  ]
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

  func toLinear(_ samples: [Float], _ curve: Curve = .sRGB) -> [Float] {
    var parameters = curve.parameters
    return [Float](unsafeUninitializedCapacity: samples.count) { out, count in
      table.to_linear(out.baseAddress, samples, &parameters, samples.count)
      count = samples.count
    }
  }

  func fromLinear(_ samples: [Float], _ curve: Curve = .sRGB) -> [Float] {
    var parameters = curve.parameters
    return [Float](unsafeUninitializedCapacity: samples.count) { out, count in
      table.from_linear(out.baseAddress, samples, &parameters, samples.count)
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
    worst = max(worst, steps(linear[index], IEC61966.toLinear(Double(v))))
    worst = max(worst, steps(stored[index], IEC61966.fromLinear(Double(v))))
  }
  #expect(worst <= bound)
}

@Test(
  "every curve is its definition, rounded, for every 16-bit sample of either sign",
  arguments: Level.all, Curve.all)
private func everyCurve(level: Level, curve: Curve) {
  let samples = (0...65535).map { Float(Double($0) / 65535) }
  let (linear, stored) = (level.toLinear(samples, curve), level.fromLinear(samples, curve))
  var worst = 0.0
  for (index, v) in samples.enumerated() {
    worst = max(worst, steps(linear[index], curve.toLinear(Double(v))))
    worst = max(worst, steps(stored[index], curve.fromLinear(Double(v))))
  }
  #expect(worst <= bound)
  let negated = samples.map { -$0 }
  #expect(level.toLinear(negated, curve) == linear.map { -$0 })
  #expect(level.fromLinear(negated, curve) == stored.map { -$0 })
}

@Test("16-bit samples come back from every curve", arguments: Level.all, Curve.all)
private func everyRoundTrip(level: Level, curve: Curve) {
  // Below that, what a steep curve makes of a sample is less than its place among the floats can tell apart.
  let first = curve.testDescription == "PQ" ? 1 : 0
  let samples = (first...65535).map { Float(Double($0) / 65535) }
  let back = level.fromLinear(level.toLinear(samples, curve), curve)
  let values = back.map { Int(($0 * 65535).rounded(.toNearestOrEven)) }
  #expect(values == Array(first...65535))
}

@Test(
  "every curve is finite for finite samples, and keeps infinities and NaN", arguments: Level.all,
  Curve.all)
private func everyCurveOfAnyFloat(level: Level, curve: Curve) {
  var generator = SeededGenerator(seed: 11)
  let samples = (0..<20_000).map { _ in
    Float(bitPattern: UInt32.random(in: 0...UInt32.max, using: &generator))
  }
  for results in [level.toLinear(samples, curve), level.fromLinear(samples, curve)] {
    for (v, result) in zip(samples, results) where !v.isFinite || v == 0 {
      #expect(result.bitPattern == v.bitPattern || (v.isNaN && result.isNaN))
    }
    let signs = zip(samples, results).allSatisfy { $0.isNaN || ($0.sign == $1.sign && !$1.isNaN) }
    #expect(signs)
  }
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
    let exact = IEC61966.toLinear(Double(v))
    if Float(exact).isFinite {
      worst = max(worst, steps(linear[index], exact))
    } else if linear[index] != Float(exact) {
      unequalOverflows += 1
    }
    worst = max(worst, steps(stored[index], IEC61966.fromLinear(Double(v))))
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
private func piecesMeetAtTheThresholds(level: Level) {
  let stored: [Float] = [Float(0.04045).nextDown, 0.04045, Float(0.04045).nextUp]
  for (v, result) in zip(stored, level.toLinear(stored)) {
    #expect(steps(result, IEC61966.toLinear(Double(v))) <= bound)
  }
  let linear: [Float] = [Float(0.0031308).nextDown, 0.0031308, Float(0.0031308).nextUp]
  for (v, result) in zip(linear, level.fromLinear(linear)) {
    #expect(steps(result, IEC61966.fromLinear(Double(v))) <= bound)
  }
}

@Test(
  "all levels give the same bits, at every length and in place",
  arguments: [0, 1, 3, 15, 16, 17, 100])
private func levelsAgree(count: Int) throws {
  var generator = SeededGenerator(seed: count)
  let samples = (0..<count).map { _ in generator.float(-2...2) }
  let base = try #require(Level.all.first)
  var curve = Curve.sRGB.parameters
  for level in Level.all {
    #expect(level.toLinear(samples) == base.toLinear(samples))
    #expect(level.fromLinear(samples) == base.fromLinear(samples))
    // The last element is a guard that neither call may touch.
    var inPlace = samples + [77]
    inPlace.withUnsafeMutableBufferPointer {
      level.table.to_linear($0.baseAddress, $0.baseAddress, &curve, count)
    }
    #expect(inPlace == base.toLinear(samples) + [77])
    inPlace = samples + [77]
    inPlace.withUnsafeMutableBufferPointer {
      level.table.from_linear($0.baseAddress, $0.baseAddress, &curve, count)
    }
    #expect(inPlace == base.fromLinear(samples) + [77])
  }
}
