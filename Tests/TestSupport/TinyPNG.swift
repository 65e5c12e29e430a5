// SPDX-License-Identifier: Apache-2.0

/// A PNG encoder that shares nothing with the codecs: any color type and bit depth, Adam7, extra
/// chunks.
///
/// The image data is stored, not compressed, and not filtered, unless it is told otherwise.
///
/// Source: the PNG specification (ISO/IEC 15948), RFC 1950 and RFC 1951.
public struct TinyPNG {
  /// PNG's color types, with their numbers.
  public enum ColorType: UInt8, Sendable, CaseIterable {
    /// One sample a pixel.
    case gray = 0
    /// Red, green, blue.
    case rgb = 2
    /// Indices into `palette`.
    case palette = 3
    /// Gray and alpha.
    case grayAlpha = 4
    /// Red, green, blue, alpha.
    case rgba = 6

    /// Samples in a pixel of the file.
    public var samples: Int {
      switch self {
      case .gray, .palette: 1
      case .grayAlpha: 2
      case .rgb: 3
      case .rgba: 4
      }
    }

    /// The bit depths that the specification allows.
    public var bitDepths: [Int] {
      switch self {
      case .gray: [1, 2, 4, 8, 16]
      case .palette: [1, 2, 4, 8]
      default: [8, 16]
      }
    }
  }

  /// The pixels of a row.
  public var width: Int
  /// The rows.
  public var height: Int
  /// The color type.
  public var colorType: ColorType
  /// The bits of a sample.
  public var bitDepth: Int
  /// The samples as the file stores them: `(y * width + x) * colorType.samples + c`.
  public var samples: [Int]
  /// Whether the rows are in Adam7's seven passes.
  public var isInterlaced = false
  /// Chunks between IHDR and IDAT, such as PLTE and tRNS.
  public var chunksBefore: [(name: String, data: [UInt8])] = []
  /// Chunks between IDAT and IEND.
  public var chunksAfter: [(name: String, data: [UInt8])] = []
  /// The most bytes in an IDAT chunk.
  public var chunkSize = Int.max
  /// The filter of each row of the file, taken in turn.
  public var filters = [TinyFilter.none]
  /// Makes a whole deflate stream of the filtered rows.
  public var deflate: @Sendable ([UInt8]) -> [UInt8] = TinyPNG.stored
  /// Bytes of image data behind the last row, which should not be there.
  public var trailingData = 0
  /// Added to the Adler-32, to damage it.
  public var adlerError: UInt32 = 0

  /// An image of these samples.
  public init(width: Int, height: Int, colorType: ColorType, bitDepth: Int, samples: [Int]) {
    precondition(samples.count == width * height * colorType.samples)
    self.width = width
    self.height = height
    self.colorType = colorType
    self.bitDepth = bitDepth
    self.samples = samples
  }

  /// The file's bytes.
  public func encoded() -> [UInt8] {
    let stream = self.stream()
    return encoded(
      imageData: stride(from: 0, to: stream.count, by: min(chunkSize, stream.count)).map { start in
        ("IDAT", Array(stream[start..<min(stream.count - start, chunkSize) + start]))
      })
  }

  /// A file with these chunks in place of the IDATs.
  public func encoded(imageData: [(name: String, data: [UInt8])]) -> [UInt8] {
    var file: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
    file += TinyPNG.chunk(
      "IHDR",
      bigEndian(width, 4) + bigEndian(height, 4)
        + [UInt8(bitDepth), colorType.rawValue, 0, 0, isInterlaced ? 1 : 0])
    for (name, data) in chunksBefore { file += TinyPNG.chunk(name, data) }
    for (name, data) in imageData + chunksAfter { file += TinyPNG.chunk(name, data) }
    return file + TinyPNG.chunk("IEND", [])
  }

  /// A chunk: length, name, data, CRC-32 of name and data.
  public static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + data
    return bigEndian(data.count, 4) + body + bigEndian(Int(crc32(body)), 4)
  }

  /// The CRC of PNG's chunks, bit by bit.
  public static func crc32(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = 0xffff_ffff
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xedb8_8320 : crc >> 1 }
    }
    return ~crc
  }

  /// The seven reduced images, one after the other.
  private func adam7() -> [UInt8] {
    let passes = [
      (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
      (0, 1, 1, 2),
    ]
    return passes.flatMap { rows($0.0, $0.1, $0.2, $0.3) }
  }

  /// The rows of the pixels from (`left`, `top`) in steps; each is a filter byte and packed
  /// samples.
  private func rows(_ left: Int, _ top: Int, _ stepX: Int, _ stepY: Int) -> [UInt8] {
    guard left < width else { return [] }
    let step = max(1, colorType.samples * bitDepth / 8)
    var above: [UInt8] = []
    return stride(from: top, to: height, by: stepY).enumerated().flatMap { index, y in
      var bits: [UInt8] = []
      for x in stride(from: left, to: width, by: stepX) {
        for c in 0..<colorType.samples {
          let sample = samples[(y * width + x) * colorType.samples + c]
          bits += (0..<bitDepth).reversed().map { UInt8(sample >> $0 & 1) }
        }
      }
      bits += Array(repeating: 0, count: (8 - bits.count % 8) % 8)
      let row = stride(from: 0, to: bits.count, by: 8).map { start in
        bits[start..<start + 8].reduce(0) { $0 << 1 | $1 }
      }
      if index == 0 { above = Array(repeating: 0, count: row.count) }
      let filter = filters[index % filters.count]
      defer { above = row }
      return [UInt8(filter.rawValue)] + filter.filtered(row, above: above, step: step)
    }
  }

  /// The image data as a zlib stream (RFC 1950).
  public func stream() -> [UInt8] {
    let rows = isInterlaced ? adam7() : self.rows(0, 0, 1, 1)
    let data = rows + Array(repeating: 0, count: trailingData)
    return [0x78, 0x01] + deflate(data)
      + bigEndian(Int(TinyPNG.adler32(data) &+ adlerError), 4)
  }

  /// A zlib stream of stored blocks.
  public static func zlib(_ data: [UInt8]) -> [UInt8] {
    [0x78, 0x01] + stored(data) + bigEndian(Int(adler32(data)), 4)
  }

  private static func adler32(_ data: [UInt8]) -> UInt32 {
    var a: UInt32 = 1
    var b: UInt32 = 0
    for byte in data {
      a = (a + UInt32(byte)) % 65521
      b = (b + a) % 65521
    }
    return b << 16 | a
  }

  /// Stored blocks that another block follows.
  public static func unfinished(_ data: [UInt8]) -> [UInt8] {
    var stream = stored(data)
    let last = (max(1, data.count) - 1) / 65535
    stream[last * (65535 + 5)] = 0
    return stream
  }

  /// A deflate stream of stored blocks.
  public static func stored(_ data: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = []
    let most = 65535
    for start in stride(from: 0, to: max(1, data.count), by: most) {
      let part = data[start..<min(data.count, start + most)]
      stream.append(start + most >= data.count ? 1 : 0)
      stream += bigEndian(part.count, 2).reversed() + bigEndian(0xffff - part.count, 2).reversed()
      stream += part
    }
    return stream
  }
}

private func bigEndian(_ number: Int, _ count: Int) -> [UInt8] {
  (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
}
