// SPDX-License-Identifier: Apache-2.0

public import Filters
import Foundation

/// Results of filters computed in float64 by other programs, stored in `Tests/Vectors`.
///
/// `Tests/Vectors/make_vectors.py` writes the files and describes their form.
public enum StoredVectors {
  /// One input and what a filter makes of it.
  public struct Case: Sendable, CustomStringConvertible {
    /// Unique among all cases.
    public let name: String
    /// `gaussian`, `sobel` (the magnitude) or `bicubic` (enlarging); of `resizeCases()`, the kernel.
    public let operation: String
    /// The border mode that the filter used.
    public let border: BorderMode
    /// The input image.
    public let input: Image
    /// The extent of the result.
    public let expectedShape: Shape
    /// The samples of the result, in the order of `Image.samples`.
    public let expected: [Double]
    /// All `key=value` pairs of the case.
    let parameters: [String: String]

    /// The numbers of a parameter: one of `sigma=2` or `dilation=1`, rows and columns of `scale=3x2` or `size=5x4`; none
    /// if the case has no such parameter.
    public func numbers(_ key: String) -> [Double] {
      (parameters[key] ?? "").split(separator: "x").compactMap { Double($0) }
    }

    /// The name with all parameters, for a failing test's message.
    public var description: String {
      let pairs = parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      return ([name] + pairs).joined(separator: " ")
    }
  }

  /// The stored files do not have the form that the script gives them.
  public struct Malformed: Error {
    /// The file or the line at fault.
    public let place: String
  }

  /// Reads all cases.
  ///
  /// - Throws: `Malformed`, or Foundation's error if a file cannot be read.
  public static func cases() throws -> [Case] {
    try cases(of: "", parse)
  }

  /// Reads the cases of wide Gaussians, whose inputs are multiples of 1/65535; `Tests/Vectors/make_wide_vectors.py`
  /// writes them.
  ///
  /// - Throws: as `cases()`.
  public static func wideCases() throws -> [Case] {
    try cases(of: "wide-", parse)
  }

  /// Reads the cases of resized images, by Pillow and PyTorch; `Tests/Vectors/make_resize_vectors.py` writes them.
  ///
  /// The operation is the name of the kernel, and `numbers("size")` the rows and columns of the result.
  ///
  /// - Throws: as `cases()`.
  public static func resizeCases() throws -> [Case] {
    try cases(of: "resize-", parse)
  }

  /// Reads the three files whose names begin with `prefix`, and makes a case of each line of the index.
  static func cases<Case>(
    of prefix: String,
    _ parse: (_ line: String, _ inputs: [Float], _ expected: [Double]) -> Case?
  ) throws -> [Case] {
    let inputs = try numbers(
      directory.appending(path: prefix + "inputs.npy"), kind: "<f4", bytes: 4
    ) {
      Float(bitPattern: UInt32(truncatingIfNeeded: $0))
    }
    let expected = try numbers(
      directory.appending(path: prefix + "expected.npy"), kind: "<f8", bytes: 8
    ) {
      Double(bitPattern: $0)
    }
    let index = try String(
      contentsOf: directory.appending(path: prefix + "index.txt"), encoding: .utf8)
    return try index.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      guard let found = parse(String(line), inputs, expected) else {
        throw Malformed(place: String(line))
      }
      return found
    }
  }

  /// `Tests/Vectors`.
  static var directory: URL {
    URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Vectors")
  }

  /// The case of one line of the index, or nil if the line is malformed.
  private static func parse(_ line: String, inputs: [Float], expected: [Double]) -> Case? {
    guard let (words, pairs) = words(line), words.count > 2 else { return nil }
    var parameters = pairs
    guard let border = border(parameters["border"] ?? ""),
      let (inputShape, inputSamples) = block(parameters.removeValue(forKey: "input"), of: inputs),
      let (shape, samples) = block(parameters.removeValue(forKey: "expected"), of: expected)
    else { return nil }
    return Case(
      name: words[0], operation: words[1], border: border,
      input: Image(inputShape, samples: inputSamples), expectedShape: shape, expected: samples,
      parameters: parameters)
  }

  /// The words of a line, and the `key=value` pairs from the third on; nil if one of them is no pair.
  static func words(_ line: String) -> (words: [String], parameters: [String: String])? {
    let words = line.split(separator: " ").map(String.init)
    var parameters: [String: String] = [:]
    for word in words.dropFirst(2) {
      let pair = word.split(separator: "=", maxSplits: 1)
      guard pair.count == 2 else { return nil }
      parameters[String(pair[0])] = String(pair[1])
    }
    return (words, parameters)
  }

  /// The shape and the samples of `CxHxW@offset`.
  static func block<Sample>(_ place: String?, of samples: [Sample]) -> (Shape, [Sample])? {
    guard let (extents, found) = array(place, of: samples), extents.count == 3 else { return nil }
    return (Shape(channels: extents[0], height: extents[1], width: extents[2]), found)
  }

  /// The extents and the numbers of `AxBxC...@offset`.
  static func array<Number>(
    _ place: String?, of numbers: [Number]
  ) -> (extents: [Int], numbers: [Number])? {
    let parts = (place ?? "").split { $0 == "x" || $0 == "@" }.compactMap { Int($0) }
    guard parts.count > 1, parts.allSatisfy({ $0 >= 0 }), let start = parts.last else {
      return nil
    }
    let count = parts.dropLast().reduce(1, *)
    guard count > 0, start + count <= numbers.count else { return nil }
    return (Array(parts.dropLast()), Array(numbers[start..<start + count]))
  }

  /// The border mode that imgconv names so.
  static func border(_ word: String) -> BorderMode? {
    switch word {
    case "zero": .zero
    case "replicate": .replicate
    case "symmetric": .symmetric
    case "reflect": .reflect
    case "wrap": .wrap
    case "trim": .trim
    default: word.hasPrefix("constant=") ? Float(word.dropFirst(9)).map { .constant($0) } : nil
    }
  }

  /// The numbers of an NPY file of float64, whatever its axes.
  ///
  /// - Throws: `Malformed` for another kind of file, or Foundation's error.
  public static func doubles(_ path: String) throws -> [Double] {
    try numbers(URL(filePath: path), kind: "<f8", bytes: 8) { Double(bitPattern: $0) }
  }

  /// The numbers of an NPY file of one axis: magic and version (8 bytes), length of the header (2), header, numbers.
  static func numbers<Number>(
    _ file: URL, kind: String, bytes: Int, convert: (UInt64) -> Number
  ) throws -> [Number] {
    let data = [UInt8](try Data(contentsOf: file))
    guard data.count > 10, data[6] == 1 else { throw Malformed(place: file.lastPathComponent) }
    let start = 10 + Int(data[8]) + Int(data[9]) * 256
    guard data.count > start, (data.count - start) % bytes == 0,
      String(decoding: data[10..<start], as: UTF8.self).contains("'\(kind)'")
    else { throw Malformed(place: file.lastPathComponent) }
    return stride(from: start, to: data.count, by: bytes).map { first in
      convert(data[first..<first + bytes].reversed().reduce(0) { $0 << 8 | UInt64($1) })
    }
  }
}
