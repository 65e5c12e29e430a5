// SPDX-License-Identifier: Apache-2.0

import Filters
import ImageFiles
import TestSupport

/// Reads a whole file, to its end.
func readImage(_ path: String, limits: ReadLimits = ReadLimits()) throws -> (
  image: Image, reader: ImageReader
) {
  let reader = try ImageReader(.path(path), limits: limits)
  let image = try Image(collecting: reader)
  try reader.finish()
  return (image, reader)
}

/// Returns why a file cannot be read to its end; `nil` if it can.
func failure(reading path: String, limits: ReadLimits = ReadLimits()) -> FileError? {
  do {
    _ = try readImage(path, limits: limits)
    return nil
  } catch let error as RowError {
    return error.cause as? FileError
  } catch {
    return error as? FileError
  }
}

/// Writes an image to `path` and commits it; returns the writer's notes.
@discardableResult
func writeImage(
  _ image: Image, to path: String, hasAlpha: Bool? = nil, encoding: Encoding,
  metadata: Metadata = Metadata()
) throws -> [String] {
  let file = try OutputFile(.path(path))
  let writer = try ImageWriter(
    to: file, shape: image.shape, hasAlpha: hasAlpha ?? (image.shape.channels % 2 == 0),
    encoding: encoding, metadata: metadata)
  try writer.write(image.source())
  try writer.finish()
  try file.commit()
  return writer.notes
}

/// An image of random integers over `maximum`.
func randomImage(_ shape: Shape, maximum: Int, seed: Int) -> Image {
  var generator = SeededGenerator(seed: seed)
  let count = shape.channels * shape.height * shape.width
  return Image(
    shape,
    samples: (0..<count).map { _ in
      Float(Int.random(in: 0...maximum, using: &generator)) / Float(maximum)
    })
}

/// The path of a file in Tests/Fixtures.
func fixture(_ name: String, here: String = #filePath) -> String {
  here.split(separator: "/").dropLast(2).map { "/" + $0 }.joined() + "/Fixtures/" + name
}

/// Writes an image to a fresh directory and returns the file's bytes.
func encoded(
  _ image: Image, _ encoding: Encoding, metadata: Metadata = Metadata()
) throws -> [UInt8] {
  let directory = try TemporaryDirectory()
  try writeImage(image, to: directory.file("a"), encoding: encoding, metadata: metadata)
  return try directory.read("a")
}
