// SPDX-License-Identifier: Apache-2.0

public import ImageFiles

/// One part of a batch that is split between processes or machines.
///
/// A file belongs to the shard `hash(relative path) % count + 1`, regardless of other files.
public struct Shard: Hashable, Sendable {
  /// The number of the shard, from 1.
  public let index: Int
  /// The number of shards.
  public let count: Int

  /// All files.
  public static let whole = Shard(unchecked: 1, of: 1)

  /// Creates shard `index` of `count`; `nil` unless 1 <= index <= count.
  public init?(_ index: Int, of count: Int) {
    guard count >= 1, (1...count).contains(index) else { return nil }
    self.init(unchecked: index, of: count)
  }

  private init(unchecked index: Int, of count: Int) {
    self.index = index
    self.count = count
  }

  /// Whether the file with this path, relative to the searched directory, belongs to the shard.
  public func contains(_ path: Path) -> Bool {
    count == 1 || Int(PathHash(path.bytes).value % UInt64(count)) + 1 == index
  }
}

/// A hash of bytes that is the same on every machine and in every version: FNV-1a in 64 bits, then
/// MurmurHash3's finalizer, without which similar names would have similar low bits.
///
/// Sources: Fowler, Noll, Vo, draft-eastlake-fnv; Appleby's `fmix64`.
struct PathHash: Hashable {
  private var state: UInt64 = 0xcbf2_9ce4_8422_2325

  /// Creates the hash of these bytes.
  init(_ bytes: some Sequence<UInt8>) { add(bytes) }

  /// Adds bytes to the hash.
  mutating func add(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
  }

  var value: UInt64 {
    var hash = state
    hash = (hash ^ hash >> 33) &* 0xff51_afd7_ed55_8ccd
    hash = (hash ^ hash >> 33) &* 0xc4ce_b9fe_1a85_ec53
    return hash ^ hash >> 33
  }
}
