// SPDX-License-Identifier: Apache-2.0

/// The types of samples in an array.
package enum SampleType: Hashable, Sendable, CaseIterable {
  /// Integers of 8 bits, which stand for n / 255.
  case uint8
  /// Integers of 16 bits in the order of this machine, which stand for n / 65535.
  case uint16
  /// IEEE 754 binary16 and binary32, taken as they are.
  case float16, float32

  /// The size of a sample in bytes.
  package var size: Int {
    switch self {
    case .uint8: 1
    case .uint16, .float16: 2
    case .float32: 4
    }
  }

  /// The bits of an integer; `nil` for floats.
  package var bitDepth: Int? {
    switch self {
    case .uint8: 8
    case .uint16: 16
    case .float16, .float32: nil
    }
  }
}
