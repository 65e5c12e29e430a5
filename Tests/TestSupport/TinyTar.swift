// SPDX-License-Identifier: Apache-2.0

/// A writer and a reader of tar archives that share nothing with those of imgconv, in as few lines as the format allows.
///
/// Source: POSIX.1-2024, pax; GNU tar, "Basic Tar Format".
public struct TinyTar {
  /// The magic of a header.
  public enum Magic: Sendable {
    case none, ustar, gnu
  }

  /// A member as the reader finds it.
  public struct Member: Hashable, Sendable {
    /// The name, extended headers applied.
    public let name: [UInt8]
    /// The type of the header.
    public let type: Character
    /// The contents, without padding.
    public let contents: [UInt8]
    /// The header block.
    public let header: [UInt8]

    /// The name as text.
    public var text: String { String(decoding: name, as: UTF8.self) }
  }

  /// What is wrong with an archive.
  public struct Fault: Error {
    /// The error message.
    public let reason: String
  }

  /// The blocks of all members so far.
  public private(set) var bytes: [UInt8] = []

  /// An archive without members.
  public init() {}

  /// The whole archive.
  public var encoded: [UInt8] { bytes + [UInt8](repeating: 0, count: 1024) }

  /// Adds a member; the fields take what fits.
  public mutating func add(
    _ name: [UInt8], _ contents: [UInt8] = [], type: Character = "0", magic: Magic = .ustar,
    prefix: [UInt8] = [], link: [UInt8] = [], size: [UInt8]? = nil
  ) {
    var block = TinyTar.field(name, 100)
    block += Array("0000640\0".utf8) + Array("0001750\0".utf8) + Array("0000144\0".utf8)
    block += size ?? Array((TinyTar.octal(contents.count, 11) + "\0").utf8)
    block += Array("14524123215\0".utf8) + Array("        ".utf8)
    block += [type == "\0" ? 0 : type.asciiValue ?? 0] + TinyTar.field(link, 100)
    switch magic {
    case .none: block += TinyTar.field([], 88)
    case .ustar: block += Array("ustar\u{0}00".utf8) + TinyTar.field(Array("me".utf8), 80)
    case .gnu: block += Array("ustar  \0".utf8) + TinyTar.field(Array("me".utf8), 80)
    }
    block += TinyTar.field(prefix, 155) + TinyTar.field([], 12)
    let sum = block.reduce(0) { $0 + Int($1) }
    block.replaceSubrange(148..<156, with: (TinyTar.octal(sum, 6) + "\0 ").utf8)
    bytes += block + contents
    while bytes.count % 512 != 0 { bytes.append(0) }
  }

  /// Adds a member whose name is text.
  public mutating func add(_ name: String, _ contents: [UInt8] = [], type: Character = "0") {
    add(Array(name.utf8), contents, type: type)
  }

  /// Adds a pax header with these records: of the next member, or global.
  public mutating func addPax(_ records: [(String, [UInt8])], isGlobal: Bool = false) {
    add(
      Array("PaxHeaders/x".utf8), records.flatMap { TinyTar.record($0.0, $0.1) },
      type: isGlobal ? "g" : "x")
  }

  /// A pax record: its length counts the digits of the length.
  public static func record(_ key: String, _ value: [UInt8]) -> [UInt8] {
    let rest = Array(" \(key)=".utf8) + value + [10]
    for digits in 1...8 where "\(rest.count + digits)".utf8.count == digits {
      return Array("\(rest.count + digits)".utf8) + rest
    }
    return []
  }

  private static func field(_ value: [UInt8], _ count: Int) -> [UInt8] {
    let kept = Array(value.prefix(count))
    return kept + [UInt8](repeating: 0, count: count - kept.count)
  }

  private static func octal(_ value: Int, _ digits: Int) -> String {
    let text = String(value, radix: 8)
    return String(repeating: "0", count: digits - text.count) + text
  }
}

extension TinyTar {
  /// The members of an archive, extended headers applied; checks every checksum and the end.
  public static func members(_ bytes: [UInt8]) throws -> [Member] {
    var members: [Member] = []
    var path: [UInt8]?
    var size: Int?
    var place = 0
    guard bytes.count % 10240 == 0 else { throw Fault(reason: "no whole record") }
    while true {
      guard place + 1024 <= bytes.count else { throw Fault(reason: "no end") }
      let block = Array(bytes[place..<place + 512])
      if block.allSatisfy({ $0 == 0 }) { break }
      let sum = block.enumerated().reduce(0) {
        $0 + ((148..<156).contains($1.offset) ? 32 : Int($1.element))
      }
      guard number(block[148..<156]) == sum else { throw Fault(reason: "checksum at \(place)") }
      let type = Character(Unicode.Scalar(block[156] == 0 ? 48 : block[156]))
      let isExtended = type == "x" || type == "g" || type == "L"
      let count = isExtended ? number(block[124..<136]) : size ?? number(block[124..<136])
      place += 512
      let contents = Array(bytes[place..<place + count])
      place += (count + 511) / 512 * 512
      if type == "x" {
        for (key, value) in records(contents) {
          if key == "path" { path = value }
          if key == "size" { size = Int(String(decoding: value, as: UTF8.self)) }
        }
      } else if type == "L" {
        path = text(contents[...])
      } else if type != "g" {
        var name = text(block[0..<100])
        let prefix = text(block[345..<500])
        if block[262] == 0 && !prefix.isEmpty { name = prefix + [47] + name }
        members.append(
          Member(name: path ?? name, type: type, contents: contents, header: block))
        (path, size) = (nil, nil)
      }
    }
    guard bytes[place...].allSatisfy({ $0 == 0 }) else { throw Fault(reason: "data after the end") }
    return members
  }

  private static func records(_ bytes: [UInt8]) -> [(String, [UInt8])] {
    var rest = bytes[...]
    var records: [(String, [UInt8])] = []
    while let space = rest.firstIndex(of: 32),
      let length = Int(String(decoding: rest[..<space], as: UTF8.self))
    {
      let record = rest.prefix(length).dropFirst(space - rest.startIndex + 1).dropLast()
      if let sign = record.firstIndex(of: 61) {
        records.append(
          (String(decoding: record[..<sign], as: UTF8.self), Array(record[(sign + 1)...])))
      }
      rest = rest.dropFirst(length)
    }
    return records
  }

  private static func text(_ field: ArraySlice<UInt8>) -> [UInt8] {
    Array(field.prefix { $0 != 0 })
  }

  private static func number(_ field: ArraySlice<UInt8>) -> Int {
    if field.first == 0x80 { return field.dropFirst().reduce(0) { $0 << 8 | Int($1) } }
    return field.filter { (48..<56).contains($0) }.reduce(0) { $0 << 3 | Int($1 - 48) }
  }
}
