// SPDX-License-Identifier: Apache-2.0

import Filters
import ImageFiles
import TestSupport
import Testing

@Suite("JPEG output like the input")
struct JPEGCodingTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  @Test(
    "the sampling factors of the input are kept, also odd ones",
    arguments: [
      ["1x1", "1x1", "1x1"], ["2x1", "1x1", "1x1"], ["2x2", "1x1", "1x1"], ["4x1", "1x1", "1x1"],
      ["1x2", "1x1", "1x1"], ["4x2", "1x1", "1x1"], ["2x2", "2x1", "1x2"], ["1x1", "2x2", "1x1"],
      ["3x1", "1x1", "1x1"],
    ])
  func samplingFactorsAreKept(factors: [String]) throws {
    for isProgressive in [false, true] {
      try write(sampling: factors)
      let result = try convert { $0.isProgressive = isProgressive }
      #expect(try written().sampling == factors)
      #expect(result.notes == [])
      #expect(try maxDifference() < 60)
      _ = try convert { $0.subsampling = .s422 }
      #expect(try written().sampling == ["2x1", "1x1", "1x1"])
    }
  }

  @Test("factors with a common divisor are the same sampling without it")
  func commonDivisor() throws {
    for (factors, divided) in [
      (["2x1", "2x1", "2x1"], ["1x1", "1x1", "1x1"]),
      (["2x2", "2x1", "2x1"], ["1x2", "1x1", "1x1"]),
    ] {
      try write(sampling: factors)
      try #require(try TinyJPEG(directory.read("in.jpg"))?.sampling == factors)
      _ = try convert()
      #expect(try written().sampling == divided)
    }
  }

  @Test("factors that do not fit in one scan become 4:2:0, with a note")
  func tooManyBlocks() throws {
    let shape = Shape(channels: 1, height: 8, width: 8)
    let image = Image(shape, samples: (0..<64).map { Float($0) / 64 })
    let gray = try #require(TinyJPEG(encoded(image, Encoding(.jpeg))))
    // The same block for luma of 4x4 and for each chroma of 1x1, each in a scan of its own.
    var file = gray
    let frame = try #require(file.segments.firstIndex { $0.marker == 0xc0 })
    file.segments[frame].bytes.replaceSubrange(
      5..., with: [3, 1, 0x44, 0, 2, 0x11, 0, 3, 0x11, 0])
    let scan = try #require(gray.segments.last)
    let block = Array(gray.rest.dropLast(2))
    for component: UInt8 in [2, 3] {
      var next = scan
      next.bytes[1] = component
      file.rest = Array(file.rest.dropLast(2)) + next.encoded + block + [0xff, 0xd9]
    }
    try directory.add("in.jpg", file.encoded)
    #expect(try TinyJPEG(directory.read("in.jpg"))?.sampling == ["4x4", "1x1", "1x1"])
    #expect(
      try convert().notes
        == ["wrote 4:2:0: the input's sampling factors cannot be written in one scan"])
    #expect(try written().sampling == ["2x2", "1x1", "1x1"])
    #expect(try convert { $0.subsampling = .s444 }.notes == [])
    #expect(try convert(.mix(toGray)).notes == [])
  }

  @Test("other inputs than color JPEGs get 4:2:0, and inks' sampling is that of their first three")
  func otherInputs() throws {
    try directory.add("in.jpg", TinyPNG.picture(colorType: .rgb).encoded())
    _ = try convert()
    #expect(try written().sampling == ["2x2", "1x1", "1x1"])
    try write(Shape(channels: 1, height: 16, width: 16)) { _ in }
    _ = try convert(.mix(tint))
    #expect(try written().sampling == ["2x2", "1x1", "1x1"])
    _ = try convert()
    #expect(try written().sampling == ["1x1"])
    for name in ["cmyk-adobe.jpg", "ycck-adobe.jpg"] {
      _ = try Conversion(.blur(.gaussian(sigma: 0))).run(
        .path(fixture(name)), to: .path(directory.file("out.jpg")))
      #expect(try written().sampling == ["1x1", "1x1", "1x1"])
    }
  }

  @Test("quality keep writes the input's tables, a table for each component, of 8 and 16 bits")
  func keptTablesAreTheInputs() throws {
    for most in [255, 8191] {
      for slots in 1...3 {
        let tables = tables(3, slots: slots, most: most)
        try write { $0.replaceTables(tables) }
        try #require(try TinyJPEG(directory.read("in.jpg"))?.tables == tables)
        for isProgressive in [false, true] {
          let result = try convert {
            $0.keepsTables = true
            $0.isProgressive = isProgressive
          }
          #expect(try written().tables == tables)
          #expect(result.notes == [])
        }
        #expect(try written().all(0xdb).flatMap(\.bytes).count == slots * (most > 255 ? 129 : 65))
        _ = try convert()
        #expect(try written().tables != tables)
      }
    }
  }

  @Test("a picture that was coded by kept tables is near the one that was read")
  func keptTablesStayNearTheInput() throws {
    let fine = Array(repeating: UInt16(2), count: 64)
    try write { $0.replaceTables([fine, fine, fine]) }
    let result = try convert {
      $0.keepsTables = true
      $0.subsampling = .s444
    }
    #expect(result.notes == [])
    #expect(try maxDifference() < 6)
  }

  @Test("a gray output takes luma's table")
  func grayOutputTakesLumasTable() throws {
    let tables = tables(3, slots: 3, most: 255)
    try write { $0.replaceTables(tables) }
    #expect(try convert(.mix(toGray)) { $0.keepsTables = true }.notes == [])
    #expect(try written().tables == [tables[0]])
    try write(Shape(channels: 1, height: 16, width: 16)) { $0.replaceTables([tables[1]]) }
    #expect(try convert { $0.keepsTables = true }.notes == [])
    #expect(try written().tables == [tables[1]])
  }

  @Test("where tables cannot be kept the quality is 90, with a note")
  func notKept() throws {
    try directory.add("in.jpg", TinyPNG.picture(colorType: .rgb).encoded())
    _ = try convert()
    let usual = try written().tables
    let misfit = "wrote JPEG quality 90: the input's quantization tables do not fit the output"
    #expect(
      try convert { $0.keepsTables = true }.notes
        == [
          "wrote JPEG quality 90: the input is not a JPEG, so there are no quantization tables to keep"
        ])
    #expect(try written().tables == usual)

    try write(Shape(channels: 1, height: 16, width: 16)) { _ in }
    #expect(try convert(.mix(tint)) { $0.keepsTables = true }.notes == [misfit])
    #expect(try written().tables == usual)

    for number: UInt16 in [0, 8192, 65535] {
      var tables = tables(3, slots: 2, most: 255)
      tables[1][63] = number
      try write { $0.replaceTables(tables) }
      #expect(try convert { $0.keepsTables = true }.notes == [misfit])
      #expect(try written().tables == usual)
    }

    var inks = try Conversion(.blur(.gaussian(sigma: 0)))
    inks.encoding.keepsTables = true
    let result = try inks.run(
      .path(fixture("ycck-adobe.jpg")), to: .path(directory.file("out.jpg")))
    #expect(result.notes == [misfit])
    #expect(try written().tables == usual)
    // No JPEG is written: nothing to say.
    #expect(
      try inks.run(.path(fixture("ycck-adobe.jpg")), to: .path(directory.file("a.png"))).notes == []
    )
  }

  // MARK: - Material

  private var tint: Mix { Mix(matrix: [[1], [0.5], [0.25]]) }
  private var toGray: Mix { Mix(matrix: [[0.3, 0.6, 0.1]]) }

  /// Random tables; those from number `slots` on are the last of the others.
  private func tables(_ count: Int, slots: Int, most: Int) -> [[UInt16]] {
    var generator = SeededGenerator(seed: slots)
    let different = (0..<slots).map { _ in
      (0..<64).map { _ in UInt16(generator.int(1...most)) }
    }
    return (0..<count).map { different[min($0, slots - 1)] }
  }

  /// A smooth picture as in.jpg.
  private func write(
    _ shape: Shape = Shape(channels: 3, height: 37, width: 50), sampling: [String]? = nil,
    change: (inout TinyJPEG) -> Void = { _ in }
  ) throws {
    var samples: [Float] = []
    for c in 0..<shape.channels {
      for y in 0..<shape.height {
        for x in 0..<shape.width {
          samples.append(Float((c * 60 + 2 * x + 3 * y) % 256) / 255)
        }
      }
    }
    var encoding = Encoding(.jpeg)
    encoding.sampling = sampling?.map { factors in
      let numbers = factors.split(separator: "x").compactMap { Int($0) }
      return .init(horizontal: numbers[0], vertical: numbers[1])
    }
    let bytes = try encoded(Image(shape, samples: samples), encoding)
    var file = try #require(TinyJPEG(bytes))
    change(&file)
    try directory.add("in.jpg", file.encoded)
  }

  private func convert(
    _ filter: Filter = .blur(.gaussian(sigma: 0)),
    _ change: (inout EncodingChoice) -> Void = { _ in }
  ) throws -> ConversionResult {
    var conversion = try Conversion(filter)
    change(&conversion.encoding)
    return try conversion.run(
      .path(directory.file("in.jpg")), to: .path(directory.file("out.jpg")))
  }

  private func written() throws -> TinyJPEG {
    try #require(TinyJPEG(directory.read("out.jpg")))
  }

  /// Between input and output, in levels.
  private func maxDifference() throws -> Float {
    let (input, _) = try readImage(directory.file("in.jpg"))
    let (output, _) = try readImage(directory.file("out.jpg"))
    return zip(input.samples, output.samples).reduce(0) { max($0, abs($1.0 - $1.1) * 255) }
  }
}
