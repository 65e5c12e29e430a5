// SPDX-License-Identifier: Apache-2.0

import CDeflate
import TestSupport
import Testing

@Suite("Deflate")
struct DeflateTests {
  private static let allMatching = [CD_MATCH_LONG_RUNS, CD_MATCH_RUNS, CD_MATCH_STRINGS]

  @Test(
    "what is deflated is inflated again, at every size around the edges of matches and blocks",
    arguments: allMatching, Content.allCases)
  func roundTrip(matching: cd_matching, content: Content) throws {
    let edges = [65535, 65536, 131_071, 131_072, 131_073, 300_000]
    for count in Array(0..<40) + [257, 258, 259, 260, 261, 262, 600, 5000] + edges {
      let data = content.bytes(count)
      let packed = deflate(data, matching)
      let (output, stream) = try TinyInflate.inflate(packed)
      #expect(output == data, "\(content), \(count) bytes")
      #expect(stream.consumed == packed.count)
      #expect(packed.count <= cd_deflate_bound(count))
    }
  }

  @Test("strips, each ending at a whole byte, are one stream", arguments: 0..<20)
  func stripsAreOneStream(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    var data: [UInt8] = []
    var packed: [UInt8] = []
    let count = generator.int(1...6)
    for index in 0..<count {
      let part = generator.element(Content.allCases).bytes(generator.int(0...3000), seed: seed)
      data += part
      packed += deflate(
        part, generator.element(Self.allMatching), isLast: index == count - 1)
    }
    #expect(try TinyInflate.inflate(packed).output == data)
  }

  @Test("vector instructions change no byte", arguments: Content.allCases)
  func vectorsChangeNothing(content: Content) {
    let deflater = cd_deflater_create()
    defer { cd_deflater_free(deflater) }
    for count in Array(60..<70) + [127, 128, 129, 1000, 4099, 200_000] {
      let data = content.bytes(count, seed: count)
      for matching in Self.allMatching {
        var outputs: [[UInt8]] = []
        for isOn in [false, true] {
          guard cd_deflater_set_vectors(deflater, isOn) else { continue }
          var out = [UInt8](repeating: 0, count: cd_deflate_bound(count))
          let size = cd_deflate(deflater, &out, data, count, matching, true)
          outputs.append(Array(out.prefix(size)))
        }
        #expect(Set(outputs).count == 1, "\(content), \(count) bytes")
      }
    }
  }

  @Test("noise grows by no more than the heads of stored blocks")
  func storedNoise() throws {
    for count in [1, 65535, 65536, 131_073, 1_000_000] {
      let packed = deflate(Content.noise.bytes(count), CD_MATCH_RUNS)
      #expect(packed.count <= count + 5 * (count / 65535 + 1 + count / 131_072) + 1)
    }
    #expect(
      try TinyInflate.inflate(deflate(Content.noise.bytes(5000), CD_MATCH_RUNS)).stream.blocks == [
        1, 0, 0,
      ])
    #expect(try TinyInflate.inflate(deflate([1, 2, 3], CD_MATCH_RUNS)).stream.blocks == [0, 1, 0])
    #expect(
      try TinyInflate.inflate(deflate(Content.skewed.bytes(5000), CD_MATCH_RUNS)).stream.blocks == [
        0, 0, 1,
      ])
  }

  @Test("runs are matches, and strings are found where they are asked for")
  func runsAndStringsAreMatched() {
    #expect(deflate(Array(repeating: 7, count: 100_000), CD_MATCH_RUNS).count < 150)
    let periodic = (0..<100_000).map { UInt8($0 % 100 * 37 % 256) }
    #expect(deflate(periodic, CD_MATCH_STRINGS).count < 600)
    #expect(deflate(periodic, CD_MATCH_RUNS).count > 50_000)
    let far = Content.noise.bytes(32768)
    #expect(deflate(far + far, CD_MATCH_STRINGS).count < 34_000, "the largest distance")
  }

  @Test("a code from a sample costs little, or the bytes are stored")
  func sampledCodes() {
    let skewed = Content.skewed.bytes(300_000)
    let (whole, sampled) = (deflate(skewed, CD_MATCH_RUNS), deflate(skewed, CD_MATCH_LONG_RUNS))
    #expect(sampled != whole && sampled.count < whole.count + whole.count / 100)
    let deceptive = deflate(Content.deceptive.bytes(300_000), CD_MATCH_LONG_RUNS)
    #expect(deceptive.count > 300_000 && deceptive.count < 300_050)
  }

  @Test("an estimate is near the size", arguments: Content.allCases)
  func estimateIsNearTheSize(content: Content) {
    for matching in [CD_MATCH_RUNS, CD_MATCH_STRINGS] {
      let data = content.bytes(60_000)
      let packed = deflate(data, matching).count
      let deflater = cd_deflater_create()
      defer { cd_deflater_free(deflater) }
      let bits = cd_deflate_estimate(deflater, data, data.count, matching)
      #expect(abs(Int(bits / 8) - packed) < 250 + packed / 100)
    }
  }

  /// Kinds of data.
  enum Content: CaseIterable {
    ///
    /// `deceptive` is noise, except where a sample is taken.
    case zeros, noise, skewed, runs, strings, oneByteOften, deceptive

    func bytes(_ count: Int, seed: Int = 1) -> [UInt8] {
      var generator = SeededGenerator(seed: seed)
      var bytes: [UInt8] = []
      bytes.reserveCapacity(count + 300)
      while bytes.count < count {
        switch self {
        case .zeros: bytes.append(0)
        case .noise: bytes.append(UInt8(generator.int(0...255)))
        case .skewed:
          bytes.append(UInt8(truncatingIfNeeded: generator.int(-9...9) * generator.int(0...9)))
        case .runs:
          let byte = UInt8(generator.int(0...5))
          bytes += Array(repeating: byte, count: generator.int(1...(generator.int(1...700))))
        case .strings:
          let back = generator.int(0...min(bytes.count, 40_000))
          let start = bytes.count - back
          bytes += bytes[start..<min(bytes.count, start + generator.int(1...300))]
          bytes.append(UInt8(generator.int(0...255)))
        case .deceptive:
          bytes.append(
            bytes.count % 512 < 64 ? UInt8(bytes.count % 3 * 7) : UInt8(generator.int(0...255)))
        case .oneByteOften: bytes.append(generator.int(0...30) == 0 ? 200 : 3)
        }
      }
      return Array(bytes.prefix(count))
    }
  }

  /// With bytes behind the bound that must stay as they are.
  private func deflate(_ data: [UInt8], _ matching: cd_matching, isLast: Bool = true) -> [UInt8] {
    let bound = cd_deflate_bound(data.count)
    var out = [UInt8](repeating: 0xaa, count: bound + 32)
    let deflater = cd_deflater_create()
    defer { cd_deflater_free(deflater) }
    let count = cd_deflate(deflater, &out, data, data.count, matching, isLast)
    #expect(out[bound...].allSatisfy { $0 == 0xaa }, "written beyond the bound")
    return Array(out.prefix(count))
  }
}

