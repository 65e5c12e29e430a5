// SPDX-License-Identifier: Apache-2.0

public import Filters

/// SplitMix64: the same numbers for the same seed, on every machine.
///
/// Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
public struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  /// The generator of one seed.
  public init(seed: Int) {
    state = UInt64(bitPattern: Int64(seed)) &* 0x9E37_79B9_7F4A_7C15
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

extension SeededGenerator {
  /// A whole number in `range`.
  public mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

  /// A sample in `range`.
  public mutating func float(_ range: ClosedRange<Float> = -1...1) -> Float {
    Float.random(in: range, using: &self)
  }

  /// A number from the standard normal distribution: the sum of twelve uniform ones, less 6.
  public mutating func normal() -> Double {
    (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &self) }
  }

  /// One of `elements`.
  public mutating func element<Element>(_ elements: [Element]) -> Element {
    elements[int(0...(elements.count - 1))]
  }

  /// An image of independent samples in `range`.
  public mutating func image(_ shape: Shape, in range: ClosedRange<Float> = 0...1) -> Image {
    let count = shape.channels * shape.height * shape.width
    return Image(shape, samples: (0..<count).map { _ in float(range) })
  }

  /// One of the six border modes.
  public mutating func border() -> BorderMode {
    element([.zero, .constant(float()), .replicate, .symmetric, .reflect, .wrap])
  }
}
