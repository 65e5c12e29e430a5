// SPDX-License-Identifier: Apache-2.0

/// The SHA-256 digest of bytes, with which a content security policy names a script or a style.
///
/// Source: FIPS 180-4, sections 4.1.2, 5.1.1 and 6.2.
package struct SHA256: Hashable, Sendable {
  /// The digest, 32 bytes.
  package let digest: [UInt8]

  /// Computes the digest of `bytes`.
  package init(_ bytes: [UInt8]) {
    var state = Self.initial
    let padded = Self.padded(bytes)
    for block in stride(from: 0, to: padded.count, by: 64) {
      Self.mix(padded[block..<(block + 64)], into: &state)
    }
    digest = state.flatMap(Self.bytes(of:))
  }

  /// Returns the message, a 1 bit, zeros, and the number of bits in 64, as whole blocks of 64 bytes.
  private static func padded(_ bytes: [UInt8]) -> [UInt8] {
    let zeros = (119 - bytes.count % 64) % 64
    let bits = UInt64(bytes.count) * 8
    return bytes + [0x80] + Array(repeating: 0, count: zeros)
      + Self.bytes(of: UInt32(bits >> 32)) + Self.bytes(of: UInt32(truncatingIfNeeded: bits))
  }

  private static func bytes(of word: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) }
  }

  private static func mix(_ block: ArraySlice<UInt8>, into state: inout [UInt32]) {
    let bytes = Array(block)
    var words = (0..<16).map { index in
      bytes[(4 * index)..<(4 * index + 4)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }
    for index in 16..<64 {
      let (old, new) = (words[index - 15], words[index - 2])
      let small = turned(old, 7) ^ turned(old, 18) ^ old >> 3
      let large = turned(new, 17) ^ turned(new, 19) ^ new >> 10
      words.append(words[index - 16] &+ small &+ words[index - 7] &+ large)
    }
    var round = state
    for index in 0..<64 {
      let (a, b, c) = (round[0], round[1], round[2])
      let (e, f, g) = (round[4], round[5], round[6])
      let choice = (e & f) ^ (~e & g)
      let majority = (a & b) ^ (a & c) ^ (b & c)
      let first =
        round[7] &+ (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) &+ choice
        &+ constants[index] &+ words[index]
      let second = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) &+ majority
      round = [first &+ second, a, b, c, round[3] &+ first, e, f, g]
    }
    state = zip(state, round).map { $0 &+ $1 }
  }

  private static func turned(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word >> count | word << (32 - count)
  }

  /// The first 32 bits of the fractional parts of the square roots of the first 8 primes.
  private static let initial: [UInt32] = primes.prefix(8).map {
    fraction(ofRoot: 2, of: $0)
  }

  /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
  private static let constants: [UInt32] = primes.map { fraction(ofRoot: 3, of: $0) }

  private static let primes: [UInt64] = (2...311).filter { number in
    !(2..<number).contains { number.isMultiple(of: $0) }
  }

  /// Returns the first 32 bits of the fractional part of a root: the largest r with r^degree <= number * 2^(32 degree).
  private static func fraction(ofRoot degree: Int, of number: UInt64) -> UInt32 {
    // A root of a number below 312 has at most 5 bits before the point.
    var root: UInt64 = 0
    for bit in (0..<37).reversed() {
      let next = root | 1 << UInt64(bit)
      let power = (1..<degree).reduce(UInt128(next)) { product, _ in product * UInt128(next) }
      if power <= UInt128(number) << UInt128(32 * degree) { root = next }
    }
    return UInt32(truncatingIfNeeded: root)
  }
}
