// SPDX-License-Identifier: Apache-2.0

import Batch
import ImageFiles
import TestSupport
import Testing

@Suite("Shards")
struct ShardTests {
  /// Paths and their shards of 2, 3, 7 and 100.
  ///
  /// By another program:
  ///
  ///     from functools import reduce
  ///     M = 2**64 - 1
  ///     def shard(b, n):
  ///         x = reduce(lambda s, c: ((s ^ c) * 0x100000001b3) & M, b, 0xcbf29ce484222325)
  ///         x = ((x ^ x >> 33) * 0xff51afd7ed558ccd) & M
  ///         x = ((x ^ x >> 33) * 0xc4ceb9fe1a85ec53) & M
  ///         return (x ^ x >> 33) % n + 1
  static let computed: [([UInt8], [Int])] = [
    (Array("a.png".utf8), [1, 1, 7, 99]),
    (Array("sub/b.png".utf8), [2, 3, 4, 84]),
    (Array("2020/photo-0000001.jpg".utf8), [1, 1, 1, 97]),
    (Array("é😀.png".utf8), [1, 2, 1, 33]),
    (Array("bad".utf8) + [0xff] + Array(".png".utf8), [2, 1, 4, 62]),
    (Array(" a\nb.png".utf8), [1, 2, 5, 27]),
  ]

  @Test("the shard of a path is the same in another language", arguments: computed)
  func sameElsewhere(bytes: [UInt8], shards: [Int]) throws {
    for (count, expected) in zip([2, 3, 7, 100], shards) {
      for index in 1...count {
        let shard = try #require(Shard(index, of: count))
        #expect(shard.contains(Path(bytes: bytes)) == (index == expected))
      }
    }
  }

  @Test("shards part the files of a batch: each is in one of them, whatever else is there")
  func shardsPartitionTheFiles() throws {
    let directory = try TemporaryDirectory()
    for index in 0..<60 { try directory.add("in/\(index % 4)/\(index).png") }
    func jobs(_ shard: Shard) throws -> [Job] {
      var options = PlanOptions()
      options.shard = shard
      let (input, output) = (Path(directory.file("in")), Path(directory.file("out")))
      return Array(try Plan([.directory(input)], to: output, options).jobs)
    }
    let all = try jobs(.whole)
    #expect(all.count == 60)
    for count in [1, 2, 3, 7] {
      let parts = try (1...count).map { try jobs(#require(Shard($0, of: count))) }
      #expect(Set(parts.joined()) == Set(all))
      #expect(parts.map(\.count).reduce(0, +) == all.count)
      // In the order of the whole.
      for part in parts { #expect(part == all.filter { part.contains($0) }) }
    }
    let third = try #require(Shard(2, of: 3))
    let before = try jobs(third)
    try directory.add("in/0/another.png")
    #expect(Set(before).isSubset(of: try jobs(third)))
  }

  @Test("what is no shard")
  func malformedShardsAreRefused() {
    for (index, count) in [(0, 1), (2, 1), (-1, 3), (1, 0), (4, 3)] {
      #expect(Shard(index, of: count) == nil)
    }
  }
}
