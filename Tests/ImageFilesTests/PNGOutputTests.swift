// SPDX-License-Identifier: Apache-2.0

import Filters
import ImageFiles
import TestSupport
import Testing

@Suite("PNG files for an independent decoder")
struct PNGOutputTests {
  @Test(
    "chunks, checks, filters and samples are right, in one strip and in many",
    arguments: Encoding.Compression.allCases, [8, 16])
  func outputIsDecodedIndependently(compression: Encoding.Compression, depth: Int) throws {
    for (channels, height, width) in [(1, 1, 1), (4, 1, 300), (2, 70, 1), (3, 333, 401)] {
      let shape = Shape(channels: channels, height: height, width: width)
      let image = Self.picture(shape, maximum: (1 << depth) - 1)
      var encoding = Encoding(.png, bitDepth: depth)
      encoding.compression = compression
      let chunks = try Self.chunks(of: try encoded(image, encoding))
      let step = channels * depth / 8
      let names = chunks.map(\.name)
      #expect(names.first == "IHDR" && names.last == "IEND")
      #expect(names.dropFirst().dropLast().allSatisfy { $0 == "IDAT" })
      #expect(names.count - 2 == (width * step + 1) * height / (256 << 10) + 1)
      let data = chunks.filter { $0.name == "IDAT" }.flatMap(\.data)
      let rows = try Self.inflated(data)
      #expect(Self.unfiltered(rows, rowBytes: width * step, step: step) == Self.bytes(image, depth))
    }
  }

  @Test("a drawing in many strips is deflated with strings, noise without")
  func drawingsUseStringsAndNoiseDoesNot() throws {
    let shape = Shape(channels: 3, height: 500, width: 600)
    func size(_ image: Image, _ compression: Encoding.Compression) throws -> Int {
      var encoding = Encoding(.png)
      encoding.compression = compression
      return try encoded(image, encoding).count
    }
    // Tiles of noise: only strings can save anything.
    var tiles = randomImage(shape, maximum: 255, seed: 1)
    for y in 0..<shape.height {
      for x in 0..<shape.width {
        for c in 0..<3 { tiles[c, y, x] = tiles[c, y % 8, x % 16] }
      }
    }
    let sizes = try [.fast, .balanced, .small].map { try size(tiles, $0) }
    #expect(sizes[0] > 10 * sizes[1])
    #expect(sizes[1] < 30_000 && sizes[2] <= sizes[1])
    let noise = randomImage(shape, maximum: 255, seed: 1)
    #expect(try size(noise, .fast) == size(noise, .balanced))
  }

  /// Noise on the left, flat stripes on the right.
  private static func picture(_ shape: Shape, maximum: Int) -> Image {
    var image = randomImage(shape, maximum: maximum, seed: 2)
    for c in 0..<shape.channels {
      for y in 0..<shape.height {
        for x in shape.width / 2..<shape.width {
          image[c, y, x] = Float(y / 7 % 2 == 0 ? maximum / 3 : maximum) / Float(maximum)
        }
      }
    }
    return image
  }

  /// The samples as the file has them before filtering.
  private static func bytes(_ image: Image, _ depth: Int) -> [UInt8] {
    let shape = image.shape
    var bytes: [UInt8] = []
    for y in 0..<shape.height {
      for x in 0..<shape.width {
        for c in 0..<shape.channels {
          let sample = Int((image[c, y, x] * Float((1 << depth) - 1)).rounded())
          bytes += depth == 16 ? [UInt8(sample >> 8), UInt8(sample & 255)] : [UInt8(sample)]
        }
      }
    }
    return bytes
  }

  private static func chunks(of file: [UInt8]) throws -> [(name: String, data: [UInt8])] {
    var chunks: [(name: String, data: [UInt8])] = []
    var at = 8
    while at < file.count {
      let length = number(file[at..<at + 4])
      let body = Array(file[at + 4..<at + 8 + length])
      #expect(number(file[at + 8 + length..<at + 12 + length]) == Int(TinyPNG.crc32(body)))
      chunks.append((String(decoding: body.prefix(4), as: UTF8.self), Array(body.dropFirst(4))))
      at += 12 + length
    }
    return chunks
  }

  /// The content of a zlib stream (RFC 1950).
  private static func inflated(_ data: [UInt8]) throws -> [UInt8] {
    #expect(data[0] == 0x78 && number(data[0..<2]) % 31 == 0)
    let (output, stream) = try TinyInflate.inflate(Array(data.dropFirst(2)))
    #expect(stream.consumed == data.count - 6)
    var (a, b) = (1, 0)
    for byte in output {
      a = (a + Int(byte)) % 65521
      b = (b + a) % 65521
    }
    #expect(number(data.suffix(4)) == b << 16 | a)
    return output
  }

  private static func unfiltered(_ data: [UInt8], rowBytes: Int, step: Int) -> [UInt8] {
    var above = [UInt8](repeating: 0, count: rowBytes)
    return stride(from: 0, to: data.count, by: rowBytes + 1).flatMap { start in
      let filter = TinyFilter(rawValue: Int(data[start])) ?? .none
      above = filter.unfiltered(
        Array(data[start + 1..<start + 1 + rowBytes]), above: above, step: step)
      return above
    }
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.reduce(0) { $0 << 8 | Int($1) }
  }
}
