// SPDX-License-Identifier: Apache-2.0

import Batch
import Filters
import Foundation
import ImageFiles
import TestSupport
import Testing

@Suite("The thumbnails of a page")
struct ThumbnailTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func picture(
    _ width: Int, _ height: Int, _ colorType: TinyPNG.ColorType = .rgba, bitDepth: Int = 8
  ) -> [UInt8] {
    TinyPNG.picture(width: width, height: height, colorType: colorType, bitDepth: bitDepth)
      .encoded()
  }

  private func image(_ name: String) throws -> Image { try directory.image(directory.read(name)) }

  /// Samples as 8 bits hold them.
  private func rounded(_ image: Image) -> [Float] {
    image.samples.map { (min(max($0, 0), 1) * 255).rounded(.toNearestOrEven) / 255 }
  }

  @Test(
    "are what downsample makes, sample by sample, of the larger picture if that is one",
    arguments: [(400, 300, [3]), (161, 20, [2]), (90, 700, [2, 3])])
  func equalsFilter(width: Int, height: Int, factors: [Int]) throws {
    try directory.add("in/a.png", picture(width, height))
    try directory.runBatch()
    let page = try MadePage(directory)
    #expect(page.pictures.count == 2)
    for (role, name) in [("Before", "in/a.png"), ("After", "out/a.png")] {
      let bytes = try #require(page.pictures["\(role): \(directory.file(name))"])
      let steps = factors.map { Recipe.Step(.downsample(Downsample(PerAxis($0)))) }
      let expected = try Recipe(steps).applied(to: image(name), hasAlpha: true)
      let shown = try directory.image(bytes)
      #expect(shown.shape == expected.shape && shown.samples == rounded(expected))
    }
  }

  @Test(
    "of small images are the images", arguments: [TinyPNG.ColorType.gray, .grayAlpha, .rgb, .rgba])
  func smallImagesAreTheirOwnThumbnails(colorType: TinyPNG.ColorType) throws {
    // So few pixels are smaller in PNG.
    let name = "a\"'><b>.png"
    try directory.add("in/" + name, picture(8, 6, colorType, bitDepth: 16))
    try directory.runBatch()
    let page = try MadePage(directory)
    let bytes = try #require(
      page.pictures["Before: " + directory.file("in/a&quot;&#39;&gt;&lt;b&gt;.png")])
    #expect(try directory.image(bytes).samples == rounded(image("in/" + name)))
    #expect(page.has("width=\"8\" height=\"6\" alt=\"Before: "))
  }

  @Test("of photographs are JPEG where that is smaller")
  func photographsAreJPEGWhereSmaller() throws {
    var generator = SeededGenerator(seed: 1)
    let noise = TinyPNG(
      width: 150, height: 100, colorType: .rgb, bitDepth: 8,
      samples: (0..<150 * 100 * 3).map { _ in generator.int(0...255) })
    try directory.add("in/a.png", noise.encoded())
    let thumbnail = try Thumbnail(of: Path(directory.file("in/a.png")))
    #expect(thumbnail.format == .jpeg && thumbnail.width == 150 && thumbnail.height == 100)
    var encoding = Encoding(.jpeg)
    encoding.subsampling = .s444
    #expect(
      try thumbnail.bytes
        == ImageWriter.bytes(
          of: image("in/a.png").source(), hasAlpha: false, encoding: encoding, path: "x"))
  }

  @Test("fit in 160 pixels, and need little memory for wide images", arguments: 0..<200)
  func thumbnailsFitIn160Pixels(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let largest = [300, 3000, 65_500][seed % 3]
    let shape = Shape(
      channels: 3, height: generator.int(1...largest), width: generator.int(1...largest))
    let lowered = try Thumbnail.reduction(of: shape).lowered(for: shape, hasAlpha: false)
    let side = max(lowered.shape.width, lowered.shape.height)
    #expect(side <= 160, "\(shape)")
    let longest = max(shape.width, shape.height)
    #expect(side >= min(longest, longest > 320 ? 107 : 81), "\(shape): \(side)")
    // A halving holds at most 8 rows of its input's width, each of which is half the one before;
    // Lanczos-3 holds 6 x 16 rows of at most 16 x 160 pixels, and some more for two rows at once.
    let bytes = try lowered.bytesHeld(over: shape)
    #expect(bytes < 3 * 4 * (16 * shape.width + 120 * 16 * 160), "\(shape): \(bytes)")
  }

  @Test("are turned as EXIF says", arguments: 1...8)
  func thumbnailsFollowEXIFOrientation(orientation: Int) throws {
    // A gray image of 3 x 2 with alpha, all pixels different, and what a viewer shows for each
    // orientation.
    let rows: [[Int]] = [[10, 20, 30], [40, 50, 60]]
    let seen: [[[Int]]] = [
      rows, [[30, 20, 10], [60, 50, 40]], [[60, 50, 40], [30, 20, 10]],
      [[40, 50, 60], [10, 20, 30]], [[10, 40], [20, 50], [30, 60]],
      [[40, 10], [50, 20], [60, 30]],
      [[60, 30], [50, 20], [40, 10]], [[30, 60], [20, 50], [10, 40]],
    ]
    let exif: [UInt8] =
      [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, UInt8(orientation), 0, 0]
      + [0, 0, 0, 0]
    var png = TinyPNG(
      width: 3, height: 2, colorType: .grayAlpha, bitDepth: 8,
      samples: rows.flatMap { $0.flatMap { [$0, 255] } })
    png.chunksBefore = [("eXIf", exif)]
    try directory.add("a.png", png.encoded())
    let shown = try directory.image(try Thumbnail(of: Path(directory.file("a.png"))).bytes)
    let expected = seen[orientation - 1]
    #expect(shown.shape.height == expected.count && shown.shape.width == expected[0].count)
    #expect(
      shown.samples.prefix(6).map { Int(($0 * 255).rounded()) } == expected.flatMap(\.self))
  }

  @Test("of NPY files are shown for 1 and 3 channels, clamped", arguments: [1, 2, 3, 5])
  func npyThumbnailsAreClamped(channels: Int) throws {
    let shape = Shape(channels: channels, height: 4, width: 3)
    let samples = (0..<12 * channels).map { Float($0) / 6 - 1 }
    let file = try OutputFile(.path(directory.file("a.npy")))
    let writer = try ImageWriter(
      to: file, shape: shape, hasAlpha: false, encoding: Encoding(.npy))
    try writer.write(Image(shape, samples: samples).source())
    try writer.finish()
    try file.commit()
    try directory.makeDirectory("in")
    try FileManager.default.moveItem(
      atPath: directory.file("a.npy"), toPath: directory.file("in/a.npy"))
    try directory.runBatch(.blur(.gaussian(sigma: 0)))
    let page = try MadePage(directory)
    if channels == 1 || channels == 3 {
      let bytes = try #require(page.pictures["After: " + directory.file("out/a.npy")])
      #expect(try directory.image(bytes).samples == rounded(Image(shape, samples: samples)))
    } else {
      #expect(page.pictures.isEmpty)
      #expect(
        page.holes == Array(repeating: "\(channels) channels: only 1 and 3 can be shown", count: 2))
    }
  }

  @Test("are not shown for files that are not what was recorded; the page says why")
  func changedFilesHaveNoThumbnail() throws {
    let names = ["a", "b", "c", "d", "e", "f"]
    for name in names { try directory.add("in/\(name).png", picture(24, 17)) }
    try directory.runBatch()
    #expect(try MadePage(directory).holes == [])
    // A size, a time, a size of an output, the same size with other bytes, and files that are gone.
    try directory.add("in/a.png", picture(24, 17) + [0])
    let date = Date(timeIntervalSince1970: 5)
    try FileManager.default.setAttributes(
      [.modificationDate: date], ofItemAtPath: directory.file("in/b.png"))
    try directory.add("out/c.png", picture(30, 17))
    var flipped = try directory.read("out/d.png")
    flipped[flipped.count - 20] ^= 1
    try directory.add("out/d.png", flipped)
    try FileManager.default.removeItem(atPath: directory.file("in/e.png"))
    try FileManager.default.removeItem(atPath: directory.file("out/f.png"))
    let page = try MadePage(directory)
    #expect(page.holes == Array(repeating: "was changed since", count: 4) + ["is gone", "is gone"])
    #expect(page.pictures.count == 6)
    for name in ["Before: in/a", "Before: in/b", "After: out/c", "After: out/d"] {
      let parts = name.components(separatedBy: " ")
      #expect(page.pictures["\(parts[0]) \(directory.file(parts[1])).png"] == nil)
    }
  }

  @Test("of files that cannot be decoded any more, or were replaced in place, are not shown")
  func undecodableFilesHaveNoThumbnail() throws {
    // Recorded by hand as done: what stands there is no image.
    try directory.add("in.png", [1, 2, 3])
    let stamp = try #require(FileStamp(Input.path(directory.file("in.png"))))
    let path = directory.file("in.png")
    let state = "\"input_size\":3,\"input_mtime_ns\":\(stamp.modified)"
    let written = "\"output_size\":3,\"output_crc32\":\"55bc801d\""
    try directory.addReport([
      "{\"record\":\"run\"}",
      "{\"record\":\"file\",\"input\":\"\(path)\",\"output\":\"x\",\"status\":\"done\",\"recipe\":\"\",\(state)}",
      "{\"record\":\"file\",\"input\":\"\(path)\",\"output\":\"\(path)\",\"status\":\"done\",\"recipe\":\"\",\(state),\(written)}",
    ])
    let page = try MadePage(directory)
    #expect(
      page.holes == [
        "neither PNG, JPEG, NPY nor Netpbm", "was no regular file", "was replaced by its result",
        "neither PNG, JPEG, NPY nor Netpbm",
      ])
  }

  @Test("are the same with any number of threads, in the order of the report")
  func thumbnailsDoNotDependOnThreads() throws {
    // The first takes longest.
    for index in 0..<40 {
      let (width, height) = index == 0 ? (900, 700) : (200 + index, 20)
      try directory.add("in/\(100 + index).png", picture(width, height, .rgb))
    }
    try directory.runBatch()
    let one = try MadePage(directory) { $0.threads = 1 }
    let many = try MadePage(directory)
    #expect(one.text == many.text && one.pictures.count == 80)
  }
}
