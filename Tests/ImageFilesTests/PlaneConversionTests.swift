// SPDX-License-Identifier: Apache-2.0

import Filters
import ImageFiles
import TestSupport
import Testing

@Suite("JPEG to JPEG by planes")
struct PlaneConversionTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private let blur = Filter.blur(.gaussian(sigma: 1.2))

  /// A picture with smooth colors and a little noise; writes it as in.jpg.
  private func write(
    _ shape: Shape, isProgressive: Bool = false, sampling: [JPEGCoding.Sampling]? = nil
  ) throws {
    var generator = SeededGenerator(seed: shape.height * 100 + shape.width)
    var samples: [Float] = []
    for channel in 0..<shape.channels {
      for y in 0..<shape.height {
        for x in 0..<shape.width {
          let wave = [x, y, shape.width - 1 - x][channel]
          samples.append(
            0.2 + 0.5 * Float(wave) / Float(max(shape.width, shape.height))
              + generator.float(-0.05...0.05))
        }
      }
    }
    var encoding = Encoding(.jpeg)
    encoding.quality = 95
    encoding.isProgressive = isProgressive
    encoding.sampling = sampling
    try directory.add("in.jpg", encoded(Image(shape, samples: samples), encoding))
  }

  private func convert(
    _ recipe: Recipe, of path: String? = nil, _ change: (inout Conversion) -> Void = { _ in }
  ) throws -> [UInt8] {
    var conversion = try Conversion(recipe)
    conversion.encoding.quality = 100
    change(&conversion)
    let path = path ?? directory.file("in.jpg")
    _ = try conversion.run(.path(path), to: .path(directory.file("out.jpg")))
    return try directory.read("out.jpg")
  }

  /// The file that the samples of the recipe's result give, filtered and encoded as samples.
  private func bySamples(
    _ recipe: Recipe, of path: String? = nil, _ change: (inout Encoding) -> Void = { _ in }
  ) throws -> [UInt8] {
    let (image, reader) = try readImage(path ?? directory.file("in.jpg"))
    var encoding = Encoding(.jpeg)
    encoding.quality = 100
    if image.shape.channels == 3 { encoding.sampling = reader.header.jpeg?.sampling }
    change(&encoding)
    let tolerating = try recipe.tolerating(
      FilterOptions.tolerableLevels / 255, over: image.shape, hasAlpha: false)
    let lowered = try tolerating.lowered(for: image.shape, hasAlpha: false)
    let result = try Image(collecting: lowered.streamed(over: image.source()))
    return try encoded(result, encoding, metadata: reader.metadata)
  }

  private func factors(_ names: [String]) -> [JPEGCoding.Sampling] {
    names.map { name in
      let numbers = name.split(separator: "x").compactMap { Int($0) }
      return .init(horizontal: numbers[0], vertical: numbers[1])
    }
  }

  @Test(
    "the picture is that of samples, up to rounding",
    arguments: [
      ["1x1", "1x1", "1x1"], ["2x1", "1x1", "1x1"], ["2x2", "1x1", "1x1"], ["1x2", "1x1", "1x1"],
      ["2x2", "2x1", "1x2"], ["1x1", "2x2", "1x1"],
    ])
  func samePicture(names: [String]) throws {
    for (height, width) in [
      (1, 1), (1, 9), (2, 1), (15, 17), (16, 16), (17, 15), (33, 31), (50, 130), (200, 47),
    ] {
      try write(
        Shape(channels: 3, height: height, width: width), sampling: factors(names))
      for isProgressive in [false, true] {
        let bytes = try convert(Recipe(blur)) { $0.encoding.isProgressive = isProgressive }
        try directory.add(
          "samples.jpg", bySamples(Recipe(blur)) { $0.isProgressive = isProgressive })
        #expect(TinyJPEG(bytes)?.sampling == names)
        let (image, reader) = try readImage(directory.file("out.jpg"))
        let (other, _) = try readImage(directory.file("samples.jpg"))
        #expect(reader.header.isInterlaced == isProgressive)
        #expect(image.shape == other.shape)
        let differences = zip(image.samples, other.samples).map { abs($0 - $1) * 255 }
        #expect((differences.max() ?? 0) < 9, "\(height) x \(width)")
        #expect(differences.reduce(0, +) / Float(differences.count) < 1.3)
      }
    }
  }

  @Test("gray pictures are those of samples, up to rounding")
  func gray() throws {
    for (height, width) in [(1, 1), (9, 7), (40, 131)] {
      try write(Shape(channels: 1, height: height, width: width))
      _ = try convert(Recipe(blur))
      try directory.add("samples.jpg", bySamples(Recipe(blur)))
      let (image, reader) = try readImage(directory.file("out.jpg"))
      let (other, _) = try readImage(directory.file("samples.jpg"))
      #expect(reader.header.colorModel == .gray)
      let difference = zip(image.samples, other.samples).reduce(Float(0)) {
        max($0, abs($1.0 - $1.1) * 255)
      }
      #expect(difference < 3)
    }
  }

  @Test("the bytes do not depend on threads, on the kind of output, or on a progressive input")
  func sameBytes() throws {
    for isProgressive in [false, true] {
      // Large enough for a thread of its own; the last strip is not full.
      try write(
        Shape(channels: 3, height: 1021, width: 1031), isProgressive: isProgressive,
        sampling: factors(["2x2", "1x1", "1x1"]))
      let one = try convert(Recipe(blur))
      #expect(try one != bySamples(Recipe(blur)))
      for threads in [2, 3] {
        #expect(try convert(Recipe(blur)) { $0.threads = threads } == one)
      }
      let memory = MemoryOutput()
      var conversion = try Conversion(blur)
      conversion.encoding.quality = 100
      conversion.threads = 2
      let input = try Input.bytes(directory.read("in.jpg"), name: "in")
      _ = try conversion.run(input, to: .memory(memory))
      #expect(memory.bytes == one)
    }
  }

  @Test("a memory budget changes no byte")
  func budget() throws {
    try write(Shape(channels: 3, height: 1021, width: 1031))
    let one = try convert(Recipe(blur))
    for megabytes in [4, 8, 64] {
      #expect(
        try convert(Recipe(blur)) {
          $0.threads = 2
          $0.budget = MemoryBudget(bytes: megabytes << 20)
        } == one)
    }
  }

  @Test("progress counts all rows, and cancellation ends the run")
  func progress() throws {
    try write(Shape(channels: 3, height: 37, width: 20))
    let progress = RowProgress()
    _ = try convert(Recipe(blur)) { $0.progress = progress }
    #expect(progress.share == 1)
    let stop = CancellationFlag()
    stop.turnOn()
    #expect(throws: FileError.self) { _ = try convert(Recipe(blur)) { $0.stop = stop } }
  }

  @Test("a damaged input is an error, as for samples")
  func damaged() throws {
    try write(Shape(channels: 3, height: 300, width: 200))
    let bytes = try directory.read("in.jpg")
    try directory.add("in.jpg", Array(bytes.prefix(bytes.count / 2)))
    #expect(throws: FileError.self) { _ = try convert(Recipe(blur)) }
  }

  @Test("what planes cannot hold is filtered as samples")
  func bySamplesAsBefore() throws {
    try write(Shape(channels: 3, height: 45, width: 52))
    let recipes = [
      Recipe([.init(blur), .init(blur)]), Recipe([.init(blur)], isLinear: true),
      Recipe(blur, options: FilterOptions(isLinear: true)),
      Recipe(blur, options: FilterOptions(border: .constant(1.5))),
      Recipe(.sharpen(Sharpen(sigma: 1))), Recipe(.edge(Edge(.scharr))),
      Recipe(.blur(.gaussian(sigma: 8))),
      Recipe(.mix(Mix(matrix: [[0.5, 0.25, 0.25]])), options: FilterOptions(isLinear: true)),
    ]
    for recipe in recipes {
      #expect(
        try convert(recipe)
          == bySamples(recipe) {
            if recipe.steps[0].filter.name == "mix" { $0.sampling = nil }
          }, "\(recipe)")
    }
    // For comparison, a recipe whose planes are filtered.
    #expect(try convert(Recipe(blur)) != bySamples(Recipe(blur)))
    // Chroma of a third or a quarter.
    for names in [["4x1", "1x1", "1x1"], ["3x1", "1x1", "1x1"]] {
      try write(Shape(channels: 3, height: 20, width: 50), sampling: factors(names))
      #expect(try convert(Recipe(blur)) == bySamples(Recipe(blur)))
    }
  }

  @Test("inks, other formats and other maps are filtered as samples")
  func otherFiles() throws {
    let inks = fixture("ycck-adobe.jpg")
    #expect(
      try convert(Recipe(blur), of: inks)
        == bySamples(Recipe(blur), of: inks) {
          $0.sampling = self.factors(["1x1", "1x1", "1x1"])
        })
    try directory.add("in.jpg", TinyPNG.picture(colorType: .rgb).encoded())
    #expect(
      try convert(Recipe(blur)) == bySamples(Recipe(blur)) { $0.sampling = nil })
    try write(Shape(channels: 3, height: 45, width: 52))
    // The absolute value of a blur is the blur.
    #expect(try convert(Recipe(blur)) { $0.map = .abs } == bySamples(Recipe(blur)))
  }
}