@Suite("Prefix codes")
struct HuffmanTests {
  @Test("codes are complete and within the limit", arguments: 0..<200)
  func codesAreCompleteAndWithinTheLimit(seed: Int) {
    var generator = SeededGenerator(seed: seed)
    let limit = generator.element([7, 9, 14, 15])
    let count = generator.int(2...min(288, 1 << limit))
    let steepness = generator.int(0...24)
    let frequencies = (0..<count).map { _ in UInt32(1 << generator.int(0...steepness)) }
    let lengths = self.lengths(frequencies, limit: limit)
    #expect(lengths.allSatisfy { $0 >= 1 && $0 <= limit })
    #expect(lengths.reduce(0) { $0 + 1 << (15 - $1) } == 1 << 15)
    // A rarer symbol never has a shorter code.
    for i in 0..<count {
      for j in 0..<count where frequencies[i] < frequencies[j] { #expect(lengths[i] >= lengths[j]) }
    }
  }

  @Test("where the tree is shallow enough, no code is better", arguments: 0..<100)
  func shallowCodesAreOptimal(seed: Int) {
    var generator = SeededGenerator(seed: seed)
    let frequencies = (0..<generator.int(2...60)).map { _ in UInt32(generator.int(1...500)) }
    let lengths = self.lengths(frequencies, limit: 15)
    let cost = zip(frequencies, lengths).reduce(0) { $0 + Int($1.0) * $1.1 }
    // Huffman's algorithm by its definition: the cost is the sum of all nodes that are made.
    var nodes = frequencies.map { Int($0) }
    var best = 0
    while nodes.count > 1 {
      nodes.sort(by: >)
      nodes.append(nodes.removeLast() + nodes.removeLast())
      best += nodes[nodes.count - 1]
    }
    #expect(cost == best)
  }

  @Test("no symbol, and one")
  func codesOfNoSymbolAndOne() {
    #expect(lengths([0, 0, 0], limit: 15) == [0, 0, 0])
    #expect(lengths([0, 9, 0], limit: 15) == [0, 1, 0])
    #expect(lengths([1, 0, 1], limit: 15) == [1, 0, 1])
  }

  @Test("the codes of RFC 1951's example, with the first bit lowest")
  func codesOfTheRFCExample() {
    let lengths: [UInt8] = [3, 3, 3, 3, 3, 2, 4, 4]
    var codes = [UInt16](repeating: 0, count: 8)
    cd_huffman_codes(&codes, lengths, 8)
    #expect(codes == [0b010, 0b110, 0b001, 0b101, 0b011, 0b00, 0b0111, 0b1111])
  }

  private func lengths(_ frequencies: [UInt32], limit: Int) -> [Int] {
    var lengths = [UInt8](repeating: 99, count: frequencies.count)
    cd_huffman_lengths(&lengths, frequencies, frequencies.count, UInt32(limit))
    return lengths.map { Int($0) }
  }
}
