// SPDX-License-Identifier: Apache-2.0

extension JSON {
  /// Parses UTF-8 text as one JSON value, by RFC 8259; `nil` if it is anything else.
  ///
  /// It is stricter than the RFC in two ways: a number without fraction and exponent must fit in
  /// `Int`, and arrays and objects may be nested at most 32 deep.
  package init?(_ text: some Collection<UInt8>) {
    var reader = JSONReader(text: Array(text))
    guard let value = reader.value(depth: 0) else { return nil }
    reader.skipSpace()
    guard reader.place == reader.text.count else { return nil }
    self = value
  }

  /// The value of an object's member with this name; the last one if there are several.
  package subscript(name: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.last { $0.name == name }?.value
  }

  /// The text, if the value is a string.
  package var string: String? { if case .string(let value) = self { value } else { nil } }

  /// The number, if the value is an integer.
  package var int: Int? { if case .number(let value) = self { value } else { nil } }

  /// The number, if the value is an integer or a real number.
  package var real: Double? {
    switch self {
    case .number(let value): Double(value)
    case .real(let value): value
    default: nil
    }
  }

  /// The truth value, if the value is a Boolean.
  package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

  /// The elements, if the value is an array.
  package var array: [JSON]? { if case .array(let values) = self { values } else { nil } }
}

/// A parser for one value; every function advances `place` past its input, and returns `nil` if
/// that is not valid JSON.
private struct JSONReader {
  private static let maxDepth = 32

  let text: [UInt8]
  var place = 0

  private var next: UInt8? { place < text.count ? text[place] : nil }

  mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d {
      place += 1
    }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard next == UInt8(ascii: character) else { return false }
    place += 1
    return true
  }

  private mutating func take(word: StaticString, _ value: JSON) -> JSON? {
    let bytes = "\(word)".utf8
    guard text[place...].starts(with: bytes) else { return nil }
    place += bytes.count
    return value
  }

  mutating func value(depth: Int) -> JSON? {
    skipSpace()
    if depth > JSONReader.maxDepth { return nil }
    switch next {
    case UInt8(ascii: "\""): return string().map(JSON.string)
    case UInt8(ascii: "{"): return object(depth: depth)
    case UInt8(ascii: "["): return array(depth: depth)
    case UInt8(ascii: "t"): return take(word: "true", .bool(true))
    case UInt8(ascii: "f"): return take(word: "false", .bool(false))
    case UInt8(ascii: "n"): return take(word: "null", .null)
    default: return number()
    }
  }

  private mutating func object(depth: Int) -> JSON? {
    var members: [JSON.Member] = []
    guard take("{") else { return nil }
    if take("}") { return .object(members) }
    repeat {
      skipSpace()
      guard let name = string(), take(":"), let value = value(depth: depth + 1) else { return nil }
      members.append(JSON.Member(name: name, value: value))
    } while take(",")
    return take("}") ? .object(members) : nil
  }

  private mutating func array(depth: Int) -> JSON? {
    var values: [JSON] = []
    guard take("[") else { return nil }
    if take("]") { return .array(values) }
    repeat {
      guard let value = value(depth: depth + 1) else { return nil }
      values.append(value)
    } while take(",")
    return take("]") ? .array(values) : nil
  }

  /// Parses a sign, digits without a leading zero, a fraction, an exponent; only digits are required.
  private mutating func number() -> JSON? {
    let start = place
    if next == UInt8(ascii: "-") { place += 1 }
    let whole = digits()
    guard whole > 0, whole == 1 || text[place - whole] != UInt8(ascii: "0") else { return nil }
    var isWhole = true
    if next == UInt8(ascii: ".") {
      isWhole = false
      place += 1
      guard digits() > 0 else { return nil }
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      isWhole = false
      place += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { place += 1 }
      guard digits() > 0 else { return nil }
    }
    let digits = String(decoding: text[start..<place], as: UTF8.self)
    return isWhole ? Int(digits).map(JSON.number) : Double(digits).map(JSON.real)
  }

  /// Skips digits and returns their number.
  private mutating func digits() -> Int {
    let start = place
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { place += 1 }
    return place - start
  }

  private mutating func string() -> String? {
    guard next == UInt8(ascii: "\"") else { return nil }
    place += 1
    var bytes: [UInt8] = []
    while let byte = next {
      place += 1
      switch byte {
      case UInt8(ascii: "\""): return String(validating: bytes, as: UTF8.self)
      case UInt8(ascii: "\\"):
        guard let scalar = escape() else { return nil }
        bytes += String(scalar).utf8
      case 0..<0x20: return nil
      default: bytes.append(byte)
      }
    }
    return nil
  }

  /// Parses an escape sequence after its backslash.
  private mutating func escape() -> Unicode.Scalar? {
    guard let byte = next else { return nil }
    place += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      guard let first = unit() else { return nil }
      guard (0xd800..<0xdc00).contains(first) else { return Unicode.Scalar(first) }
      guard text[place...].starts(with: "\\u".utf8) else { return nil }
      place += 2
      guard let second = unit(), (0xdc00..<0xe000).contains(second) else { return nil }
      return Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
    default: return nil
    }
  }

  /// Parses four hexadecimal digits.
  private mutating func unit() -> UInt32? {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        return nil
      }
      value = value << 4 | UInt32(digit)
      place += 1
    }
    return value
  }
}
