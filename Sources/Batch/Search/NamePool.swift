// SPDX-License-Identifier: Apache-2.0

/// Many names in one buffer.
struct NamePool: Hashable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []

  var count: Int { ends.count }

  mutating func append(_ name: some Sequence<UInt8>) {
    bytes += name
    ends.append(bytes.count)
  }

  subscript(index: Int) -> ArraySlice<UInt8> {
    bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
  }
}
