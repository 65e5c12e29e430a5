// SPDX-License-Identifier: Apache-2.0

package import ImageFiles

/// One part of a batch that is split between processes or machines.
///
/// A file belongs to the shard `hash(relative path) % count + 1`, regardless of other files.
package struct Shard: Hashable, Sendable {
  /// The number of the shard, from 1.
  package let index: Int
  /// The number of shards.
  package let count: Int

  /// All files.
  package static let whole = Shard(unchecked: 1, of: 1)

  /// Creates shard `index` of `count`; `nil` unless 1 <= index <= count.
  package init?(_ index: Int, of count: Int) {
    guard count >= 1, (1...count).contains(index) else { return nil }
    self.init(unchecked: index, of: count)
  }

  private init(unchecked index: Int, of count: Int) {
    self.index = index
    self.count = count
  }

  /// Whether the file with this path, relative to the searched directory, belongs to the shard.
  package func contains(_ path: Path) -> Bool {
    count == 1 || Int(PathHash(path.bytes).value % UInt64(count)) + 1 == index
  }
}
