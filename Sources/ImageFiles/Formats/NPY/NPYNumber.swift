// SPDX-License-Identifier: Apache-2.0

/// The supported types of numbers, by the names that NumPy writes in a header.
enum NPYType: String, CaseIterable {
  case uint8 = "|u1"
  case uint16 = "<u2"
  case float32 = "<f4"
  case float64 = "<f8"

  /// The size of a number in bytes.
  var size: Int {
    switch self {
    case .uint8: 1
    case .uint16: 2
    case .float32: 4
    case .float64: 8
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

extension Float: NPYNumber {
  static var type: NPYType { .float32 }
  init(word: UInt32) { self.init(bitPattern: word) }
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
