// SPDX-License-Identifier: Apache-2.0

import CImageIO
import Foundation
import TestSupport
import Testing

@Suite("The C interface of JPEG beside the samples")
struct JPEGControlTests {
  let directory: TemporaryDirectory
  private let samples = Samples.random(channels: 3, height: 16, width: 16)

  init() throws {
    directory = try TemporaryDirectory()
  }

  @Test("of what comes behind the image in a pipe only the bytes that were read anyway are counted")
  func trailingBytesOfPipe() throws {
    let bytes = try encoded(samples, output(IC_JPEG, samples), in: directory) + [1, 2, 3, 4, 5]
    let pipe = Pipe()
    // The writing end stays open: whoever reads on waits for ever.
    pipe.fileHandleForWriting.write(Data(bytes))
    #expect(try trailingBytes(pipe.fileHandleForReading.fileDescriptor) == 5)
    let path = try directory.write(bytes + Array(repeating: 0, count: 200_000), to: "in")
    let handle = try #require(FileHandle(forReadingAtPath: path))
    #expect(try trailingBytes(handle.fileDescriptor) == 200_005)
    try pipe.fileHandleForWriting.close()
  }

  @Test("blocks and segments of the other format are refused")
  func otherFormat() throws {
    let blocks: [(ic_block, ic_format)] = [
      (IC_PHOTOSHOP, IC_JPEG), (IC_EXTENDED_XMP, IC_JPEG), (IC_CICP, IC_PNG), (IC_MDCV, IC_PNG),
      (IC_CLLI, IC_PNG), (IC_TIME, IC_PNG),
    ]
    for format in [IC_PNG, IC_JPEG] {
      for (block, owner) in blocks {
        let status = try withWriter(format) { writer in
          unsafe ic_writer_set_block(writer, block, ic_bytes(), nil)
        }
        #expect(status == IC_OK)  // nothing is no block
        let filled = try withWriter(format) { writer in
          let bytes: [UInt8] = Array(repeating: 1, count: 40)
          return unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe ic_writer_set_block(
              writer, block, ic_bytes(data: buffer.baseAddress, count: 40), nil)
          }
        }
        #expect(filled == (owner == format ? IC_OK : IC_UNSUPPORTED))
      }
      for (name, owner) in [
        ("APP3", IC_JPEG), ("APP15", IC_JPEG), ("prVt", IC_PNG), ("APPs", IC_PNG),
      ] {
        let status = try withWriter(format) { writer in
          let c = Array(name.utf8CString) + [0, 0]
          var segment = unsafe ic_segment()
          unsafe segment.name = (c[0], c[1], c[2], c[3], c[4], c[5])
          return unsafe ic_writer_add_segment(writer, &segment, nil)
        }
        #expect(status == (owner == format ? IC_OK : IC_UNSUPPORTED), "\(name)")
      }
    }
  }

  @Test("sampling factors and tables that libjpeg cannot write are refused")
  func refusedCoding() throws {
    func sampling(_ factors: [(UInt8, UInt8)], _ format: ic_format = IC_JPEG) throws -> ic_status {
      try withWriter(format) { writer in
        let sampling = factors.map { ic_sampling(horizontal: $0.0, vertical: $0.1) }
        return unsafe ic_writer_set_sampling(writer, sampling, nil)
      }
    }
    #expect(try sampling([(4, 1), (1, 1), (1, 1)]) == IC_OK)
    #expect(try sampling([(4, 2), (1, 1), (1, 1)]) == IC_OK)
    #expect(try sampling([(3, 2), (2, 1), (1, 1)]) == IC_UNSUPPORTED)  // 1.5 samples
    #expect(try sampling([(4, 2), (2, 1), (1, 1)]) == IC_UNSUPPORTED)  // 11 blocks
    #expect(try sampling([(5, 1), (1, 1), (1, 1)]) == IC_UNSUPPORTED)
    #expect(try sampling([(1, 1), (0, 1), (1, 1)]) == IC_UNSUPPORTED)
    #expect(try sampling([(1, 1), (1, 1), (1, 1)], IC_PNG) == IC_MISUSE)
    for (number, status): (UInt16, ic_status) in [
      (1, IC_OK), (8191, IC_OK), (0, IC_UNSUPPORTED), (8192, IC_UNSUPPORTED),
    ] {
      var tables = Array(repeating: UInt16(1), count: 3 * 64)
      tables[191] = number
      #expect(try withWriter(IC_JPEG) { unsafe ic_writer_set_tables($0, tables, nil) } == status)
    }
  }

  @Test("PNG has no components")
  func pngHasNoComponents() throws {
    let handle = try #require(
      FileHandle(forReadingAtPath: directory.write(TinyPNG.picture().encoded(), to: "in.png")))
    var limits = ic_limits(max_pixels: 1 << 20, only_libpng: false, lenient: false)
    var reader: OpaquePointer?
    #expect(
      unsafe ic_reader_open(handle.fileDescriptor, ic_bytes(), &limits, &reader, nil) == IC_OK)
    defer { unsafe ic_reader_close(reader) }
    #expect(unsafe ic_reader_component_count(reader) == 0)
  }

  private func withWriter(
    _ format: ic_format, _ body: (OpaquePointer?) throws -> ic_status
  ) throws -> ic_status {
    var output = output(format, samples)
    var writer: OpaquePointer?
    #expect(unsafe ic_writer_create_in_memory(&output, &writer, nil) == IC_OK)
    defer { unsafe ic_writer_destroy(writer) }
    return try unsafe body(writer)
  }

  private func trailingBytes(_ descriptor: Int32) throws -> UInt64? {
    var limits = ic_limits(max_pixels: 1 << 20, only_libpng: false, lenient: false)
    var reader: OpaquePointer?
    try #require(unsafe ic_reader_open(descriptor, ic_bytes(), &limits, &reader, nil) == IC_OK)
    defer { unsafe ic_reader_close(reader) }
    let planes = Planes(channels: 3, width: samples.width)
    for _ in 0..<samples.height {
      #expect(unsafe ic_reader_next_row(reader, planes.pointers, nil) == IC_OK)
    }
    #expect(unsafe ic_reader_finish(reader, nil) == IC_OK)
    return unsafe ic_reader_extras(reader)?.pointee.trailing_bytes
  }
}
