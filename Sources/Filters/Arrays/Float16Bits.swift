// SPDX-License-Identifier: Apache-2.0

/// A number of IEEE 754 binary16, by its bits: a sign, 5 bits of exponent and 10 of fraction.
///
/// Swift's `Float16` does not exist on every platform.
package struct Float16Bits: BitwiseCopyable, Hashable, Sendable {
  /// The magnitude from which on numbers become infinite: half a unit beyond the largest one, 65504.
  package static let overflow: Float = 65520

  /// The bits.
  package let word: UInt16

  /// The number with these bits.
  package init(word: UInt16) { self.word = word }

  /// The float32 of the same value; a NaN keeps its sign and fraction.
  package var sample: Float {
    let sign = UInt32(word & 0x8000) << 16
    let magnitude = UInt32(word & 0x7fff)
    // Below 2^-14, the fraction counts units of 2^-24.
    let subnormal = (Float(magnitude) * 0x1p-24).bitPattern
    // The exponents' biases are 15 and 127, and that of infinities and NaNs is the largest of its type.
    let bias: UInt32 = magnitude < 0x7c00 ? 127 - 15 : 255 - 31
    let normal = magnitude << 13 + bias << 23
    return Float(bitPattern: sign | (magnitude < 0x0400 ? subnormal : normal))
  }

  /// Rounds to nearest, ties to even; magnitudes from `overflow` on become infinite, and a NaN stays a quiet one.
  package init(rounding sample: Float) {
    let bits = sample.bitPattern
    let magnitude = bits & 0x7fff_ffff
    // The sum rounds to a multiple of 2^-24, the unit of float32 from 0.5 to 1 and of binary16 below 2^-14.
    let subnormal = (Float(bitPattern: magnitude) + 0.5).bitPattern &- Float(0.5).bitPattern
    // Rounds the 13 surplus bits; a carry goes into the exponent, as it should.
    let rounded = magnitude &+ 0x0fff &+ (magnitude >> 13 & 1)
    let normal = (rounded &- (127 - 15) << 23) >> 13
    let isSubnormal = magnitude < 0x3880_0000  // 2^-14
    let finite = isSubnormal ? subnormal : normal
    let infinity: UInt32 = 0x7c00
    let quietNaN = 0x7e00 | (bits >> 13 & 0x03ff)
    let isNaN = magnitude > 0x7f80_0000
    let isOver = magnitude >= Float16Bits.overflow.bitPattern
    let result = isNaN ? quietNaN : isOver ? infinity : finite
    word = UInt16(truncatingIfNeeded: bits >> 16 & 0x8000 | result)
  }
}

// Loops over many numbers, which a compiler does not inline into another module one by one.
extension Float16Bits {
  /// Converts the little-endian bits of numbers to samples.
  ///
  /// - Precondition: both spans have the same length.
  package static func load(_ words: Span<UInt16>, into samples: inout MutableSpan<Float>) {
    precondition(words.count == samples.count, "rows of different lengths")
    for x in words.indices {
      samples[x] = Float16Bits(word: UInt16(littleEndian: words[x])).sample
    }
  }

  /// Converts samples to the little-endian bits of the numbers nearest to them.
  ///
  /// - Precondition: both spans have the same length.
  package static func store(
    rounding samples: Span<Float>, in words: inout MutableSpan<UInt16>
  ) {
    precondition(words.count == samples.count, "rows of different lengths")
    for x in samples.indices {
      words[x] = Float16Bits(rounding: samples[x]).word.littleEndian
    }
  }
}

extension Float16Bits: CustomStringConvertible {
  /// The number as text.
  package var description: String { "\(sample)" }
}
