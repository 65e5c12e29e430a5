// SPDX-License-Identifier: Apache-2.0

extension TinyJPEG {
  /// A gray progressive file of `side` x `side` mean gray pixels, whose scans after the first bring nothing: each visits
  /// all blocks with a few bytes.
  ///
  /// Source: ITU-T T.81, G.1.2.2: a run of ends of blocks.
  ///
  /// - Parameter count: the number of scans after the first, at most 882.
  public static func manyScans(side: Int, count: Int) -> [UInt8] {
    let blocks = (side + 7) / 8 * ((side + 7) / 8)
    let dimension = [UInt8(side >> 8), UInt8(side & 255)]
    var file: [UInt8] = [0xff, 0xd8]
    file += Segment(0xdb, [0] + Array(repeating: 1, count: 64)).encoded
    file += Segment(0xc2, [8] + dimension + dimension + [1, 1, 0x11, 0]).encoded
    // The code 0 is a difference of 0; then 0 is a run of 2^14 blocks and more, 10 the end of one block.
    file += Segment(0xc4, [0, 1] + Array(repeating: 0, count: 15) + [0]).encoded
    file += Segment(0xc4, [0x10, 1, 1] + Array(repeating: 0, count: 14) + [0xe0, 0]).encoded
    file += scan(component: 1, 0...0, bits: 0) + Array(repeating: 0, count: (blocks + 7) / 8)
    let run = ends(of: blocks)
    for index in 0..<count {
      // Each coefficient in turn: first all but 13 of its bits, then one bit more.
      let place = UInt8(index % 63 + 1)
      let left = UInt8(13 - index / 63)
      let bits: UInt8 = index < 63 ? 13 : (left + 1) << 4 | left
      file += scan(component: 1, place...place, bits: bits) + run
    }
    return file + [0xff, 0xd9]
  }

  /// A sequential file of 8 x 8 mean gray pixels of three components, with a scan for each of these.
  public static func separateScans(_ components: [UInt8]) -> [UInt8] {
    var file: [UInt8] = [0xff, 0xd8]
    file += Segment(0xdb, [0] + Array(repeating: 1, count: 64)).encoded
    let table: [UInt8] = [1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]
    file += Segment(0xc0, [8, 0, 8, 0, 8, 3] + table).encoded
    for kind: UInt8 in [0, 0x10] {
      file += Segment(0xc4, [kind, 1] + Array(repeating: 0, count: 15) + [0]).encoded
    }
    // A difference of 0, the end of the block, and the padding.
    for component in components { file += scan(component: component + 1, 0...63, bits: 0) + [0x3f] }
    return file + [0xff, 0xd9]
  }

  private static func scan(
    component: UInt8, _ places: ClosedRange<UInt8>, bits: UInt8
  ) -> [UInt8] {
    Segment(0xda, [1, component, 0, places.lowerBound, places.upperBound, bits]).encoded
  }

  /// The coded data of so many blocks that end at once.
  private static func ends(of count: Int) -> [UInt8] {
    var bits: [UInt8] = []
    var left = count
    while left >= 1 << 14 {
      let run = min(left, 1 << 15 - 1)
      bits.append(0)
      for place in (0..<14).reversed() { bits.append(UInt8((run - 1 << 14) >> place & 1)) }
      left -= run
    }
    for _ in 0..<left { bits += [1, 0] }
    bits += Array(repeating: 1, count: (8 - bits.count % 8) % 8)
    return stride(from: 0, to: bits.count, by: 8).flatMap { start -> [UInt8] in
      let byte = bits[start..<start + 8].reduce(0) { $0 << 1 | $1 }
      return byte == 0xff ? [0xff, 0] : [byte]
    }
  }
}
