// SPDX-License-Identifier: Apache-2.0

import CImageIO
import Foundation
import TestSupport
import Testing

/// An image as C sees it: interleaved integers and their rows as planes.
struct Samples: Equatable {
  var channels: Int
  var height: Int
  var width: Int
  var maximum: Int
  /// Element `(y * width + x) * channels + c`.
  var integers: [Int]

  static func random(
    channels: Int, height: Int, width: Int, maximum: Int = 255, seed: Int = 1
  ) -> Samples {
    var generator = SeededGenerator(seed: seed)
    return Samples(
      channels: channels, height: height, width: width, maximum: maximum,
      integers: (0..<channels * height * width).map { _ in generator.int(0...maximum) })
  }
}

/// Planes of one row; the pointers live as long as the value.
final class Planes {
  let width: Int
  let pointers: [UnsafeMutablePointer<Float>?]

  init(channels: Int, width: Int) {
    self.width = width
    pointers = unsafe (0..<channels).map { _ in
      let plane = UnsafeMutablePointer<Float>.allocate(capacity: width)
      unsafe plane.initialize(repeating: -1, count: width)
      return unsafe plane
    }
  }

  deinit {
    for plane in unsafe pointers { unsafe plane?.deallocate() }
  }

  subscript(channel: Int, x: Int) -> Float {
    get { unsafe pointers[channel]?[x] ?? .nan }
    set { unsafe pointers[channel]?[x] = newValue }
  }
}

/// The words of an error.
func message(_ error: ic_error) -> String {
  unsafe withUnsafePointer(to: error) { pointer in
    unsafe String(cString: ic_error_message(pointer))
  }
}

/// A PNG or JPEG output with the other settings at their usual values.
func output(_ format: ic_format, _ samples: Samples) -> ic_output {
  ic_output(
    format: format, width: UInt32(samples.width), height: UInt32(samples.height),
    channels: UInt32(samples.channels), bit_depth: samples.maximum == 255 ? 8 : 16, quality: 90,
    subsampling: IC_420, progressive: false, planar: false, compression: IC_BALANCED, threads: 1,
    only_libpng: false)
}

/// A PNG with these samples, written by so many threads.
func encodedPNG(
  _ samples: Samples, _ compression: ic_compression, threads: UInt32 = 1, onlyLibpng: Bool = false,
  in directory: TemporaryDirectory
) throws -> [UInt8] {
  var output = output(IC_PNG, samples)
  output.compression = compression
  output.threads = threads
  output.only_libpng = onlyLibpng
  return try encoded(samples, output, in: directory)
}

/// Writes all rows to `descriptor`; the first status that is not `IC_OK`, or `IC_OK`.
func writeSamples(_ samples: Samples, to descriptor: Int32, _ output: ic_output) -> ic_error {
  var error = ic_error()
  var output = output
  var writer: OpaquePointer?
  guard unsafe ic_writer_create(descriptor, &output, &writer, &error) == IC_OK else {
    return error
  }
  defer { unsafe ic_writer_destroy(writer) }
  return unsafe write(samples, with: writer)
}

/// The bytes of a file with these samples; the test fails if it cannot be written.
func encoded(
  _ samples: Samples, _ output: ic_output, in directory: TemporaryDirectory
) throws -> [UInt8] {
  let path = try directory.write([], to: "out")
  let handle = try #require(FileHandle(forWritingAtPath: path))
  let error = writeSamples(samples, to: handle.fileDescriptor, output)
  try #require(error.status == IC_OK, "\(message(error))")
  return try directory.read("out")
}

/// Writes all rows with a writer and finishes it; the same.
func write(_ samples: Samples, with writer: OpaquePointer?) -> ic_error {
  var error = ic_error()
  let planes = Planes(channels: samples.channels, width: samples.width)
  for y in 0..<samples.height {
    for x in 0..<samples.width {
      for c in 0..<samples.channels {
        let sample = samples.integers[(y * samples.width + x) * samples.channels + c]
        planes[c, x] = Float(sample) / Float(samples.maximum)
      }
    }
    let constant = unsafe planes.pointers.map { unsafe UnsafePointer($0) }
    if unsafe ic_writer_write_row(writer, constant, &error) != IC_OK { return error }
  }
  _ = unsafe ic_writer_finish(writer, &error)
  return error
}

/// Reads an image to its end, after `prepare`; nil with `error` filled if that fails.
func readSamples(
  _ descriptor: Int32, _ error: inout ic_error, onlyLibpng: Bool = false,
  prepare: (OpaquePointer?, inout ic_error) -> Void = { _, _ in }
) -> Samples? {
  var limits = ic_limits(max_pixels: 1 << 30, only_libpng: onlyLibpng, lenient: false)
  var reader: OpaquePointer?
  guard unsafe ic_reader_open(descriptor, ic_bytes(), &limits, &reader, &error) == IC_OK else {
    return nil
  }
  defer { unsafe ic_reader_close(reader) }
  guard let header = unsafe ic_reader_header(reader)?.pointee else { return nil }
  let channels = Int(header.channels)
  let width = Int(header.width)
  let planes = Planes(channels: channels, width: width)
  let maximum = (1 << Int(header.bit_depth)) - 1
  unsafe prepare(reader, &error)
  var samples = Samples(
    channels: channels, height: Int(header.height), width: width, maximum: maximum, integers: [])
  for _ in 0..<samples.height {
    guard unsafe ic_reader_next_row(reader, planes.pointers, &error) == IC_OK else { return nil }
    for x in 0..<width {
      for c in 0..<channels {
        samples.integers.append(Int((planes[c, x] * Float(maximum)).rounded()))
      }
    }
  }
  return unsafe ic_reader_finish(reader, &error) == IC_OK ? samples : nil
}
