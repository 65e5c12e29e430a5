// SPDX-License-Identifier: Apache-2.0

/// A set of channels.
struct ChannelSet: Hashable {
  private var words: [UInt64]

  /// Creates a set of one channel out of `count`.
  init(_ channel: Int, of count: Int) {
    words = Array(repeating: 0, count: (count + 63) / 64)
    words[channel / 64] = 1 << UInt64(channel % 64)
  }

  /// The number of channels in the set.
  var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// Adds the channels of another set over the same number of channels.
  mutating func formUnion(_ other: ChannelSet) {
    for index in words.indices { words[index] |= other.words[index] }
  }
}
