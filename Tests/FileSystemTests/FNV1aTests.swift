// SPDX-License-Identifier: Apache-2.0

import FileSystem
import Testing

@Suite("FNV-1a")
struct FNV1aTests {
  /// Source: Fowler, Noll, Vo, draft-eastlake-fnv, test vectors of the 64-bit FNV-1a.
  @Test(
    "published vectors",
    arguments: [
      ("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8),
    ] as [(String, UInt64)])
  func vectors(text: String, hash: UInt64) {
    #expect(FNV1a(text.utf8).value == hash)
    var parts = FNV1a([])
    for byte in text.utf8 { parts.add([byte]) }
    #expect(parts.value == hash)
  }
}
