// SPDX-License-Identifier: Apache-2.0

import CImgconv
import CInterface
import Filters
import ImageFiles
import Recipes
import Testing
import TestSupport

/// Calls about arrays, made as C makes them.
struct ArrayTests {
  /// Random RGB samples of 8 bits, interleaved.
  private static func pixels(width: Int, height: Int) -> [UInt8] {
    var generator = SeededGenerator(seed: width)
    return (0..<(width * height * 3)).map { _ in UInt8.random(in: 0...255, using: &generator) }
  }

  private static func interleaved(
    _ samples: UnsafeMutableRawPointer?, width: Int, height: Int
  ) -> imgconv_array {
    imgconv_array(
      data: samples, type: Int32(IMGCONV_U8), has_alpha: 0, channels: 3, height: Int64(height),
      width: Int64(width), channel_stride: 1, row_stride: Int64(3 * width), column_stride: 3)
  }

  /// The samples that a conversion from PNG to PNG makes of these.
  private static func converted(
    _ samples: [UInt8], width: Int, height: Int, by text: String, map: SampleMap = .clamp
  ) throws -> [UInt8] {
    let directory = try TemporaryDirectory()
    try Image(interleaved: samples, width: width, height: height, channels: 3)
      .write(to: directory.file("in.png"))
    var conversion = try Conversion(Recipe(inline: text))
    conversion.map = map
    _ = try conversion.run(
      .path(directory.file("in.png")), to: .path(directory.file("out.png")))
    return try Image(contentsOf: directory.file("out.png")).interleaved8()
  }

  @Test(
    "an array becomes the samples that a conversion of files writes, with any number of threads",
    arguments: [
      "blur sigma=2", "blur sigma=9", "edge", "atrous levels=3 denoise=2", "resize size=70%",
      "sharpen amount=2 | mix preset=gray", "upsample",
    ])
  func arraysEqualFiles(text: String) throws {
    let (width, height) = (231, 187)
    var samples = Self.pixels(width: width, height: height)
    let expected = try Self.converted(samples, width: width, height: height, by: text)
    let recipe = try Library.recipe(text)
    defer { imgconv_recipe_free(recipe) }
    for threads in 1...3 {
      var options = Library.options()
      options.threads = Int32(threads)
      try samples.withUnsafeMutableBytes { bytes in
        var input = Self.interleaved(bytes.baseAddress, width: width, height: height)
        var output = imgconv_array()
        #expect(imgconv_result_shape(recipe, nil, &input, &output, nil) == IMGCONV_OK)
        var result = [UInt8](repeating: 7, count: expected.count)
        try #require(Int(output.channels * output.height * output.width) == expected.count)
        result.withUnsafeMutableBytes {
          output.data = $0.baseAddress
          output.channel_stride = 1
          output.column_stride = output.channels
          output.row_stride = output.channels * output.width
          #expect(imgconv_apply(recipe, &options, &input, &output, nil, nil) == IMGCONV_OK)
        }
        #expect(result == expected)
      }
    }
  }

