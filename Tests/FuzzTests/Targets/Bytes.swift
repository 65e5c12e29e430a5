// SPDX-License-Identifier: Apache-2.0

/// Takes bytes from the front of an input; an input that has ended has zeros.
struct Taker {
  private(set) var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

  /// Returns one of some values.
  mutating func element<Value>(_ values: [Value]) -> Value { values[Int(byte()) % values.count] }
}
