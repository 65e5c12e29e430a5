// SPDX-License-Identifier: Apache-2.0

import CDeflate
import TestSupport
import Testing

@Suite("Inflate")
struct InflateTests {
  @Test(
    "streams come back in pieces of any size", arguments: DeflateTests.Content.allCases,
    [(1, 1), (1, 70_000), (7, 300), (70_000, 1), (400_000, 400_000)])
  func streamsComeInPiecesOfAnySize(content: DeflateTests.Content, sizes: (input: Int, output: Int))
    throws
  {
    for (count, matching) in [(0, CD_MATCH_RUNS), (1, CD_MATCH_RUNS), (300_000, CD_MATCH_STRINGS)] {
      let data = content.bytes(count)
      let packed = deflate(data, matching)
      let trailingData: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8, 9]
      let result = inflate(packed + trailingData, sizes.input, sizes.output, most: count + 10)
      #expect(result?.output == data, "\(count) bytes")
      #expect(result?.behind == trailingData, "\(count) bytes")
    }
  }

  @Test("damaged streams are refused, or mean the same to the plain inflater", arguments: 0..<40)
  func damagedStreamsAreRefused(seed: Int) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<60 {
      let content = generator.element(DeflateTests.Content.allCases)
      let data = content.bytes(generator.int(1...(generator.element([20, 3000]))), seed: seed)
      var bytes = deflate(data, generator.element([CD_MATCH_RUNS, CD_MATCH_STRINGS]))
      for _ in 0..<generator.int(1...3) {
        bytes[generator.int(0...min(bytes.count - 1, 100))] ^= 1 << generator.int(0...7)
      }
      let expected = try? TinyInflate.inflate(bytes)
      let result = inflate(bytes, generator.element([1, 5, 10_000]), 20_000, most: 1 << 22)
      #expect(result?.output == expected?.output)
      if let expected { #expect(result?.behind == Array(bytes[expected.stream.consumed...])) }
    }
  }

  @Test("codes that the format forbids", arguments: Forbidden.allCases)
  func forbiddenCodesAreRefused(stream: Forbidden) {
    #expect((try? TinyInflate.inflate(stream.bytes)) == nil)
    #expect(inflate(stream.bytes + Array(repeating: 0, count: 32), 100, 100, most: 100) == nil)
  }

  /// Streams with one fault each.
  enum Forbidden: CaseIterable {
    case kind, storedCount, distanceTooFar, lengthSymbol, distanceSymbol, tooManyLiterals
    case repeatOfNothing

    var bytes: [UInt8] {
      var bits = Bits()
      switch self {
      case .kind: bits.put(0b111, 3)
      case .storedCount: return [1, 5, 0, 5, 0, 1, 2, 3, 4, 5]
      case .distanceTooFar:
        bits.put(0b011, 3)
        bits.putCode(0x30, 8)  // the literal 0
        bits.putCode(1, 7)  // length 3
        bits.putCode(1, 5)  // distance 2
        bits.putCode(0, 7)
      case .lengthSymbol:
        bits.put(0b011, 3)
        bits.putCode(0b11000110, 8)  // 286
      case .distanceSymbol:
        bits.put(0b011, 3)
        bits.putCode(0x30, 8)
        bits.putCode(1, 7)
        bits.putCode(30, 5)
      case .tooManyLiterals:
        bits.put(0b101, 3)
        bits.put(30, 5)
      case .repeatOfNothing:
        bits.put(0b101, 3)
        bits.put(0, 14)
        bits.put(1, 3)  // 16 and 17 have one bit each
        bits.put(1, 3)
        bits.put(0, 6)
        bits.put(0, 1)
      }
      return bits.bytes
    }
  }

  /// A stream of bits.
  private struct Bits {
    private var bits: [UInt8] = []

    mutating func put(_ number: Int, _ count: Int) {
      bits += (0..<count).map { UInt8(number >> $0 & 1) }
    }

    /// Codes begin with their highest bit.
    mutating func putCode(_ code: Int, _ count: Int) {
      bits += (0..<count).reversed().map { UInt8(code >> $0 & 1) }
    }

    var bytes: [UInt8] {
      stride(from: 0, to: bits.count, by: 8).map { start in
        bits[start..<min(start + 8, bits.count)].reversed().reduce(0) { $0 << 1 | $1 }
      }
    }
  }

  private func deflate(_ data: [UInt8], _ matching: cd_matching) -> [UInt8] {
    var out = [UInt8](repeating: 0, count: cd_deflate_bound(data.count))
    let deflater = cd_deflater_create()
    defer { cd_deflater_free(deflater) }
    let count = cd_deflate(deflater, &out, data, data.count, matching, true)
    return Array(out.prefix(count))
  }

  /// The output, and the bytes behind the stream; nil if it is refused or does not end.
  private func inflate(
    _ stream: [UInt8], _ inputSize: Int, _ outputSize: Int, most: Int
  ) -> (output: [UInt8], behind: [UInt8])? {
    let inflater = cd_inflater_create()
    defer { cd_inflater_free(inflater) }
    var output: [UInt8] = []
    var at = 0
    var piece = [UInt8](repeating: 0, count: outputSize)
    while !cd_inflater_has_ended(inflater) {
      let count = min(inputSize, stream.count - at)
      var (took, made) = (0, 0)
      let isRight = stream.withUnsafeBufferPointer { input in
        piece.withUnsafeMutableBufferPointer { out in
          var ends = cd_ends(
            in: input.baseAddress.map { $0 + at }, in_count: count, out: out.baseAddress,
            out_count: outputSize)
          let isRight = cd_inflate(inflater, &ends)
          (took, made) = (count - ends.in_count, outputSize - ends.out_count)
          return isRight
        }
      }
      if !isRight { return nil }
      at += took
      output += piece.prefix(made)
      if took == 0 && made == 0 && !cd_inflater_has_ended(inflater) { return nil }
      if output.count > most { return nil }
    }
    var behind: [UInt8] = []
    var byte: UInt8 = 0
    while cd_inflater_take_byte(inflater, &byte) { behind.append(byte) }
    return (output, behind + stream[at...])
  }
}