  @Test("the map applies, and clamped samples are noted")
  func mapsAndNotes() throws {
    let (width, height) = (40, 30)
    var samples = Self.pixels(width: width, height: height)
    let recipe = try Library.recipe("edge operator=laplacian response=value")
    defer { imgconv_recipe_free(recipe) }
    for (name, map) in [
      ("clamp", SampleMap.clamp), ("abs", .abs), ("signed", .signed), ("normalize", .normalize),
    ] {
      let expected = try Self.converted(
        samples, width: width, height: height, by: "edge operator=laplacian response=value",
        map: map)
      var result = samples
      var notes: OpaquePointer?
      name.withCString { name in
        samples.withUnsafeMutableBytes { from in
          result.withUnsafeMutableBytes { to in
            var options = Library.options()
            options.map = name
            var input = Self.interleaved(from.baseAddress, width: width, height: height)
            var output = Self.interleaved(to.baseAddress, width: width, height: height)
            #expect(imgconv_apply(recipe, &options, &input, &output, &notes, nil) == IMGCONV_OK)
          }
        }
      }
      #expect(result == expected)
      #expect(
        Library.text(notes).contains("were clamped")
          == (map == .clamp || map == .abs || map == .signed))
    }
  }

  @Test("an output over its input has the samples of one elsewhere", arguments: [0, 1500])
  func overlap(inputStart: Int) throws {
    // More rows apart than the kernel reads ahead, so that a row would be overwritten before it is read.
    let outputStart = 1500 - inputStart
    let (width, height) = (33, 29)
    let samples = Self.pixels(width: width, height: height)
    let expected = try Self.converted(samples, width: width, height: height, by: "blur sigma=2")
    let recipe = try Library.recipe("blur sigma=2")
    defer { imgconv_recipe_free(recipe) }
    var memory = [UInt8](repeating: 0, count: samples.count + 1500)
    memory.replaceSubrange(inputStart..<inputStart + samples.count, with: samples)
    memory.withUnsafeMutableBytes { bytes in
      guard let start = bytes.baseAddress else { return }
      var input = Self.interleaved(start + inputStart, width: width, height: height)
      var output = Self.interleaved(start + outputStart, width: width, height: height)
      #expect(imgconv_apply(recipe, nil, &input, &output, nil, nil) == IMGCONV_OK)
    }
    #expect(Array(memory[outputStart..<outputStart + samples.count]) == expected)
  }

  @Test("arrays that cannot be are invalid", arguments: 0..<13)
  func invalidArrays(index: Int) throws {
    let changes: [(inout imgconv_array) -> Void] = [
      { $0.data = nil }, { $0.type = 0 }, { $0.type = 5 }, { $0.has_alpha = 2 },
      { $0.channels = 0 },
      { $0.height = -1 }, { $0.width = .max }, { $0.width = 1 << 40 }, { $0.row_stride = .max },
      { $0.row_stride = .min }, { $0.channel_stride = .min / 2 },
      { $0.data = UnsafeMutableRawPointer(bitPattern: UInt.max - 10) },
      { ($0.channels, $0.height, $0.width) = (1 << 16, 1 << 31 - 1, 1 << 31 - 1) },
    ]
    var samples = Self.pixels(width: 8, height: 8)
    var result = samples
    let recipe = try Library.recipe("blur sigma=1")
    defer { imgconv_recipe_free(recipe) }
    samples.withUnsafeMutableBytes { from in
      result.withUnsafeMutableBytes { to in
        let good = (
          Self.interleaved(from.baseAddress, width: 8, height: 8),
          Self.interleaved(to.baseAddress, width: 8, height: 8)
        )
        for isOutput in [false, true] {
          var (input, output) = good
          if isOutput { changes[index](&output) } else { changes[index](&input) }
          var error = imgconv_error()
          #expect(imgconv_apply(recipe, nil, &input, &output, nil, &error) == IMGCONV_INVALID)
          #expect(error.detail == IMGCONV_DETAIL_SHAPE)
        }
      }
    }
  }

  @Test("a convolution of arrays is that of the recipe with the same weights")
  func convolution() throws {
    var samples: [Float] = (0..<(4 * 6 * 5)).map { Float($0 % 7) - 3 }
    let weights: [Float] = (0..<(6 * 2 * 3 * 3)).map { Float($0 % 5) - 2 }
    let bias: [Float] = [1, 2, 3, 4, 5, 6]
    var convolve = Convolve(try Weights(shape: [6, 2, 3, 3], values: weights))
    convolve.bias = bias
    convolve.groups = 2
    convolve.stride = PerAxis(vertical: 2, horizontal: 1)
    convolve.padding = .explicit(top: 1, left: 0, bottom: 2, right: 1)
    let shape = Shape(channels: 4, height: 6, width: 5)
    let expected = try Filter.convolve(convolve).applied(
      to: Image(shape, samples: samples), options: FilterOptions(border: .zero))
    var recipe: OpaquePointer?
    weights.withUnsafeBufferPointer { weights in
      bias.withUnsafeBufferPointer { bias in
        var given = imgconv_convolution()
        given.size = MemoryLayout<imgconv_convolution>.size
        given.weights = weights.baseAddress
        given.bias = bias.baseAddress
        given.weights_shape = (6, 2, 3, 3)
        given.stride = (2, 1)
        given.padding = (1, 0, 2, 1)
        given.groups = 2
        #expect(imgconv_recipe_convolution(&given, &recipe, nil) == IMGCONV_OK)
        given.size -= 8
        given.groups = 3
        var refused: OpaquePointer?
        #expect(imgconv_recipe_convolution(&given, &refused, nil) != IMGCONV_OK || refused != nil)
        imgconv_recipe_free(refused)
      }
    }
    defer { imgconv_recipe_free(recipe) }
    var result = [Float](repeating: 0, count: expected.samples.count)
    samples.withUnsafeMutableBytes { from in
      result.withUnsafeMutableBytes { to in
        func planar(_ data: UnsafeMutableRawPointer?, _ shape: Shape) -> imgconv_array {
          imgconv_array(
            data: data, type: Int32(IMGCONV_F32), has_alpha: 0, channels: Int64(shape.channels),
            height: Int64(shape.height), width: Int64(shape.width),
            channel_stride: Int64(4 * shape.height * shape.width),
            row_stride: Int64(4 * shape.width), column_stride: 4)
        }
        var input = planar(from.baseAddress, shape)
        var output = planar(to.baseAddress, expected.shape)
        #expect(imgconv_apply(recipe, nil, &input, &output, nil, nil) == IMGCONV_OK)
      }
    }
    #expect(result == expected.samples)
  }

  @Test("an array that is written and read is the array", arguments: ["png", "npy", "pam"])
  func writingAndReading(format: String) throws {
    let (width, height) = (19, 7)
    var samples = Self.pixels(width: width, height: height)
    var result = [UInt8](repeating: 0, count: samples.count)
    format.withCString { format in
      samples.withUnsafeMutableBytes { from in
        result.withUnsafeMutableBytes { to in
          var options = Library.options()
          options.format = format
          var input = Self.interleaved(from.baseAddress, width: width, height: height)
          var output = Self.interleaved(to.baseAddress, width: width, height: height)
          var file: OpaquePointer?
          #expect(imgconv_write_bytes(&input, &options, &file, nil, nil) == IMGCONV_OK)
          var source = imgconv_source(
            path: nil, bytes: imgconv_bytes_data(file), size: imgconv_bytes_size(file), name: nil)
          #expect(imgconv_read(&source, nil, &output, nil, nil) == IMGCONV_OK)
          output.width -= 1
          #expect(imgconv_read(&source, nil, &output, nil, nil) == IMGCONV_INVALID)
          imgconv_bytes_free(file)
        }
      }
    }
    #expect(result == samples)
  }
}
