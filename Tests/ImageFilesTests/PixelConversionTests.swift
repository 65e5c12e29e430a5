// SPDX-License-Identifier: Apache-2.0

import Filters
import ImageFiles
import TestSupport
import Testing

/// Conversions from 8-bit pixels to 8-bit pixels, against `TwinPixels`.
@Suite("Files of 8-bit pixels")
struct PixelConversionTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private static let up = Filter.upsample(Upsample(PerAxis(2), kernel: .bicubic))

  private func image(_ pixels: TwinPixels) -> Image {
    let channels = pixels.shape.channels
    return Image(
      pixels.shape,
      samples: (0..<channels).flatMap { channel in
        stride(from: channel, to: pixels.levels.count, by: channels).map {
          Float(pixels.levels[$0]) / 255
        }
      })
  }

  private func pixels(_ image: Image) -> [UInt8] {
    let shape = image.shape
    return (0..<shape.height).flatMap { y in
      (0..<shape.width).flatMap { x in
        (0..<shape.channels).map { UInt8((image[$0, y, x] * 255).rounded()) }
      }
    }
  }

  /// Converts a file to another and returns its pixels and the notes.
  private func convert(
    _ name: String, to output: String, by filter: Filter,
    _ change: (inout Conversion) -> Void = { _ in }
  ) throws -> (pixels: [UInt8], result: ConversionResult) {
    var conversion = try Conversion(filter)
    change(&conversion)
    let result = try conversion.run(
      .path(directory.file(name)), to: .path(directory.file(output)))
    return (pixels(try readImage(directory.file(output)).image), result)
  }

  @Test("every format of 8-bit pixels gives the exact result", arguments: ["png", "ppm"], [1, 3])
  func formats(name: String, channels: Int) throws {
    var generator = SeededGenerator(seed: channels)
    let id = name == "ppm" && channels == 1 ? "pgm" : name
    let format = try #require(FileFormat(rawValue: id))
    for (height, width) in [(1, 1), (7, 12), (20, 33)] {
      let input = TwinPixels.noise(
        Shape(channels: channels, height: height, width: width), using: &generator)
      try writeImage(image(input), to: directory.file("in.\(id)"), encoding: Encoding(format))
      let border = BorderMode.reflect
      for (filter, exact): (Filter, [Double]) in [
        (Self.up, input.doubled(TwinPixels.cubic, border)),
        (.edge(Edge(.sobel)), input.sobel(border)),
      ] {
        let (levels, result) = try convert("in.\(id)", to: "out.\(id)", by: filter) {
          $0 = (try? Conversion(filter, options: FilterOptions(border: border))) ?? $0
        }
        #expect(levels == TwinPixels.levels(exact), "\(filter) \(height) x \(width)")
        let share = Double(exact.count { $0 < -0.5 || $0 >= 255.5 }) / Double(exact.count)
        let note = share < 0.01 ? nil : "\(Int(share * 100)) % of the samples"
        #expect(result.clampingNote.map { String($0.prefix(note?.count ?? 0)) } == note)
      }
    }
  }

  @Test("a large image has the same bytes with relays, and a JPEG the pixels of its decoder")
  func threads() throws {
    var generator = SeededGenerator(seed: 3)
    let shape = Shape(channels: 3, height: 1024, width: 1100)
    let input = TwinPixels.noise(shape, using: &generator)
    try writeImage(image(input), to: directory.file("in.png"), encoding: Encoding(.png))
    for filter: Filter in [
      .downsample(Downsample(PerAxis(2), kernel: .bilinear)), .edge(Edge(.sobel)),
      .mix(Mix(matrix: [[0.5, 0.3, 0.2], [0.1, 0.8, 0.1], [0, 0.2, 0.7]])),
    ] {
      var files: [[UInt8]] = []
      for threads in [1, 2, 3] {
        _ = try convert("in.png", to: "out.png", by: filter) { $0.threads = threads }
        files.append(try directory.read("out.png"))
      }
      #expect(files[0] == files[1] && files[0] == files[2])
    }
    let half = Filter.downsample(Downsample(PerAxis(2), kernel: .bilinear))
    let (levels, _) = try convert("in.png", to: "out.png", by: half)
    let border = BorderMode.replicate
    #expect(
      try convert("in.png", to: "out.png", by: half) {
        $0 = (try? Conversion(half, options: FilterOptions(border: border))) ?? $0
      }.pixels == TwinPixels.levels(input.halved(TwinPixels.triangle, border)))
    try writeImage(image(input), to: directory.file("in.jpg"), encoding: Encoding(.jpeg))
    let decoded = TwinPixels(
      shape, levels: pixels(try readImage(directory.file("in.jpg")).image))
    let fromJPEG = try convert("in.jpg", to: "out.png", by: half) {
      $0.threads = 2
      $0 = (try? Conversion(half, options: FilterOptions(border: border))) ?? $0
    }
    #expect(fromJPEG.pixels == TwinPixels.levels(decoded.halved(TwinPixels.triangle, border)))
    #expect(levels.count == fromJPEG.pixels.count)
  }

  @Test(
    "an image turned upright, one of 16 bits and one with alpha have the samples of their chain")
  func others() throws {
    var generator = SeededGenerator(seed: 4)
    let shape = Shape(channels: 3, height: 9, width: 14)
    let input = TwinPixels.noise(shape, using: &generator)
    let exif = TinyTIFF.encoded([(0x0112, .shorts([3]))], isLittleEndian: true)
    var metadata = Metadata()
    metadata.exif = exif
    try writeImage(
      image(input), to: directory.file("in.png"), encoding: Encoding(.png), metadata: metadata)
    // Turned by 180 degrees.
    let turned = TwinPixels(
      shape,
      levels: (0..<(9 * 14)).reversed().flatMap { input.levels[(3 * $0)..<(3 * $0 + 3)] })
    let sobel = try Conversion(
      .edge(Edge(.sobel)), options: FilterOptions(border: .reflect))
    let (levels, _) = try convert("in.png", to: "out.png", by: Self.up) {
      $0 = sobel
      $0.orientation = .apply
    }
    #expect(levels == TwinPixels.levels(turned.sobel(.reflect)))
    let (deep, _) = try convert("in.png", to: "out.png", by: Self.up) {
      $0 = sobel
      $0.encoding.bitDepth = 16
    }
    #expect(
      zip(deep, TwinPixels.levels(input.sobel(.reflect))).allSatisfy {
        abs(Int($0) - Int($1)) <= 1
      })
    #expect(try readImage(directory.file("out.png")).reader.header.bitDepth == 16)
  }
}
