// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// The supported types of numbers, by the names that NumPy writes in a header.
enum NPYType: String, CaseIterable {
  case uint8 = "|u1"
  case uint16 = "<u2"
  case float16 = "<f2"
  case float32 = "<f4"
  case float64 = "<f8"

  /// The size of a number in bytes.
  var size: Int {
    switch self {
    case .uint8: 1
    case .uint16, .float16: 2
    case .float32: 4
    case .float64: 8
    }
  }

  /// The integer that stands for 1; `nil` for floats.
  var maxValue: Int? {
    switch self {
    case .uint8: 255
    case .uint16: 65535
    case .float16, .float32, .float64: nil
    }
  }
}

/// A number as an NPY file stores it, little-endian.
protocol NPYNumber: BitwiseCopyable {
  /// The number's bits.
  associatedtype Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable

  /// The type of the number in a header.
  static var type: NPYType { get }

  /// Creates the number with these bits.
  init(word: Word)
  /// The number's bits.
  var word: Word { get }
  /// The sample that the number represents: a float itself, an integer divided by its max value.
  var sample: Float { get }

  /// Converts the little-endian bits of numbers to samples.
  ///
  /// These loops are requirements so that each type has its own compiled one: the classes that call them are generic,
  /// and the compiler does not specialize those.
  ///
  /// - Precondition: all spans of these functions have the same length.
  static func load(_ words: Span<Word>, into row: inout MutableSpan<Float>)
  /// Converts numbers to their little-endian bits.
  static func store(_ numbers: Span<Self>, in words: inout MutableSpan<Word>)
}

extension NPYNumber {
  /// Converts one number after the other.
  static func load(_ words: Span<Word>, into row: inout MutableSpan<Float>) {
    for x in words.indices { row[x] = Self(word: Word(littleEndian: words[x])).sample }
  }

  /// Converts one number after the other.
  static func store(_ numbers: Span<Self>, in words: inout MutableSpan<Word>) {
    for x in numbers.indices { words[x] = numbers[x].word.littleEndian }
  }
}

/// A float that an output may store samples as.
protocol NPYFloat: NPYNumber {
  /// Creates the number nearest to a sample.
  init(rounding sample: Float)
  /// Converts samples to the little-endian bits of the numbers nearest to them.
  static func store(rounding samples: Span<Float>, in words: inout MutableSpan<Word>)
}

extension NPYFloat {
  /// Converts one sample after the other.
  static func store(rounding samples: Span<Float>, in words: inout MutableSpan<Word>) {
    for x in samples.indices { words[x] = Self(rounding: samples[x]).word.littleEndian }
  }
}

extension UInt8: NPYNumber {
  static var type: NPYType { .uint8 }
  init(word: UInt8) { self = word }
  var word: UInt8 { self }
  var sample: Float { Float(self) / 255 }
}

extension UInt16: NPYNumber {
  static var type: NPYType { .uint16 }
  init(word: UInt16) { self = word }
  var word: UInt16 { self }
  var sample: Float { Float(self) / 65535 }
}

extension Float: NPYFloat {
  static var type: NPYType { .float32 }
  init(word: UInt32) { self.init(bitPattern: word) }
  init(rounding sample: Float) { self = sample }
  var word: UInt32 { bitPattern }
  var sample: Float { self }
}

extension Double: NPYNumber {
  static var type: NPYType { .float64 }
  init(word: UInt64) { self.init(bitPattern: word) }
  var word: UInt64 { bitPattern }
  /// Rounded to nearest, ties to even; infinite beyond float32's range.
  var sample: Float { Float(self) }
}

extension Float16Bits: NPYFloat {
  static var type: NPYType { .float16 }
}
