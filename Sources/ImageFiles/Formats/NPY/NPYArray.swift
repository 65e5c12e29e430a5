// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// A small array read whole from an NPY file: the weights of a convolution.
public struct NPYArray: Hashable, Sendable {
  /// The sizes of the axes, 1 to 4 of them, each positive.
  public let shape: [Int]
  /// All numbers in C order: the last index varies fastest.
  public let values: [Float]

  /// The default max number of values: 64 Mi.
  public static let maxValues = 1 << 26

  /// Reads a file of float16, float32 or float64, little-endian, in C order; float64 is rounded to nearest.
  ///
  /// - Throws: `.unreadable` if it is not such a file, or a number is NaN, infinite, or beyond
  ///   float32; `.limit` for more than `maxValues` numbers; `.readWrite`.
  public init(reading path: String, maxValues: Int = maxValues) throws(FileError) {
    let file = try InputFile(.path(path))
    let input = try NPYInput(file)
    shape = input.header.shape
    let count = try NPYArray.count(input, maxValues)
    try input.checkLength(count: count)
    switch input.header.type {
    case .float16: values = try NPYArray.values(Float16Bits.self, input, count)
    case .float32: values = try NPYArray.values(Float.self, input, count)
    case .float64: values = try NPYArray.values(Double.self, input, count)
    case let type: throw FileError(.integers(type: type.rawValue), path: path)
    }
  }

  /// Checks the shape and returns the number of values.
  private static func count(_ input: NPYInput, _ most: Int) throws(FileError) -> Int {
    let shape = input.header.shape
    let path = input.file.path
    if !(1...4).contains(shape.count) { throw FileError(.weightAxes(shape: shape), path: path) }
    if shape.contains(0) { throw FileError(.noNumbers(shape: shape), path: path) }
    var count = 1
    for size in shape {
      let (product, isOver) = count.multipliedReportingOverflow(by: size)
      if isOver || product > most {
        throw FileError(
          .limit, path: path,
          reason: "weights of shape \(NPYHeader.tuple(shape)), the limit is \(most) numbers")
      }
      count = product
    }
    return count
  }

  /// Reads the values and checks that the file ends after them.
  private static func values<Number: NPYNumber>(
    _ type: Number.Type, _ input: NPYInput, _ count: Int
  ) throws(FileError) -> [Float] {
    let path = input.file.path
    var words = [Number.Word](repeating: 0, count: count)
    var span = words.mutableSpan
    var bytes = unsafe span.mutableBytes
    let got = try input.file.read(into: &bytes)
    if got < bytes.byteCount {
      throw FileError(.truncatedData(bytes: got, needed: bytes.byteCount), path: path)
    }
    if try !input.file.take(1).isEmpty { throw FileError(.trailingData, path: path) }
    func number(_ word: Number.Word) -> Number { Number(word: Number.Word(littleEndian: word)) }
    if let bad = words.firstIndex(where: { !number($0).sample.isFinite }) {
      let index = NPYArray.index(bad, in: input.header.shape)
      throw FileError(.notFinite(value: "\(number(words[bad]))", index: index), path: path)
    }
    return words.map { number($0).sample }
  }

  /// Returns the index along each axis of the number at `position`.
  private static func index(_ position: Int, in shape: [Int]) -> [Int] {
    var rest = position
    return shape.reversed().map { size in
      defer { rest /= size }
      return rest % size
    }.reversed()
  }
}
