// SPDX-License-Identifier: Apache-2.0

internal import FileSystem

/// A hash of bytes that is the same on every machine and in every version: FNV-1a in 64 bits, then
/// MurmurHash3's finalizer, without which similar names would have similar low bits.
///
/// Source of the finalizer: Appleby's `fmix64`.
struct PathHash: Hashable {
  private var state: FNV1a

  /// Creates the hash of these bytes.
  init(_ bytes: some Sequence<UInt8>) { state = FNV1a(bytes) }

  /// Adds bytes to the hash.
  mutating func add(_ bytes: some Sequence<UInt8>) { state.add(bytes) }

  var value: UInt64 {
    var hash = state.value
    hash = (hash ^ hash >> 33) &* 0xff51_afd7_ed55_8ccd
    hash = (hash ^ hash >> 33) &* 0xc4ce_b9fe_1a85_ec53
    return hash ^ hash >> 33
  }
}
