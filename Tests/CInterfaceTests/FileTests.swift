// SPDX-License-Identifier: Apache-2.0

import CImgconv
import CInterface
import Filters
import Foundation
import ImageFiles
import Testing
import TestSupport

/// Calls about files and bytes, made as C makes them.
struct FileTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  /// Writes a picture of 5 x 4 pixels; returns its path.
  private func picture(_ name: String = "in.png") throws -> String {
    var samples: [UInt8] = []
    for index in 0..<(5 * 4 * 3) { samples.append(UInt8(truncatingIfNeeded: index * 37)) }
    let path = directory.path + "/" + name
    try Image(interleaved: samples, width: 5, height: 4, channels: 3).write(to: path)
    return path
  }

  private func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: path)))
  }

  @Test("a file becomes the file that a conversion writes, and a record says so")
  func fileToFile() throws {
    let input = try picture()
    let output = directory.path + "/out.png"
    let recipe = try Library.recipe("blur sigma=1")
    defer { imgconv_recipe_free(recipe) }
    var record: OpaquePointer?
    #expect(imgconv_convert_file(recipe, nil, input, output, &record, nil) == IMGCONV_OK)
    let expected = MemoryOutput()
    _ = try Conversion(.blur(.gaussian(sigma: 1))).run(.path(input), to: .memory(expected))
    #expect(try bytes(output) == expected.bytes)
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(Library.take(record))) as? [String: Any])
    #expect(json["record"] as? String == "file" && json["status"] as? String == "done")
    #expect(json["input"] as? String == input && json["output"] as? String == output)
    #expect(json["output_shape"] as? [Int] == [3, 4, 5])
    #expect((json["output_crc32"] as? String)?.count == 8)
  }

  @Test("bytes become the bytes of the file that a conversion writes")
  func bytesToBytes() throws {
    let input = try picture()
    let recipe = try Library.recipe("edge")
    defer { imgconv_recipe_free(recipe) }
    var output: OpaquePointer?
    var record: OpaquePointer?
    let source = try bytes(input)
    #expect(
      imgconv_convert_bytes(recipe, nil, source, source.count, "upload", &output, &record, nil)
        == IMGCONV_OK)
    let file = directory.path + "/out.png"
    #expect(imgconv_convert_file(recipe, nil, input, file, nil, nil) == IMGCONV_OK)
    #expect(try Library.take(output) == bytes(file))
    #expect(Library.text(record).contains("\"output_crc32\":"))
  }

  @Test("a failed conversion has a status, a message, a record and no output")
  func failure() throws {
    let input = directory.path + "/in.png"
    try Data("no picture".utf8).write(to: URL(filePath: input))
    let output = directory.path + "/out.png"
    let recipe = try Library.recipe("edge")
    defer { imgconv_recipe_free(recipe) }
    var record: OpaquePointer?
    var error = imgconv_error()
    #expect(
      imgconv_convert_file(recipe, nil, input, output, &record, &error) == IMGCONV_UNREADABLE)
    #expect(Library.message(error).hasPrefix(input + ": neither PNG"))
    #expect(Library.text(record).contains("\"status\":\"failed\""))
    #expect(try directory.names() == ["in.png"])
  }

  @Test("errors carry the numbers behind them")
  func details() throws {
    let input = try picture()
    let output = directory.path + "/out.png"
    let recipe = try Library.recipe("edge")
    defer { imgconv_recipe_free(recipe) }
    func error(_ change: (inout imgconv_options) -> Void, to output: String) -> imgconv_error {
      var (options, error) = (Library.options(), imgconv_error())
      change(&options)
      #expect(imgconv_convert_file(recipe, &options, input, output, nil, &error) == error.code)
      return error
    }
    let pixels = error({ $0.max_pixels = 19 }, to: output)
    #expect(pixels.code == IMGCONV_LIMIT && pixels.detail == IMGCONV_DETAIL_PIXELS)
    #expect(pixels.number == 20)
    let memory = error({ $0.memory = 1 }, to: output)
    #expect(memory.code == IMGCONV_LIMIT && memory.detail == IMGCONV_DETAIL_MEMORY)
    let same = error({ _ in }, to: input)
    #expect(same.code == IMGCONV_CANNOT_CREATE && same.detail == IMGCONV_DETAIL_IS_INPUT)
    let ending = error({ _ in }, to: directory.path + "/out.txt")
    #expect(ending.detail == IMGCONV_DETAIL_EXTENSION)
    let depth = error({ $0.depth = 16 }, to: directory.path + "/out.jpg")
    #expect(depth.detail == IMGCONV_DETAIL_DEPTH && depth.number == 8)
    try Data().write(to: URL(filePath: output))
    let exists = error({ $0.keep_existing = 1 }, to: output)
    #expect(exists.detail == IMGCONV_DETAIL_EXISTS)
  }

  @Test("a stop that is on stops every call, and leaves no file")
  func stopped() throws {
    let input = try picture()
    let recipe = try Library.recipe("edge")
    let stop = imgconv_stop_make()
    defer {
      imgconv_recipe_free(recipe)
      imgconv_stop_free(stop)
    }
    imgconv_stop_turn_on(stop)
    var options = Library.options()
    options.stop = stop
    let output = directory.path + "/out.png"
    #expect(imgconv_convert_file(recipe, &options, input, output, nil, nil) == IMGCONV_STOPPED)
    #expect(try directory.names() == ["in.png"])
  }

  @Test("options outside their values are invalid, and name the field", arguments: 0..<13)
  func invalidOptions(index: Int) throws {
    let recipe = try Library.recipe("edge")
    defer { imgconv_recipe_free(recipe) }
    let words: [StaticString] = ["nonsense", "f3", "private,nonsense"]
    let texts = words.map { UnsafeRawPointer($0.utf8Start).assumingMemoryBound(to: CChar.self) }
    let changes: [(String, (inout imgconv_options) -> Void)] = [
      ("threads", { $0.threads = -1 }), ("depth", { $0.depth = 9 }),
      ("quality", { $0.quality = 101 }), ("max_pixels", { $0.max_pixels = .min }),
      ("timeout_ms", { $0.timeout_ms = -5 }), ("no_sync", { $0.no_sync = 2 }),
      ("lenient", { $0.lenient = -1 }),
      ("map", { $0.map = texts[0] }),
      ("dtype", { $0.dtype = texts[1] }),
      ("strip", { $0.strip = texts[2] }),
      ("options", { $0.size = 0 }), ("options", { $0.size += 8 }), ("options", { $0.size = .max }),
    ]
    let (name, change) = changes[index]
    var (options, error) = (Library.options(), imgconv_error())
    change(&options)
    let output = directory.path + "/out.png"
    #expect(
      imgconv_convert_file(recipe, &options, output, output, nil, &error) == IMGCONV_INVALID)
    #expect(Library.message(error).hasPrefix(name))
  }

  @Test("a damaged file is refused, and with lenient converted with a note")
  func lenientOption() throws {
    let bytes = TinyPNG.picture(width: 40, height: 30).encoded()
    let input = try directory.write(Array(bytes.prefix(bytes.count / 2)), to: "cut.png")
    let recipe = try Library.recipe("edge")
    defer { imgconv_recipe_free(recipe) }
    var options = Library.options()
    let output = directory.path + "/lenient.png"
    #expect(
      imgconv_convert_file(recipe, &options, input, output, nil, nil) == IMGCONV_UNREADABLE)
    options.lenient = 1
    var result: OpaquePointer?
    #expect(imgconv_convert_file(recipe, &options, input, output, &result, nil) == IMGCONV_OK)
    let record = Library.text(result)
    #expect(record.contains("\"salvaged from a damaged file: lost the last "), "\(record)")
  }

  @Test("options of an older header, which is shorter, are accepted")
  func olderOptions() throws {
    let input = try picture()
    let recipe = try Library.recipe("edge")
    defer { imgconv_recipe_free(recipe) }
    var options = Library.options()
    options.size = 16
    options.quality = 101
    #expect(
      imgconv_convert_file(recipe, &options, input, directory.path + "/a.png", nil, nil)
        == IMGCONV_OK)
  }

  @Test("the shape, the type and the metadata of a file and of its bytes")
  func info() throws {
    let input = try picture()
    try input.withCString { path in
      var source = imgconv_source(path: path, bytes: nil, size: 0, name: nil)
      var array = imgconv_array()
      var json: OpaquePointer?
      #expect(imgconv_info(&source, nil, &array, &json, nil) == IMGCONV_OK)
      #expect(array.type == IMGCONV_U8 && array.has_alpha == 0)
      #expect([array.channels, array.height, array.width] == [3, 4, 5])
      #expect(Library.text(json).contains("\"format\":\"png\""))
      let bytes = try self.bytes(input)
      bytes.withUnsafeBytes {
        source = imgconv_source(path: nil, bytes: $0.baseAddress, size: $0.count, name: nil)
        #expect(imgconv_info(&source, nil, &array, nil, nil) == IMGCONV_OK)
      }
      #expect(array.width == 5)
    }
  }

  @Test("only the temporary files of dead processes are swept")
  func sweep() throws {
    try Data().write(to: URL(filePath: directory.path + "/.a.png.imgconv-1-1.tmp"))
    try Data().write(to: URL(filePath: directory.path + "/a.png"))
    #expect(imgconv_sweep(directory.path, nil) == IMGCONV_OK)
    #expect(try directory.names() == ["a.png"])
    #expect(imgconv_sweep(directory.path + "/none", nil) == IMGCONV_UNREADABLE)
  }
}
