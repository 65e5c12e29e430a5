// SPDX-License-Identifier: Apache-2.0

import CImageIO
import Foundation
import TestSupport
import Testing

@Suite("The C interface of JPEG's components")
struct JPEGPlanesTests {
  private func withWriter<Result>(
    _ format: ic_format = IC_JPEG, width: Int = 20, height: Int = 19, isPlanar: Bool = true,
    _ change: (inout ic_output) -> Void = { _ in },
    _ body: (OpaquePointer?, inout ic_error) throws -> Result
  ) rethrows -> Result {
    let samples = Samples(channels: 3, height: height, width: width, maximum: 255, integers: [])
    var output = output(format, samples)
    output.planar = isPlanar
    change(&output)
    var error = ic_error()
    var writer: OpaquePointer?
    _ = ic_writer_create_in_memory(&output, &writer, &error)
    defer { ic_writer_destroy(writer) }
    return try body(writer, &error)
  }

  @Test("each row of MCUs has the rows of its components, and no others")
  func rows() {
    withWriter { writer, error in
      #expect(ic_writer_plane_row(writer, 0, 0).samples == nil, "not begun")
      #expect(ic_writer_begin_planes(writer, &error) == IC_OK)
      for (component, rows, width) in [(0, 0..<16, 20), (1, 0..<8, 10), (2, 0..<8, 10)] {
        for row in 0..<40 {
          let plane = ic_writer_plane_row(writer, UInt32(component), UInt32(row))
          #expect((plane.samples != nil) == rows.contains(row))
          if rows.contains(row) { #expect(plane.width == width && plane.capacity == 128) }
        }
      }
      #expect(ic_writer_plane_row(writer, 3, 0).samples == nil)
      #expect(ic_writer_write_planes(writer, 2, &error) == IC_OK)
      #expect(ic_writer_plane_row(writer, 0, 0).samples != nil)
      #expect(ic_writer_write_planes(writer, 14, &error) == IC_OK)
      for (component, rows) in [(0, 16..<19), (1, 8..<10), (2, 8..<10)] {
        for row in 0..<40 {
          let plane = ic_writer_plane_row(writer, UInt32(component), UInt32(row))
          #expect((plane.samples != nil) == rows.contains(row))
        }
      }
      #expect(ic_writer_write_planes(writer, 3, &error) == IC_OK)
      #expect(ic_writer_finish(writer, &error) == IC_OK)
      #expect(ic_writer_bytes(writer).count > 100)
    }
  }

  @Test("flat components are a flat picture, whose edges repeat")
  func flat() throws {
    for (width, height) in [(1, 1), (20, 19), (33, 8), (17, 40)] {
      for subsampling in [IC_444, IC_422, IC_420] {
        let bytes = withWriter(width: width, height: height, { $0.subsampling = subsampling }) {
          writer, error -> [UInt8] in
          _ = ic_writer_begin_planes(writer, &error)
          for y in 0..<height {
            for (component, level) in [(0, UInt8(100)), (1, 90), (2, 150)] {
              let plane = ic_writer_plane_row(writer, UInt32(component), UInt32(y))
              // Where chroma has fewer rows, those after the last are not there.
              for x in 0..<plane.width { plane.samples?[x] = level }
            }
            if subsampling == IC_420 {
              for component in 1..<3 {
                let plane = ic_writer_plane_row(writer, UInt32(component), UInt32(y / 2))
                for x in 0..<plane.width { plane.samples?[x] = component == 1 ? 90 : 150 }
              }
            }
            #expect(ic_writer_write_planes(writer, 1, &error) == IC_OK)
          }
          #expect(ic_writer_finish(writer, &error) == IC_OK)
          let bytes = ic_writer_bytes(writer)
          return Array(UnsafeBufferPointer(start: bytes.data, count: bytes.count))
        }
        let directory = try TemporaryDirectory()
        let path = try directory.write(bytes, to: "a.jpg")
        let handle = try #require(FileHandle(forReadingAtPath: path))
        var error = ic_error()
        let samples = try #require(readSamples(handle.fileDescriptor, &error))
        let expected = [131.0, 97.5, 32.7]
        for (index, sample) in samples.integers.enumerated() {
          #expect(abs(Double(sample) - expected[index % 3]) <= 2)
        }
      }
    }
  }

  @Test("mistakes are refused")
  func misuse() {
    withWriter(isPlanar: false) { writer, error in
      #expect(ic_writer_begin_planes(writer, &error) == IC_MISUSE)
    }
    withWriter { writer, error in
      #expect(ic_writer_write_planes(writer, 1, &error) == IC_MISUSE)
    }
    withWriter { writer, error in
      #expect(ic_writer_begin_planes(writer, &error) == IC_OK)
      #expect(ic_writer_begin_planes(writer, &error) == IC_MISUSE)
    }
    for rows: UInt32 in [17, 20] {
      withWriter { writer, error in
        _ = ic_writer_begin_planes(writer, &error)
        #expect(ic_writer_write_planes(writer, rows, &error) == IC_MISUSE)
        #expect(ic_writer_plane_row(writer, 0, 0).samples == nil, "dead")
      }
    }
    withWriter { writer, error in
      let planes = Planes(channels: 3, width: 20)
      let constant = planes.pointers.map { UnsafePointer($0) }
      #expect(ic_writer_write_row(writer, constant, &error) == IC_MISUSE)
    }
    withWriter { writer, error in
      _ = ic_writer_begin_planes(writer, &error)
      _ = ic_writer_write_planes(writer, 16, &error)
      #expect(ic_writer_finish(writer, &error) == IC_MISUSE)
    }
    withWriter(IC_PNG) { writer, error in
      #expect(writer == nil && error.status == IC_MISUSE)
    }
  }
}
