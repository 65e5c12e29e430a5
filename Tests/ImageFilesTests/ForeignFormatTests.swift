// SPDX-License-Identifier: Apache-2.0

import Filters
import Foundation
import ImageFiles
import TestSupport
import Testing

/// The beginning of a file in a format that is not read.
struct Foreign: CustomTestStringConvertible, Sendable {
  let name: String
  let beginning: [UInt8]
  /// The format and the converter in the message.
  let words: (format: String, converter: String)

  /// `\xNN` stands for a byte, as Python prints it.
  init(_ name: String, _ text: String, _ format: String, _ converter: String) {
    self.name = name
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\\"), rest.first == UInt8(ascii: "x") {
        let digits = String(decoding: rest.dropFirst().prefix(2), as: UTF8.self)
        bytes.append(UInt8(digits, radix: 16) ?? 0)
        rest = rest.dropFirst(3)
      } else {
        bytes.append(byte)
      }
    }
    beginning = bytes
    words = (format, converter)
  }

  var testDescription: String { name }
}

@Suite("Formats that are not read are named in the error")
struct ForeignFormatTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  /// Files as programs write them.
  ///
  /// Pillow 11 made the first eight: `Image.new("RGB", (64, 48), (10, 90, 200)).save(b, FORMAT); b.getvalue()[:24]`.
  /// The others are as the specifications have them.
  static let foreign = [
    Foreign(
      "in.webp", #"RIFFN\x00\x00\x00WEBPVP8 B\x00\x00\x00\xd0\x03\x00\x9d"#, "WebP", "dwebp"),
    Foreign("in.gif", #"GIF87a@\x000\x00\x81\x00\x00\x0aZ\xc8\x00\x00"#, "GIF", "ImageMagick"),
    Foreign(
      "in.tif", #"II*\x00\x08\x00\x00\x00\x0a\x00\x00\x01\x04\x00\x01\x00"#, "TIFF", "ImageMagick"),
    Foreign("big.tif", #"II+\x00\x08\x00\x00\x00\x10\x00\x00\x00"#, "TIFF", "ImageMagick"),
    Foreign(
      "in.bmp", #"BM6$\x00\x00\x00\x00\x00\x006\x00\x00\x00(\x00\x00\x00"#, "BMP", "ImageMagick"),
    Foreign(
      "in.jp2", #"\x00\x00\x00\x0cjP  \x0d\x0a\x87\x0a\x00\x00\x00\x14ftypjp2 "#, "JPEG 2000",
      "opj_decompress"),
    Foreign(
      "in.avif", #"\x00\x00\x00 ftypavif\x00\x00\x00\x00avifmif1"#, "AVIF", "avifdec"),
    Foreign("in.pdf", #"%PDF-1.4\x0a% created by Pi"#, "PDF", "pdftoppm"),
    Foreign("in.heic", #"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"#, "HEIC", "heif-convert"),
    Foreign("a.heif", #"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00"#, "HEIC", "heif-convert"),
    Foreign("in.jxl", #"\xff\x0a\xfa\x1f\x01\x90\x08\x06\x01\x00"#, "JPEG XL", "djxl"),
    Foreign("box.jxl", #"\x00\x00\x00\x0cJXL \x0d\x0a\x87\x0a"#, "JPEG XL", "djxl"),
    Foreign("motorola.tiff", #"MM\x00*\x00\x00\x00\x08"#, "TIFF", "ImageMagick"),
    Foreign("a.NEF", #"MM\x00*\x00\x00\x00\x08"#, "camera RAW", "darktable-cli"),
    Foreign("a.dng", #"II*\x00\x08\x00\x00\x00"#, "camera RAW", "darktable-cli"),
    Foreign("a.cr2", #"II*\x00\x10\x00\x00\x00CR\x02\x00"#, "camera RAW", "darktable-cli"),
    Foreign("no-name", #"\x00\x00\x00\x18ftypcrx \x00\x00\x00\x01"#, "camera RAW", "darktable-cli"),
    Foreign("a.psd", #"8BPS\x00\x01\x00\x00"#, "Photoshop", "ImageMagick"),
    Foreign("a.exr", #"\x76\x2f\x31\x01\x02\x00\x00\x00"#, "OpenEXR", "ImageMagick"),
    Foreign("a.svg", #"<svg xmlns="http://www.w3.org/2000/svg">"#, "SVG", "rsvg-convert"),
    Foreign(
      "b.svg", ##"\xef\xbb\xbf<?xml version="1.0"?>\x0a<!-- a -->\x0a<svg width="9">"##, "SVG",
      "rsvg-convert"),
  ]

  @Test("whatever the name says, alone and with much behind it", arguments: foreign)
  func isNamed(_ foreign: Foreign) throws {
    for rest in [0, 100_000] {
      let bytes = foreign.beginning + [UInt8](repeating: 7, count: rest)
      let path = try directory.write(bytes, to: foreign.name)
      let error = #expect(throws: FileError.self) { try ImageReader(.path(path)) }
      #expect(error?.kind == .unreadable)
      #expect(
        error?.reason
          == "\(foreign.words.format) is not supported; convert it to PNG first, for example with "
          + foreign.words.converter)
    }
  }

  @Test("an input whose output has the same extension is named too, as in a batch")
  func sameExtension() throws {
    let webp = try #require(ForeignFormatTests.foreign.first).beginning
    let conversion = try Conversion(.blur(.gaussian(sigma: 1)))
    func failure(_ input: String, to output: String) -> String? {
      do {
        _ = try conversion.run(.path(directory.file(input)), to: .path(directory.file(output)))
        return nil
      } catch {
        return error.reason
      }
    }
    try directory.add("in.WEBP", webp)
    try directory.add("png.webp", TinyPNG.picture().encoded())
    #expect(failure("in.WEBP", to: "out.webp")?.hasPrefix("WebP is not supported; ") == true)
    for (input, output) in [("png.webp", "o.webp"), ("in.WEBP", "o.gif"), ("none.webp", "o.webp")] {
      #expect(failure(input, to: output)?.contains(" cannot be written; use .png") == true)
    }
  }

  @Test(
    "what only looks like it is not named",
    arguments: [
      "BMW is a car, not a bitmap", "Pa", "P8\n", "MM", "RIFF....WAVE", "<html><p>svg</p>", "II",
      "\n",
      "GIF", "....ftypisom",
    ])
  func isUnknown(text: String) throws {
    let path = try directory.write(Array(text.utf8), to: "in.png")
    let error = #expect(throws: FileError.self) { try ImageReader(.path(path)) }
    #expect(error?.reason == "neither PNG, JPEG, NPY nor Netpbm")
  }
}
