// SPDX-License-Identifier: Apache-2.0

/// The FNV-1a hash of bytes, 64 bits: the same on every machine and in every version.
///
/// Source: Fowler, Noll, Vo; draft-eastlake-fnv.
package struct FNV1a: Hashable, Sendable {
  /// The hash of all bytes so far.
  package private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  /// Creates the hash of these bytes.
  package init(_ bytes: some Sequence<UInt8>) { add(bytes) }

  /// Adds bytes to the hash.
  package mutating func add(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
  }
}
