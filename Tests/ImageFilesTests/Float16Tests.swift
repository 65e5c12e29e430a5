// SPDX-License-Identifier: Apache-2.0

import Filters
import Foundation
import ImageFiles
import TestSupport
import Testing

@Suite("float16 in NPY files")
struct Float16Tests {
  let directory: TemporaryDirectory
  private let identity: Conversion

  init() throws {
    directory = try TemporaryDirectory()
    identity = try Conversion(.blur(.gaussian(sigma: 0)))
  }

  /// The number with these bits by the definition of IEEE 754: (-1)^s 2^(e - 25) (1024 + f), for e = 0 2^-24 f.
  private static func definition(_ bits: Int) -> Float {
    let (sign, exponent, fraction) = (bits >> 15, bits >> 10 & 31, bits & 1023)
    let magnitude: Double =
      switch exponent {
      case 31: fraction == 0 ? .infinity : .nan
      case 0: Double(fraction) * pow(2, -24)
      default: Double(1024 + fraction) * pow(2, Double(exponent - 25))
      }
    return Float(sign == 1 ? -magnitude : magnitude)
  }

  private func file(_ words: [Int]) -> [UInt8] {
    NPYFixtures.file(
      "{'descr': '<f2', 'fortran_order': False, 'shape': (1, \(words.count)), }",
      words.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })
  }

  /// Writes samples as float16, without a filter, whose sum loses the sign of zero.
  private func writeHalves(_ samples: [Float]) throws {
    let shape = Shape(channels: 1, height: 1, width: samples.count)
    var encoding = Encoding(.npy)
    encoding.floatType = .float16
    try writeImage(
      Image(shape, samples: samples), to: directory.file("out.npy"), encoding: encoding)
  }

  private func write(_ samples: [Float], as type: Encoding.FloatType) throws -> ConversionResult {
    let shape = Shape(channels: 1, height: 1, width: samples.count)
    try directory.add("in.npy", NPYFixtures.file(Image(shape, samples: samples)))
    var conversion = identity
    conversion.encoding.floatType = type
    return try conversion.run(
      .path(directory.file("in.npy")), to: .path(directory.file("out.npy")))
  }

  /// The last `count` words of a file.
  private func words(_ name: String, _ count: Int) throws -> [UInt16] {
    let bytes = try directory.read(name).suffix(2 * count)
    return stride(from: bytes.startIndex, to: bytes.endIndex, by: 2).map {
      UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8
    }
  }

  @Test("each of the 65536 numbers is read exactly, and written again as it was")
  func everyNumberIsExact() throws {
    let all = Array(0..<65536)
    let image = try readImage(directory.write(file(all), to: "a.npy")).image
    let expected = all.map(Float16Tests.definition)
    #expect(isSame(image, Image(image.shape, samples: expected)))
    try writeHalves(expected)
    for (word, bits) in try zip(words("out.npy", all.count), all) {
      // A NaN stays one, whatever it carries.
      let isNaN = bits & 0x7fff > 0x7c00
      #expect(isNaN ? word & 0x7fff > 0x7c00 : Int(word) == bits)
    }
  }

  @Test("float32 is rounded as NumPy does: to nearest, ties to even, to infinity from 65520 on")
  func roundingIsNumPys() throws {
    let pairs = NPYFixtures.roundings
    #expect(pairs.count == 1336)
    try writeHalves(pairs.map { Float(bitPattern: $0.float) })
    for (word, pair) in try zip(words("out.npy", pairs.count), pairs) {
      #expect(word == pair.half, "\(Float(bitPattern: pair.float))")
    }
  }

  @Test(
    "the bytes are NumPy's own",
    arguments: NPYFixtures.entries("read").filter {
      $0.sizes.count == 3 && $0.name.hasPrefix("f2") && $0.name.hasSuffix("v1.npy")
    })
  func sameBytes(entry: NPYFixtures.Entry) throws {
    var encoding = Encoding(.npy)
    encoding.floatType = .float16
    try writeImage(entry.image, to: directory.file("a.npy"), encoding: encoding)
    #expect(try directory.read("a.npy") == entry.bytes())
  }

  @Test("numbers that became infinite are told by their share")
  func overflowIsANote() throws {
    func note(_ large: Int, of count: Int, _ type: Encoding.FloatType = .float16) throws -> [String]
    {
      let samples = (0..<count).map { $0 < large ? Float(-65520) : 65519 }
      return try write(samples, as: type).notes
    }
    let text = "of the samples were beyond the range of float16 and became infinite"
    #expect(try note(1, of: 4) == ["25 % \(text)"])
    #expect(try note(1, of: 1000) == ["less than 1 % \(text)"])
    #expect(try note(0, of: 4) == [])
    #expect(try note(4, of: 4, .float32) == [])
  }

  @Test("a format of integers ignores the type, with a note")
  func otherFormatsGetANote() throws {
    try directory.add("in.png", TinyPNG.picture().encoded())
    var conversion = identity
    conversion.encoding.floatType = .float16
    let result = try conversion.run(
      .path(directory.file("in.png")), to: .path(directory.file("out.png")))
    #expect(result.notes == ["PNG holds integers, not float16"])
  }

  @Test("the type is part of the recipe's identifier only if it is given")
  func identifierHasTheType() {
    var conversion = identity
    let before = conversion.canonicalText
    #expect(!before.contains("dtype"))
    conversion.encoding.floatType = .float32
    #expect(conversion.canonicalText.contains("compression=balanced dtype=f4\n"))
    conversion.encoding.floatType = .float16
    #expect(conversion.canonicalText.contains(" dtype=f2\n"))
  }
}
