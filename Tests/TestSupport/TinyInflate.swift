// SPDX-License-Identifier: Apache-2.0

/// A decoder of deflate, bit by bit: the plain twin of our compressor and of every library.
///
/// Source: RFC 1951; section numbers are its.
public struct TinyInflate {
  /// What a stream must not have.
  public enum Failure: Error, Equatable {
    /// It ends within a block.
    case endsEarly
    /// A kind of block, a count, a code or a distance that the format does not have.
    case invalid
  }

  /// How often each kind of block came: stored, with fixed codes, with its own codes.
  public private(set) var blocks = [0, 0, 0]
  /// The bytes of the stream; what follows is not looked at.
  public private(set) var consumed = 0
  private let bytes: [UInt8]
  private var bit = 0
  private var output: [UInt8] = []

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Decodes one stream.
  public static func inflate(_ bytes: [UInt8]) throws -> (output: [UInt8], stream: TinyInflate) {
    var stream = TinyInflate(bytes)
    var isLast = false
    while !isLast {
      isLast = try stream.number(1) == 1
      let kind = try stream.number(2)
      guard kind < 3 else { throw Failure.invalid }
      stream.blocks[kind] += 1
      switch kind {
      case 0: try stream.stored()
      case 1: try stream.compressed(fixedLengths, Array(repeating: 5, count: 32))
      default:
        let (literals, distances) = try stream.codeLengths()
        try stream.compressed(literals, distances)
      }
    }
    stream.consumed = (stream.bit + 7) / 8
    return (stream.output, stream)
  }

  private static let fixedLengths =
    Array(repeating: 8, count: 144) + Array(repeating: 9, count: 112)
    + Array(repeating: 7, count: 24) + Array(repeating: 8, count: 8)

  private mutating func number(_ bits: Int) throws -> Int {
    guard bit + bits <= 8 * bytes.count else { throw Failure.endsEarly }
    defer { bit += bits }
    return (0..<bits).reduce(0) { $0 | Int(bytes[(bit + $1) / 8] >> ((bit + $1) % 8) & 1) << $1 }
  }

  /// A block of bytes as they are (3.2.4).
  private mutating func stored() throws {
    bit = (bit + 7) / 8 * 8
    let count = try number(16)
    guard try number(16) == 65535 - count else { throw Failure.invalid }
    for _ in 0..<count { output.append(UInt8(try number(8))) }
  }

  /// The lengths of a block's own codes (3.2.7).
  private mutating func codeLengths() throws -> ([Int], [Int]) {
    let literalCount = try number(5) + 257
    let distanceCount = try number(5) + 1
    let lengthCount = try number(4) + 4
    guard literalCount <= 286, distanceCount <= 30 else { throw Failure.invalid }
    var order = Array(repeating: 0, count: 19)
    for index in [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
      .prefix(lengthCount)
    {
      order[index] = try number(3)
    }
    let code = try PrefixCode(order, mayBeIncomplete: false)
    var lengths: [Int] = []
    while lengths.count < literalCount + distanceCount {
      let symbol = try self.symbol(code)
      switch symbol {
      case 16:
        guard let last = lengths.last else { throw Failure.invalid }
        lengths += Array(repeating: last, count: try number(2) + 3)
      case 17: lengths += Array(repeating: 0, count: try number(3) + 3)
      case 18: lengths += Array(repeating: 0, count: try number(7) + 11)
      default: lengths.append(symbol)
      }
    }
    guard lengths.count == literalCount + distanceCount else { throw Failure.invalid }
    return (Array(lengths[..<literalCount]), Array(lengths[literalCount...]))
  }

  /// Literals and matches up to the end of the block (3.2.5).
  private mutating func compressed(_ literalLengths: [Int], _ distanceLengths: [Int]) throws {
    let literals = try PrefixCode(literalLengths, mayBeIncomplete: true)
    let distances = try PrefixCode(distanceLengths, mayBeIncomplete: true)
    while true {
      let symbol = try self.symbol(literals)
      if symbol == 256 { return }
      if symbol < 256 {
        output.append(UInt8(symbol))
        continue
      }
      guard symbol < 286 else { throw Failure.invalid }
      let length = try base(symbol - 257, first: 3, perPower: 4, isLast: symbol == 285)
      let far = try self.symbol(distances)
      guard far < 30 else { throw Failure.invalid }
      let distance = try base(far, first: 1, perPower: 2, isLast: false)
      guard distance <= output.count else { throw Failure.invalid }
      for _ in 0..<length { output.append(output[output.count - distance]) }
    }
  }

  /// The number behind a length's or a distance's symbol: symbols come `perPower` for each power of
  /// two, after twice as many without extra bits.
  private mutating func base(
    _ symbol: Int, first: Int, perPower: Int, isLast: Bool
  ) throws -> Int {
    if isLast { return 258 }
    if symbol < 2 * perPower { return first + symbol }
    let extra = symbol / perPower - 1
    return first + (perPower + symbol % perPower) << extra + (try number(extra))
  }

  private mutating func symbol(_ code: PrefixCode) throws -> Int {
    var word = 1
    for _ in 0..<15 {
      word = word << 1 | (try number(1))
      if let symbol = code.symbols[word] { return symbol }
    }
    throw Failure.invalid
  }

  /// Symbols by their codes, each with a 1 before its first bit (3.2.2).
  private struct PrefixCode {
    var symbols: [Int: Int] = [:]

    init(_ lengths: [Int], mayBeIncomplete: Bool) throws {
      var code = 0
      var room = 1 << 15
      for length in 1...15 {
        for symbol in lengths.indices where lengths[symbol] == length {
          guard code < 1 << length else { throw Failure.invalid }
          symbols[1 << length | code] = symbol
          code += 1
          room -= 1 << (15 - length)
        }
        code <<= 1
      }
      let isSingle = lengths.allSatisfy { $0 <= 1 } && symbols.count <= 1
      guard room == 0 || (mayBeIncomplete && isSingle) else { throw Failure.invalid }
    }
  }
}
