// SPDX-License-Identifier: Apache-2.0

import Clock
import Filters
import ImageFiles
import PlainCodecs

/// A file, and the ways to decode it and to encode its pixels.
final class CodecBench {
  /// One way to do something once.
  struct Way {
    let what: String
    let who: String
    /// Does it and returns the bytes of the file that it read or wrote.
    let run: () throws -> Int
  }

  private let path: String
  private let scratch: String
  private let header: FileHeader
  private let image: Image
  /// The same as interleaved integers, 16-bit ones with the high byte first.
  private let pixels: [UInt8]

  /// Reads the file at `path`, PNG or JPEG.
  init(path: String, scratch: String) throws {
    self.path = path
    self.scratch = scratch
    let reader = try ImageReader(.path(Path(path)))
    header = reader.header
    image = try Image(collecting: reader)
    pixels = CodecBench.integers(of: image, bits: reader.header.bitDepth)
  }

  /// Runs all ways in turn; a line for each, as `main.swift` tells.
  func run(rounds: Int) throws -> [String] {
    let ways = header.format == .png ? pngWays : jpegWays
    var seconds = [[Double]](repeating: [], count: ways.count)
    var bytes = [Int](repeating: 0, count: ways.count)
    for round in 0...rounds {
      for (index, way) in ways.enumerated() {
        let spent = try timed { bytes[index] = try way.run() }
        if round > 0 { seconds[index].append(spent) }
      }
    }
    let lines = ways.indices.map { index in
      let middle = seconds[index].sorted()[rounds / 2] * 1000
      return "\(ways[index].what)\t\(ways[index].who)\t\(middle)\t\(bytes[index])"
    }
    return lines + ["pixels\t-\t\(pixels.count)\t0"]
  }

  private var pngWays: [Way] {
    let plain = { (level: Int32) in
      Way(what: "encode", who: level < 0 ? "libpng, defaults" : "libpng, level \(level)") {
        unsafe self.withPlainImage { unsafe plain_png_encode(self.output("png"), $0, level) }
      }
    }
    return [
      Way(what: "decode", who: "imgconv") { try self.decode() },
      Way(what: "decode", who: "libpng") { unsafe plain_png_decode(self.path) > 0 ? self.size : 0 },
    ]
      + Encoding.Compression.allCases.map { preset in
        Way(what: "encode", who: "imgconv, \(preset)") {
          var encoding = Encoding(.png, bitDepth: self.header.bitDepth)
          encoding.compression = preset
          return try self.encode(encoding)
        }
      } + [plain(1), plain(-1)]
  }

  private var jpegWays: [Way] {
    [
      Way(what: "decode", who: "imgconv") { try self.decode() },
      Way(what: "decode", who: "libjpeg") {
        unsafe plain_jpeg_decode(self.path) > 0 ? self.size : 0
      },
      Way(what: "encode", who: "imgconv") { try self.encode(Encoding(.jpeg)) },
      Way(what: "encode", who: "libjpeg") {
        unsafe self.withPlainImage { unsafe plain_jpeg_encode(self.output("jpg"), $0, 90) }
      },
    ]
  }

  private func decode() throws -> Int {
    let reader = try ImageReader(.path(Path(path)))
    try reader.drain()
    try reader.finish()
    return size
  }

  private func encode(_ encoding: Encoding) throws -> Int {
    try ImageWriter.bytes(
      of: image.source(), hasAlpha: header.hasAlpha, encoding: encoding, path: "memory"
    ).count
  }

  private func output(_ ending: String) -> String { "\(scratch).\(ending)" }

  private func withPlainImage(_ body: (UnsafePointer<plain_image>) -> Int) -> Int {
    unsafe pixels.withUnsafeBufferPointer { pixels in
      var plain = unsafe plain_image(
        pixels: pixels.baseAddress, width: UInt32(image.shape.width),
        height: UInt32(image.shape.height), channels: UInt32(image.shape.channels),
        depth: UInt32(header.bitDepth))
      return unsafe body(&plain)
    }
  }

  /// The bytes of the file that is decoded.
  private var size: Int { fileSize(path) }

  private static func integers(of image: Image, bits: Int) -> [UInt8] {
    let shape = image.shape
    var bytes: [UInt8] = []
    bytes.reserveCapacity(shape.channels * shape.height * shape.width * bits / 8)
    for y in 0..<shape.height {
      for x in 0..<shape.width {
        for channel in 0..<shape.channels {
          let sample = image[channel, y, x]
          if bits == 8 {
            bytes.append(UInt8(sample * 255 + 0.5))
          } else {
            let word = UInt16(sample * 65535 + 0.5)
            bytes += [UInt8(word >> 8), UInt8(word & 255)]
          }
        }
      }
    }
    return bytes
  }
}
