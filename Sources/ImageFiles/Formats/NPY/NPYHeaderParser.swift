// SPDX-License-Identifier: Apache-2.0

/// A parser of the dictionary in an NPY header.
///
/// It accepts what NumPy writes, with any whitespace between tokens, the keys in any order, and
/// either kind of quotes; nothing else of Python.
struct NPYHeaderParser {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Parses the whole header.
  mutating func header() throws(NPYFault) -> NPYHeader {
    var type: NPYType?
    var order: Bool?
    var shape: [Int]?
    try expect("{")
    while !take("}") {
      let key = try string()
      try expect(":")
      switch key {
      case "descr" where type == nil: type = try self.type()
      case "fortran_order" where order == nil: order = try boolean()
      case "shape" where shape == nil: shape = try tuple()
      case "descr", "fortran_order", "shape": throw .repeated(key: key)
      default: throw .unknown(key: key)
      }
      if take(",") { continue }
      try expect("}")
      break
    }
    skipBlanks()
    if position < bytes.count { throw malformed }
    guard let type else { throw .missing(key: "descr") }
    guard let order else { throw .missing(key: "fortran_order") }
    guard let shape else { throw .missing(key: "shape") }
    if order { throw .fortranOrder }
    return NPYHeader(type: type, shape: shape)
  }

  private mutating func type() throws(NPYFault) -> NPYType {
    skipBlanks()
    if peek == UInt8(ascii: "[") { throw .structured }
    let name = try string()
    if let type = NPYType(rawValue: name) { return type }
    // A single byte has no byte order.
    if name == "<u1" { return .uint8 }
    if name.hasPrefix("|O") { throw .objects }
    throw name.hasPrefix(">") ? .bigEndian(type: name) : .type(name)
  }

  private mutating func boolean() throws(NPYFault) -> Bool {
    skipBlanks()
    for (word, value) in [("True", true), ("False", false)]
    where bytes[position...].starts(with: word.utf8) {
      position += word.utf8.count
      return value
    }
    throw malformed
  }

  /// Parses `()`, `(3,)`, `(3, 4)`, with or without a trailing comma, which a single number needs.
  private mutating func tuple() throws(NPYFault) -> [Int] {
    var numbers: [Int] = []
    try expect("(")
    while !take(")") {
      numbers.append(try number())
      if take(",") { continue }
      if numbers.count == 1 { throw malformed }
      try expect(")")
      break
    }
    return numbers
  }

  private mutating func number() throws(NPYFault) -> Int {
    skipBlanks()
    if peek == UInt8(ascii: "-") { throw .negativeSize }
    var value = 0
    var digits = 0
    while let digit = peek.map({ Int($0) - 0x30 }), (0...9).contains(digit) {
      let (tens, isOver) = value.multipliedReportingOverflow(by: 10)
      let (sum, isFurtherOver) = tens.addingReportingOverflow(digit)
      if isOver || isFurtherOver { throw .sizeTooLarge }
      value = sum
      digits += 1
      position += 1
    }
    if digits == 0 { throw malformed }
    return value
  }

  /// Parses a short string of printable ASCII without escapes.
  private mutating func string() throws(NPYFault) -> String {
    let longest = 32
    skipBlanks()
    guard let quote = peek, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      throw malformed
    }
    position += 1
    let start = position
    while let byte = peek, byte != quote {
      let isPlain = (0x20...0x7e).contains(byte) && byte != UInt8(ascii: "\\")
      if !isPlain || position - start == longest { throw malformed }
      position += 1
    }
    if peek == nil { throw malformed }
    defer { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  // MARK: Bytes

  private var malformed: NPYFault { .malformed(at: position) }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipBlanks() {
    while let byte = peek, [0x20, 0x09, 0x0a, 0x0d].contains(byte) { position += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipBlanks()
    if peek != UInt8(ascii: character) { return false }
    position += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(NPYFault) {
    if !take(character) { throw malformed }
  }
}
