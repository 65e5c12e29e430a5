// SPDX-License-Identifier: Apache-2.0

/// The records of a pax extended header, in order: keywords with their values.
///
/// Source: POSIX.1-2024, pax, "pax Extended Header".
struct PaxRecords: Sendable {
  /// A keyword and its value, which may be any bytes.
  struct Record: Hashable, Sendable {
    let key: String
    let value: [UInt8]
  }

  private(set) var records: [Record] = []

  /// Creates an empty list.
  init() {}

  /// Parses the contents of an extended header: `LENGTH KEY=VALUE\n` for each record, where the length counts all of
  /// its bytes; `nil` if it has another form.
  init?(_ bytes: [UInt8]) {
    var place = 0
    while place < bytes.count {
      // Some programs pad the contents with NULs.
      if bytes[place...].allSatisfy({ $0 == 0 }) { return }
      guard let record = PaxRecords.record(bytes, at: &place) else { return nil }
      records.append(record)
    }
  }

  private static func record(_ bytes: [UInt8], at place: inout Int) -> Record? {
    let digits = bytes[place...].prefix(8).prefix { $0 != UInt8(ascii: " ") }
    guard let length = Int(String(decoding: digits, as: UTF8.self)), length > digits.count + 2,
      length <= bytes.count - place, bytes[place + length - 1] == UInt8(ascii: "\n")
    else { return nil }
    let text = bytes[(digits.endIndex + 1)..<(place + length - 1)]
    guard let sign = text.firstIndex(of: UInt8(ascii: "=")), sign > text.startIndex else {
      return nil
    }
    place += length
    return Record(
      key: String(decoding: text[..<sign], as: UTF8.self), value: Array(text[(sign + 1)...]))
  }

  /// Returns the value of a keyword, the last one if there are several; `nil` if there is none.
  subscript(key: String) -> [UInt8]? { records.last { $0.key == key }?.value }

  /// Whether a keyword begins with these characters.
  func hasKey(beginningWith start: String) -> Bool { records.contains { $0.key.hasPrefix(start) } }

  /// Sets a keyword's value in its place, or at the end.
  mutating func set(_ key: String, _ value: [UInt8]) {
    let record = Record(key: key, value: value)
    let index = records.firstIndex { $0.key == key }
    records.removeAll { $0.key == key }
    records.insert(record, at: index ?? records.count)
  }

  /// Removes a keyword.
  mutating func remove(_ key: String) { records.removeAll { $0.key == key } }

  /// Adds all records of another list after these.
  mutating func add(_ other: PaxRecords) { records += other.records }

  /// The contents of an extended header.
  var bytes: [UInt8] {
    records.flatMap { record in
      let rest = Array(" \(record.key)=".utf8) + record.value + [UInt8(ascii: "\n")]
      return Array("\(PaxRecords.length(of: rest.count))".utf8) + rest
    }
  }

  /// Returns the length of a record whose bytes after the length are `count`: it counts its own digits.
  private static func length(of count: Int) -> Int {
    var length = count + 1
    while "\(length)".utf8.count + count != length { length = "\(length)".utf8.count + count }
    return length
  }
}
