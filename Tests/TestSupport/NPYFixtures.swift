// SPDX-License-Identifier: Apache-2.0

public import Filters
import Foundation

/// The files of `Tests/Fixtures/npy`, which NumPy wrote.
public enum NPYFixtures {
  /// One line of the index.
  public struct Entry: Sendable, CustomStringConvertible {
    /// `read`, `weights`, `refuse` or `round`.
    public let kind: String
    /// The file's name.
    public let name: String
    /// All words behind the name.
    public let words: [String]

    /// The sizes of the array.
    public var sizes: [Int] { words[0].split(separator: "x").compactMap { Int($0) } }
    /// The bits of a number in the file, of `read`.
    public var bits: Int { Int(words[1]) ?? 0 }
    /// The samples that a reader should give, of `read` and `weights`.
    public var samples: [Float] {
      words.dropFirst(kind == "read" ? 2 : 1).compactMap { UInt32($0, radix: 16) }
        .map { Float(bitPattern: $0) }
    }
    /// What the reason of a refusal contains.
    public var reason: String { words.joined(separator: " ") }
    /// The path of the file.
    public var path: String { NPYFixtures.directory.appending(path: name).path }
    /// The file's name.
    public var description: String { name }

    /// The file's bytes.
    public func bytes() throws -> [UInt8] {
      [UInt8](try Data(contentsOf: NPYFixtures.directory.appending(path: name)))
    }

    /// The image that a reader should give, of `read`; the first of a batch.
    public var image: Image { images[0] }

    /// The images of a batch, or the only one, of `read`.
    public var images: [Image] {
      let sizes = [1] + self.sizes
      let shape = Shape(
        channels: sizes[sizes.count - 3], height: sizes[sizes.count - 2],
        width: sizes[sizes.count - 1])
      let count = shape.channels * shape.height * shape.width
      return stride(from: 0, to: samples.count, by: count).map { start in
        Image(shape, samples: Array(samples[start..<start + count]))
      }
    }
  }

  /// All lines of one kind.
  public static func entries(_ kind: String) -> [Entry] {
    let index = try? String(contentsOf: directory.appending(path: "index.txt"), encoding: .utf8)
    return (index ?? "").split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
      .filter { $0.first == kind }
      .map { Entry(kind: kind, name: $0[1], words: Array($0.dropFirst(2))) }
  }

  /// An NPY file as the format's description says, with no more padding than it asks for.
  public static func file(_ dictionary: String, _ data: [UInt8], version: UInt8 = 1) -> [UInt8] {
    let text = Array(dictionary.utf8) + [0x0a]
    let length = (0..<(version == 1 ? 2 : 4)).map {
      UInt8(truncatingIfNeeded: text.count >> (8 * $0))
    }
    return [0x93] + Array("NUMPY".utf8) + [version, 0] + length + text + data
  }

  /// Numbers as such a file of float32.
  public static func file(_ values: [Float], shape: [Int]) -> [UInt8] {
    let tuple = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    return file(
      "{'descr': '<f4', 'fortran_order': False, 'shape': (\(tuple)), }",
      values.flatMap { value in
        (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
      })
  }

  /// Images of one shape as such a file of float32, `(N, C, H, W)`.
  public static func file(_ batch: [Image]) -> [UInt8] {
    let shape = batch[0].shape
    return file(
      batch.flatMap(\.samples), shape: [batch.count, shape.channels, shape.height, shape.width])
  }

  /// An image as such a file of float32, `(C, H, W)`.
  public static func file(_ image: Image) -> [UInt8] {
    let shape = image.shape
    return file(image.samples, shape: [shape.channels, shape.height, shape.width])
  }

  /// Pairs of a float32 and the float16 that NumPy rounds it to, by their bits.
  public static var roundings: [(float: UInt32, half: UInt16)] {
    entries("round").flatMap(\.words).compactMap { word in
      let parts = word.split(separator: ":")
      guard parts.count == 2, let float = UInt32(parts[0], radix: 16),
        let half = UInt16(parts[1], radix: 16)
      else { return nil }
      return (float, half)
    }
  }

  private static let directory = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/npy")
}

/// Whether two images have the same samples bit for bit, but for what a NaN carries.
public func isSame(_ a: Image, _ b: Image) -> Bool {
  a.shape == b.shape
    && zip(a.samples, b.samples).allSatisfy { x, y in
      x.bitPattern == y.bitPattern || x.isNaN && y.isNaN
    }
}
