// SPDX-License-Identifier: Apache-2.0

import CImageIO
import Foundation
import TestSupport
import Testing

@Suite("The C interface of the codecs")
struct CodecTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  @Test("integers survive a round trip through a file", arguments: 1...4, [255, 65535])
  func roundTrip(channels: Int, maximum: Int) throws {
    let samples = Samples.random(channels: channels, height: 21, width: 37, maximum: maximum)
    let bytes = try file(samples, IC_PNG)
    var error = ic_error()
    #expect(try read(bytes, &error) == samples)
    #expect(error.status == IC_OK)
  }

  @Test("pipes that deliver a byte or a few at a time", arguments: [1, 3, 1000])
  func slowPipe(step: Int) throws {
    for format in [IC_PNG, IC_JPEG] {
      let samples = Samples.random(channels: 3, height: 20, width: 30)
      let bytes = try file(samples, format)
      var error = ic_error()
      let whole = try #require(try read(bytes, &error))
      let pipe = Pipe()
      let feeding = Thread {
        for start in stride(from: 0, to: bytes.count, by: step) {
          pipe.fileHandleForWriting.write(Data(bytes[start..<min(bytes.count, start + step)]))
        }
        try? pipe.fileHandleForWriting.close()
      }
      feeding.start()
      #expect(readSamples(pipe.fileHandleForReading.fileDescriptor, &error) == whole)
    }
  }

  @Test("a non-blocking pipe is waited for, when reading and when writing")
  func nonBlocking() throws {
    let samples = Samples.random(channels: 3, height: 300, width: 400)
    let pipe = Pipe()
    for end in [pipe.fileHandleForReading, pipe.fileHandleForWriting] {
      let flags = fcntl(end.fileDescriptor, F_GETFL)
      #expect(fcntl(end.fileDescriptor, F_SETFL, flags | O_NONBLOCK) == 0)
    }
    // 360 kB of noise do not fit in a pipe.
    let feeding = Thread {
      let descriptor = pipe.fileHandleForWriting.fileDescriptor
      _ = writeSamples(samples, to: descriptor, output(IC_PNG, samples))
      try? pipe.fileHandleForWriting.close()
    }
    feeding.start()
    var error = ic_error()
    #expect(readSamples(pipe.fileHandleForReading.fileDescriptor, &error) == samples)
  }

  @Test("errors of the system carry errno", arguments: [IC_PNG, IC_JPEG])
  func systemErrors(format: ic_format) throws {
    var error = ic_error()
    #expect(readSamples(-1, &error) == nil)
    #expect(error.status == IC_IO && error.system_error == EBADF)
    #expect(message(error) == "reading failed")
    let samples = Samples.random(channels: 3, height: 300, width: 300)
    error = writeSamples(samples, to: -1, output(format, samples))
    #expect(error.status == IC_IO && error.system_error == EBADF)
    #expect(message(error) == "writing failed")
  }

  @Test("a writer in memory keeps the bytes that another one writes", arguments: [IC_PNG, IC_JPEG])
  func inMemory(format: ic_format) throws {
    // More and less than the writer's buffer.
    for side in [5, 300] {
      let samples = Samples.random(channels: 3, height: side, width: side)
      var error = ic_error()
      var writer: OpaquePointer?
      var output = output(format, samples)
      #expect(unsafe ic_writer_create_in_memory(&output, &writer, &error) == IC_OK)
      defer { unsafe ic_writer_destroy(writer) }
      #expect(unsafe ic_writer_bytes(writer).count == 0)
      error = unsafe write(samples, with: writer)
      #expect(error.status == IC_OK)
      let kept = unsafe ic_writer_bytes(writer)
      let bytes = unsafe Array(UnsafeBufferPointer(start: kept.data, count: kept.count))
      #expect(try bytes == file(samples, format))
    }
  }

  @Test("an error stays", arguments: [IC_PNG, IC_JPEG])
  func deadAfterError(format: ic_format) throws {
    let samples = Samples.random(channels: 3, height: 1000, width: 200)
    var bytes = try file(samples, format)
    bytes.removeLast(bytes.count / 2)
    let path = try directory.write(bytes, to: "cut")
    let handle = try #require(FileHandle(forReadingAtPath: path))
    var limits = ic_limits(max_pixels: 1 << 20, only_libpng: false, lenient: false)
    var first = ic_error()
    var reader: OpaquePointer?
    #expect(
      unsafe ic_reader_open(handle.fileDescriptor, ic_bytes(), &limits, &reader, &first) == IC_OK)
    defer { unsafe ic_reader_close(reader) }
    let planes = Planes(channels: 3, width: 200)
    var rows = 0
    while unsafe ic_reader_next_row(reader, planes.pointers, &first) == IC_OK { rows += 1 }
    #expect(rows > 20 && rows < 1000)
    #expect(first.status == IC_CORRUPT)
    for _ in 0..<3 {
      var again = ic_error()
      #expect(unsafe ic_reader_next_row(reader, planes.pointers, &again) == IC_CORRUPT)
      #expect(message(again) == message(first))
      #expect(unsafe ic_reader_finish(reader, &again) == IC_CORRUPT)
    }
    #expect(unsafe ic_reader_next_row(reader, planes.pointers, nil) == IC_CORRUPT)
  }

  @Test("a row too many, an early finish and late metadata are misuse")
  func misuseIsReported() throws {
    let samples = Samples.random(channels: 1, height: 1, width: 2)
    var output = output(IC_PNG, samples)
    let planes = Planes(channels: 1, width: 2)
    let constant = unsafe planes.pointers.map { unsafe UnsafePointer($0) }
    let null = try #require(FileHandle(forWritingAtPath: "/dev/null"))
    for misuse in 0..<4 {
      var writer: OpaquePointer?
      #expect(unsafe ic_writer_create(null.fileDescriptor, &output, &writer, nil) == IC_OK)
      defer { unsafe ic_writer_destroy(writer) }
      if misuse == 0 {
        #expect(unsafe ic_writer_finish(writer, nil) == IC_MISUSE)
        continue
      }
      #expect(unsafe ic_writer_write_row(writer, constant, nil) == IC_OK)
      var scalars = ic_scalars()
      switch misuse {
      case 1: #expect(unsafe ic_writer_write_row(writer, constant, nil) == IC_MISUSE)
      case 2: #expect(unsafe ic_writer_set_scalars(writer, &scalars, nil) == IC_MISUSE)
      default:
        #expect(unsafe ic_writer_finish(writer, nil) == IC_OK)
        #expect(unsafe ic_writer_finish(writer, nil) == IC_MISUSE)
      }
    }
    let bytes = try file(samples, IC_PNG)
    let path = try directory.write(bytes, to: "a")
    for isEarly in [true, false] {
      let handle = try #require(FileHandle(forReadingAtPath: path))
      var limits = ic_limits(max_pixels: 2, only_libpng: false, lenient: false)
      var reader: OpaquePointer?
      #expect(
        unsafe ic_reader_open(handle.fileDescriptor, ic_bytes(), &limits, &reader, nil) == IC_OK)
      defer { unsafe ic_reader_close(reader) }
      if isEarly {
        #expect(unsafe ic_reader_finish(reader, nil) == IC_MISUSE)
      } else {
        #expect(unsafe ic_reader_next_row(reader, planes.pointers, nil) == IC_OK)
        #expect(unsafe ic_reader_next_row(reader, planes.pointers, nil) == IC_MISUSE)
      }
    }
  }

  /// A piece of metadata that arrives after the rows, and what a writer of each format makes of it.
  struct LateMetadata: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let png: ic_status
    let jpeg: ic_status
    let set: @Sendable (_ writer: OpaquePointer?) -> ic_status
  }

  static let lateKinds: [LateMetadata] = [
    LateMetadata(testDescription: "EXIF", png: IC_OK, jpeg: IC_MISUSE) { set(IC_EXIF, $0) },
    LateMetadata(testDescription: "XMP", png: IC_OK, jpeg: IC_MISUSE) { set(IC_XMP, $0) },
    LateMetadata(testDescription: "time", png: IC_OK, jpeg: IC_MISUSE) { set(IC_TIME, $0) },
    LateMetadata(testDescription: "ICC", png: IC_MISUSE, jpeg: IC_MISUSE) { set(IC_ICC, $0) },
    LateMetadata(testDescription: "cICP", png: IC_MISUSE, jpeg: IC_MISUSE) { set(IC_CICP, $0) },
    LateMetadata(testDescription: "EXIF twice", png: IC_MISUSE, jpeg: IC_MISUSE) {
      set(IC_EXIF, $0)
    },
  ]

  private static func set(_ block: ic_block, _ writer: OpaquePointer?) -> ic_status {
    let bytes: [UInt8] = [0x4d, 0x4d, 0, 42, 0, 0, 0]
    return unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe ic_writer_set_block(
        writer, block, ic_bytes(data: buffer.baseAddress, count: buffer.count), nil)
    }
  }

  @Test(
    "only PNG takes metadata after the rows, of kinds that may follow the image, each once",
    arguments: lateKinds)
  func lateMetadata(_ late: LateMetadata) throws {
    let samples = Samples.random(channels: 1, height: 1, width: 2)
    let planes = Planes(channels: 1, width: 2)
    let constant = unsafe planes.pointers.map { unsafe UnsafePointer($0) }
    for (format, expected) in [(IC_PNG, late.png), (IC_JPEG, late.jpeg)] {
      var output = output(format, samples)
      var writer: OpaquePointer?
      #expect(unsafe ic_writer_create_in_memory(&output, &writer, nil) == IC_OK)
      defer { unsafe ic_writer_destroy(writer) }
      if late.testDescription == "EXIF twice" { #expect(Self.set(IC_EXIF, writer) == IC_OK) }
      #expect(unsafe ic_writer_write_row(writer, constant, nil) == IC_OK)
      #expect(late.set(writer) == expected)
      #expect(unsafe (ic_writer_finish(writer, nil) == IC_OK) == (expected == IC_OK))
    }
  }

  @Test("outputs that no format holds are refused before anything is written")
  func refusedOutputs() {
    let good = output(IC_JPEG, Samples.random(channels: 3, height: 1, width: 1))
    func status(_ change: (inout ic_output) -> Void) -> ic_status {
      var output = good
      change(&output)
      var writer: OpaquePointer?
      let status = unsafe ic_writer_create(-1, &output, &writer, nil)
      #expect(unsafe (writer != nil) == (status == IC_OK))
      unsafe ic_writer_destroy(writer)
      return status
    }
    #expect(status { _ in } == IC_OK)
    #expect(status { $0.width = 0 } == IC_MISUSE)
    #expect(status { $0.channels = 5 } == IC_MISUSE)
    #expect(status { $0.bit_depth = 12 } == IC_MISUSE)
    #expect(status { $0.quality = 0 } == IC_MISUSE)
    #expect(status { $0.quality = 101 } == IC_MISUSE)
    #expect(status { $0.channels = 2 } == IC_UNSUPPORTED)
    #expect(status { $0.bit_depth = 16 } == IC_UNSUPPORTED)
    #expect(status { $0.height = 65501 } == IC_LIMIT)
    #expect(status { $0.height = 65500 } == IC_OK)
    #expect(
      status {
        $0.format = IC_PNG
        $0.height = 0x8000_0000
      } == IC_LIMIT)
  }

  @Test("closing nothing is allowed, and the libraries have versions")
  func closingNothingIsAllowed() {
    ic_reader_close(nil)
    ic_writer_destroy(nil)
    #expect(unsafe String(cString: ic_png_version()).hasPrefix("1."))
    #expect(unsafe String(cString: ic_jpeg_version()).hasPrefix("libjpeg"))
  }

  @Test("a JPEG may have a scan for each component, but not scans without end")
  func endlessScansAreRefused() throws {
    var error = ic_error()
    let three = try #require(try read(try separateScans(3), &error))
    #expect(three.channels == 3 && three.width == 8)
    #expect(try read(try separateScans(1000), &error) == three)
    // The blocks of a picture of 2^30 pixels, and 32 for each byte.
    let many = TinyJPEG.manyScans(side: 2048, count: 500)
    #expect(try read(many, &error) == nil)
    #expect(error.status == IC_LIMIT && error.pixels_needed > 1 << 30)
    // 501 scans of all pixels, known from their headers before one is decoded.
    let (visited, allowed) = (501 * 2048 * 2048, 1 << 30 + 32 * 64 * many.count)
    let figures = "\(visited) pixels, the limit for \(many.count) bytes is \(allowed)"
    #expect(message(error) == "JPEG: 501 scans visit \(figures)")
    // From a pipe they are counted as they are decoded.
    let pipe = Pipe()
    try pipe.fileHandleForWriting.write(contentsOf: many)
    try pipe.fileHandleForWriting.close()
    error = ic_error()
    #expect(readSamples(pipe.fileHandleForReading.fileDescriptor, &error) == nil)
    #expect(error.status == IC_LIMIT && error.pixels_needed > 1 << 30)
    #expect(message(error).contains(" scans visit "), "\(message(error))")
    #expect(!message(error).contains("501 scans"), "\(message(error))")
    error = ic_error()
    #expect(try read(TinyJPEG.manyScans(side: 64, count: 882), &error) != nil)
  }

  @Test("an image that is held whole is decoded in pieces before its first row")
  func wholeImagesAreDecodedInPieces() throws {
    var png = TinyPNG.picture(width: 20, height: 30)
    png.isInterlaced = true
    let samples = Samples.random(channels: 3, height: 48, width: 64)
    var progressive = output(IC_JPEG, samples)
    progressive.progressive = true
    let jpeg = try encoded(samples, progressive, in: directory)
    // Seven passes over 30 rows; at least 10 scans, of the 3 rows of blocks of 4:2:0.
    for (bytes, fewest) in [(png.encoded(), 7 * 30), (jpeg, 10 * 3)] {
      var error = ic_error()
      var calls = 0
      let prepared = try read(bytes, &error, pieces: &calls)
      #expect(calls >= fewest && calls < 1000, "\(calls)")
      #expect(try prepared != nil && prepared == read(bytes, &error))
    }
  }

  @Test("an image that is not held whole is ready at once")
  func noPieces() throws {
    var error = ic_error()
    var calls = 0
    #expect(try read(TinyPNG.picture().encoded(), &error, pieces: &calls) != nil)
    #expect(calls == 1)
  }

  /// A gray JPEG of 8 x 8 pixels, changed to have three components, each scan of one of them in
  /// turn.
  private func separateScans(_ count: Int) throws -> [UInt8] {
    let bytes = try file(Samples.random(channels: 1, height: 8, width: 8), IC_JPEG)
    func position(_ marker: UInt8) throws -> Int {
      try #require(bytes.indices.dropLast().first { bytes[$0] == 0xff && bytes[$0 + 1] == marker })
    }
    let frame = try position(0xc0)
    let scan = try position(0xda)
    // The frame header ends with the number of components and, for each, number, sampling, table.
    let components: [UInt8] = [3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]
    var result = bytes[..<frame] + [0xff, 0xc0, 0, 17] + bytes[frame + 4..<frame + 9] + components
    result += bytes[frame + 13..<scan]
    for index in 0..<count {
      result += bytes[scan..<scan + 5] + [UInt8(index % 3 + 1)] + bytes[scan + 6..<bytes.count - 2]
    }
    return Array(result) + [0xff, 0xd9]
  }

  private func file(_ samples: Samples, _ format: ic_format) throws -> [UInt8] {
    try encoded(samples, output(format, samples), in: directory)
  }

  private func read(_ bytes: [UInt8], _ error: inout ic_error) throws -> Samples? {
    let path = try directory.write(bytes, to: "in")
    let handle = try #require(FileHandle(forReadingAtPath: path))
    return readSamples(handle.fileDescriptor, &error)
  }

  /// The same; what comes before the first row is asked for by so many calls.
  private func read(
    _ bytes: [UInt8], _ error: inout ic_error, pieces: inout Int
  ) throws -> Samples? {
    let path = try directory.write(bytes, to: "in")
    let handle = try #require(FileHandle(forReadingAtPath: path))
    return readSamples(handle.fileDescriptor, &error) { reader, error in
      var isReady = false
      while !isReady, unsafe ic_reader_prepare(reader, &isReady, &error) == IC_OK { pieces += 1 }
    }
  }
}
