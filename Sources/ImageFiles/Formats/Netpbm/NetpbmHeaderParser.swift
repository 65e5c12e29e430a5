// SPDX-License-Identifier: Apache-2.0

/// A parser of the header of a Netpbm image, and of the numbers of a plain one.
struct NetpbmHeaderParser {
  private let stream: NetpbmStream

  init(_ stream: NetpbmStream) { self.stream = stream }

  /// Reads a header up to the first byte of the raster.
  ///
  /// - Throws: `.unreadable`, `.readWrite`.
  func header() throws(FileError) -> NetpbmHeader {
    let magic = try [byte(), byte()]
    let kind = Int(magic[1]) - Int(UInt8(ascii: "0"))
    guard magic[0] == UInt8(ascii: "P"), (1...7).contains(kind) else {
      throw fault(.malformed(at: stream.place - 1))
    }
    if kind == 7 { return try mapHeader() }
    let width = try size("the width")
    let height = try size("the height")
    let isBitmap = kind == 1 || kind == 4
    let maxval = isBitmap ? 1 : try number("the maxval", in: 1...65535)
    // One byte of whitespace, or a comment with its line break, separates the raster.
    try skipSeparator()
    return NetpbmHeader(
      kind: kind, width: width, height: height, depth: kind == 3 || kind == 6 ? 3 : 1,
      maxval: maxval, hasAlpha: false)
  }

  /// Reads the next decimal number, after whitespace and comments.
  ///
  /// - Throws: `.unreadable`, `.readWrite`.
  func number(_ name: String, in range: ClosedRange<Int>) throws(FileError) -> Int {
    try skipBlanks()
    var value = 0
    var digits = 0
    while let digit = try stream.peek().flatMap(NetpbmHeaderParser.digit) {
      let (product, isOver) = value.multipliedReportingOverflow(by: 10)
      let (sum, isOverToo) = product.addingReportingOverflow(digit)
      if isOver || isOverToo { throw fault(.tooLarge(name: name)) }
      value = sum
      digits += 1
      _ = try stream.byte()
    }
    if digits == 0 {
      throw fault(try stream.peek() == nil ? .truncatedHeader : .malformed(at: stream.place))
    }
    if !range.contains(value) { throw fault(.number(name: name, value: value, range: range)) }
    return value
  }

  /// Takes whitespace and comments.
  func skipBlanks() throws(FileError) {
    while let byte = try stream.peek() {
      if byte == UInt8(ascii: "#") {
        _ = try line()
      } else if NetpbmHeaderParser.isBlank(byte) {
        _ = try stream.byte()
      } else {
        return
      }
    }
  }

  /// Takes bytes to the end of a line; the line break is not part of the result.
  private func line() throws(FileError) -> [UInt8] {
    var line: [UInt8] = []
    while let byte = try stream.byte(), byte != UInt8(ascii: "\n") {
      // Longer lines are comments; nothing else is kept of them.
      if line.count < 200 { line.append(byte) }
    }
    return line
  }

  private func skipSeparator() throws(FileError) {
    let byte = try byte()
    if byte == UInt8(ascii: "#") {
      _ = try line()
    } else if !NetpbmHeaderParser.isBlank(byte) {
      throw fault(.malformed(at: stream.place - 1))
    }
  }

  private func size(_ name: String) throws(FileError) -> Int {
    try number(name, in: 1...Int(Int32.max))
  }

  private func byte() throws(FileError) -> UInt8 {
    guard let byte = try stream.byte() else { throw fault(.truncatedHeader) }
    return byte
  }

  private func fault(_ fault: NetpbmFault) -> FileError {
    FileError(netpbm: fault, path: stream.file.path)
  }

  static func digit(_ byte: UInt8) -> Int? {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? Int(byte - UInt8(ascii: "0")) : nil
  }

  static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }
}

// PAM: a line for each field.
extension NetpbmHeaderParser {
  /// The names of tuple types, without `_ALPHA`, and their numbers of color channels.
  private static let tupleTypes = ["BLACKANDWHITE": 1, "GRAYSCALE": 1, "RGB": 3]

  private func mapHeader() throws(FileError) -> NetpbmHeader {
    var fields: [String: Int] = [:]
    var type = ""
    while true {
      if try stream.peek() == nil { throw fault(.truncatedHeader) }
      let text = String(decoding: try line(), as: UTF8.self)
      let words = text.split(maxSplits: 1, whereSeparator: \.isWhitespace).map(String.init)
      guard let key = words.first, !key.hasPrefix("#") else { continue }
      if key == "ENDHDR" { break }
      let value = words.count > 1 ? words[1] : ""
      if key == "TUPLTYPE" {
        // Several lines are one text.
        type += (type.isEmpty ? "" : " ") + value.trimmedBlanks
      } else {
        if fields[key] != nil { throw fault(.repeated(key: key)) }
        fields[key] = try field(key, value.trimmedBlanks)
      }
    }
    return try mapHeader(fields, type: type)
  }

  private func field(_ key: String, _ value: String) throws(FileError) -> Int {
    let ranges = [
      "WIDTH": 1...Int(Int32.max), "HEIGHT": 1...Int(Int32.max), "DEPTH": 1...Int(Int32.max),
      "MAXVAL": 1...65535,
    ]
    guard let range = ranges[key] else { throw fault(.unknown(key: String(key.prefix(40)))) }
    guard !value.isEmpty, value.utf8.allSatisfy({ NetpbmHeaderParser.digit($0) != nil }) else {
      throw fault(.missing(key: key))
    }
    guard let number = Int(value) else { throw fault(.tooLarge(name: key)) }
    if !range.contains(number) { throw fault(.number(name: key, value: number, range: range)) }
    return number
  }

  private func mapHeader(_ fields: [String: Int], type: String) throws(FileError) -> NetpbmHeader {
    func field(_ key: String) throws(FileError) -> Int {
      guard let value = fields[key] else { throw fault(.missing(key: key)) }
      return value
    }
    let depth = try field("DEPTH")
    // Without a type, the depth tells: 2 and 4 channels have alpha.
    let typed = type.isEmpty ? NetpbmHeaderParser.usualType(depth) : type
    let hasAlpha = typed.hasSuffix("_ALPHA")
    let colors = NetpbmHeaderParser.tupleTypes[hasAlpha ? String(typed.dropLast(6)) : typed]
    guard let colors, depth == colors + (hasAlpha ? 1 : 0) else {
      throw fault(.tupleType(String(type.prefix(40)), depth: depth))
    }
    return NetpbmHeader(
      kind: 7, width: try field("WIDTH"), height: try field("HEIGHT"), depth: depth,
      maxval: try field("MAXVAL"), hasAlpha: hasAlpha)
  }

  private static func usualType(_ depth: Int) -> String {
    (depth < 3 ? "GRAYSCALE" : "RGB") + (depth.isMultiple(of: 2) ? "_ALPHA" : "")
  }
}

extension String {
  /// The text without whitespace at its end.
  fileprivate var trimmedBlanks: String {
    var text = self[...]
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
