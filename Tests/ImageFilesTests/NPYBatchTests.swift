// SPDX-License-Identifier: Apache-2.0

import Filters
import Foundation
import ImageFiles
import ImageMetrics
import TestSupport
import Testing

@Suite("A batch axis of NPY is filtered image by image")
struct NPYBatchTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  private static let filters: [Filter] = [
    .blur(.gaussian(sigma: 0)), .blur(.gaussian(sigma: 1.5)), .edge(Edge()),
    .downsample(Downsample(PerAxis(2))), .upsample(Upsample(PerAxis(2))),
    .atrous(Atrous(levels: 2, denoise: [3])),
  ]

  private func batch(_ count: Int, _ shape: Shape, seed: Int = 1) -> [Image] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { generator.image(shape, in: 0...Float($0 + 1)) }
  }

  private func run(_ conversion: Conversion, _ input: String, _ output: String) throws
    -> ConversionResult
  {
    try conversion.run(.path(directory.file(input)), to: .path(directory.file(output)))
  }

  /// All images of a file.
  private func images(_ path: String) throws -> [Image] {
    let reader = try ImageReader(.path(path))
    var images: [Image] = []
    for index in 0..<(reader.header.batchSize ?? 1) {
      if index > 0 { try reader.nextImage() }
      images.append(try Image(collecting: reader))
    }
    try reader.finish()
    return images
  }

  @Test(
    "NumPy's batches are read as they are, from files and pipes",
    arguments: NPYFixtures.entries("read").filter { $0.sizes.count == 4 })
  func batchesOfNumPy(entry: NPYFixtures.Entry) throws {
    #expect(try ImageReader(.path(entry.path)).header.batchSize == entry.sizes[0])
    for path in [entry.path, try directory.pipe(entry.bytes())] {
      let images = try images(path)
      #expect(images.count == entry.images.count)
      #expect(zip(images, entry.images).allSatisfy { isSame($0, $1) })
    }
  }

  @Test(
    "the result is that of each image by itself, whatever is measured and mapped",
    arguments: filters, [SampleMap.clamp, .normalize])
  func batchIsImageByImage(filter: Filter, map: SampleMap) throws {
    let images = batch(3, Shape(channels: 2, height: 37, width: 30))
    var conversion = try Conversion(filter)
    conversion.map = map
    var expected: [Image] = []
    for image in images {
      try directory.add("one.npy", NPYFixtures.file(image))
      _ = try run(conversion, "one.npy", "one-out.npy")
      expected.append(try readImage(directory.file("one-out.npy")).image)
    }
    try directory.add("in.npy", NPYFixtures.file(images))
    let result = try run(conversion, "in.npy", "out.npy")
    #expect(result.batchSize == 3 && result.input == images[0].shape)
    #expect(try self.images(directory.file("out.npy")) == expected)
    #expect(try directory.read("out.npy") == numPys(expected))
    // From a pipe and to one, where planes are held whole, come the same bytes.
    let input = Input.path(try directory.pipe(NPYFixtures.file(images)))
    let output = directory.file("fifo")
    #expect(unsafe mkfifo(output, 0o600) == 0)
    let piped = conversion
    Thread { _ = try? piped.run(input, to: .path(output)) }.start()
    let handle = try #require(FileHandle(forReadingAtPath: output))
    #expect([UInt8](try #require(try handle.readToEnd())) == numPys(expected))
  }

  /// A file as NumPy writes it: the numbers begin after 128 bytes.
  private func numPys(_ batch: [Image]) -> [UInt8] {
    let shape = batch[0].shape
    let tuple = "(\(batch.count), \(shape.channels), \(shape.height), \(shape.width))"
    let text = "{'descr': '<f4', 'fortran_order': False, 'shape': \(tuple), }"
    let padded = text + String(repeating: " ", count: 117 - text.utf8.count)
    return NPYFixtures.file(padded, NPYFixtures.file(batch).withoutHeader)
  }

  @Test("a strided result leaves rows unread, and the next image of a pipe still begins in place")
  func unreadRowsAreSkipped() throws {
    let images = batch(4, Shape(channels: 1, height: 400, width: 100))
    let filter = Convolve(
      try Weights(shape: [1, 1], values: [1]), stride: PerAxis(vertical: 240, horizontal: 1),
      padding: .valid)
    let conversion = try Conversion(.convolve(filter))
    try directory.add("in.npy", NPYFixtures.file(images))
    _ = try run(conversion, "in.npy", "a.npy")
    _ = try conversion.run(
      .path(directory.pipe(NPYFixtures.file(images))), to: .path(directory.file("b.npy")))
    #expect(try directory.read("a.npy") == directory.read("b.npy"))
    let results = try self.images(directory.file("a.npy"))
    let rows = stride(from: 0, to: 400, by: 240).map { $0 * 100..<($0 + 1) * 100 }
    for (result, image) in zip(results, images) {
      #expect(result.samples == rows.flatMap { image.samples[$0] })
    }
    #expect(results.count == 4)
  }

  @Test("a batch of one keeps its axis in NPY, and is a picture in other formats")
  func batchOfOne() throws {
    let image = randomImage(Shape(channels: 3, height: 5, width: 6), maximum: 255, seed: 1)
    try directory.add("in.npy", NPYFixtures.file([image]))
    let conversion = try Conversion(.blur(.gaussian(sigma: 0)))
    _ = try run(conversion, "in.npy", "out.npy")
    #expect(try ImageReader(.path(directory.file("out.npy"))).header.batchSize == 1)
    _ = try run(conversion, "in.npy", "out.png")
    #expect(try readImage(directory.file("out.png")).image == image)
    #expect(try ImageFile(contentsOf: directory.file("in.npy")).image == image)
  }

  @Test("several images do not go into a picture, or into one image in memory")
  func severalImagesNeedNPY() throws {
    try directory.add("in.npy", NPYFixtures.file(batch(2, Shape(channels: 3, height: 5, width: 6))))
    let conversion = try Conversion(.blur(.gaussian(sigma: 1)))
    for name in ["out.png", "out.jpg", "out.pam"] {
      let error = #expect(throws: FileError.self) { try run(conversion, "in.npy", name) }
      #expect(error?.kind == .cannotCreate)
      #expect(error?.reason.hasSuffix("holds one image, not a batch of 2; write .npy") == true)
    }
    let error = #expect(throws: FileError.self) {
      try ImageFile(contentsOf: directory.file("in.npy"))
    }
    #expect(error?.kind == .unreadable)
    #expect(try directory.names() == ["in.npy"])
  }

  @Test("a batch that ends early or late, in a file and in a pipe", arguments: [1, 2])
  func lengthMustFitTheBatch(channels: Int) throws {
    let bytes = NPYFixtures.file(batch(3, Shape(channels: channels, height: 5, width: 6)))
    let needed = 3 * channels * 120
    for (count, reason) in [
      (-7, "NPY: truncated data: \(needed - 7) of \(needed) bytes"),
      (1, "NPY: trailing data after the array"),
    ] {
      let wrong = count < 0 ? Array(bytes.dropLast(-count)) : bytes + [0]
      for path in [try directory.write(wrong, to: "a"), try directory.pipe(wrong)] {
        let error = #expect(throws: (any Error).self) { try images(path) }
        let cause = (error as? RowError)?.cause as? FileError ?? error as? FileError
        #expect(cause?.reason == reason)
      }
    }
  }

  @Test("limits count one image, and progress counts all rows")
  func limitsAreOfOneImage() throws {
    let images = batch(5, Shape(channels: 1, height: 20, width: 10))
    try directory.add("in.npy", NPYFixtures.file(images))
    var conversion = try Conversion(.blur(.gaussian(sigma: 1)))
    conversion.limits.maxPixels = 200
    let progress = RowProgress()
    conversion.progress = progress
    _ = try run(conversion, "in.npy", "out.npy")
    #expect(progress.share == 1)
    conversion.limits.maxPixels = 199
    #expect(throws: FileError.self) { try run(conversion, "in.npy", "out.npy") }
  }

  @Test("the memory that is reserved does not grow with the batch")
  func memoryIsOfOneImage() throws {
    for count in [1, 40] {
      let images = batch(count, Shape(channels: 3, height: 100, width: 90))
      try directory.add("\(count).npy", NPYFixtures.file(images))
    }
    let conversion = try Conversion(.blur(.gaussian(sigma: 1)))
    let output = Output.path(directory.file("out.npy"))
    let held = try [1, 40].map {
      try conversion.preview(.path(directory.file("\($0).npy")), to: output).bytesHeld
    }
    #expect(held[0] == held[1])
    // A header is enough.
    let piped = try conversion.preview(
      .path(directory.pipe(Array(directory.read("40.npy").prefix(1000)))), to: output)
    #expect(piped.batchSize == 40 && piped.bytesHeld == held[0] + 3 * 100 * 90 * 4)
  }

  @Test("levels of a wavelet transform have the batch axis too")
  func levelsHaveTheAxis() throws {
    let images = batch(2, Shape(channels: 1, height: 20, width: 30))
    try directory.add("in.npy", NPYFixtures.file(images))
    var conversion = try Conversion(.atrous(Atrous(levels: 2)))
    conversion.levelsDirectory = directory.path
    _ = try run(conversion, "in.npy", "out.npy")
    let levels = try ["level-1", "level-2", "smooth"].map {
      try self.images(directory.file($0 + ".npy"))
    }
    for index in 0..<2 {
      try directory.add("one.npy", NPYFixtures.file(images[index]))
      _ = try run(conversion, "one.npy", "out.npy")
      for (name, level) in zip(["level-1", "level-2", "smooth"], levels) {
        #expect(try readImage(directory.file(name + ".npy")).image == level[index])
      }
    }
  }

  @Test("batches are compared over all their samples; the similarity is the mean")
  func comparisonOfBatches() throws {
    let shape = Shape(channels: 2, height: 13, width: 14)
    let (first, second) = (batch(3, shape, seed: 1), batch(3, shape, seed: 2))
    let a = try directory.write(NPYFixtures.file(first), to: "a.npy")
    let b = try directory.write(NPYFixtures.file(second), to: "b.npy")
    let whole = try FileComparison(.path(a), .path(b)).run().comparison
    let singles = try zip(first, second).map {
      try Comparison(of: ImagePair($0.source(), $1.source()))
    }
    let largest = singles.map(\.all.largest)
    #expect(whole.all.largest == largest.max())
    #expect(whole.all.place?.image == largest.firstIndex(of: whole.all.largest))
    let place = try #require(whole.all.place)
    let own = singles[place.image].all.place
    #expect(own?.x == place.x && own?.y == place.y)
    func mean(_ value: (Comparison) -> Double) -> Double { singles.map(value).reduce(0, +) / 3 }
    #expect(abs(whole.all.mean - mean(\.all.mean)) < 1e-12)
    let squares = mean { $0.all.rootMeanSquare * $0.all.rootMeanSquare }
    #expect(abs(whole.all.rootMeanSquare - squares.squareRoot()) < 1e-12)
    let similarity = try #require(whole.all.structuralSimilarity)
    #expect(abs(similarity - mean { $0.all.structuralSimilarity ?? .nan }) < 1e-12)
    // Batches of other sizes are not compared, and a heat map shows one image.
    let short = try directory.write(NPYFixtures.file(Array(first.prefix(2))), to: "c.npy")
    let error = #expect(throws: FileError.self) { try FileComparison(.path(a), .path(short)).run() }
    #expect(error?.reason.hasPrefix("number of images: 2, in") == true)
    var comparison = FileComparison(.path(a), .path(b))
    comparison.heatMap = directory.file("heat.png")
    #expect(throws: FileError.self) { try comparison.run() }
    #expect(!(try directory.names()).contains("heat.png"))
  }
}

extension [UInt8] {
  /// The bytes of an NPY file of version 1.0 after its header.
  fileprivate var withoutHeader: [UInt8] {
    Array(dropFirst(10 + Int(self[8]) + Int(self[9]) << 8))
  }
}
