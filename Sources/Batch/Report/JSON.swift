// SPDX-License-Identifier: Apache-2.0

/// A JSON value; members keep their order.
package indirect enum JSON: Hashable, Sendable {
  case string(String)
  case number(Int)
  /// A number that is not an integer; written as null if it is not finite, which JSON cannot express.
  case real(Double)
  case bool(Bool)
  case null
  case array([JSON])
  case object([Member])

  /// A name and its value.
  package struct Member: Hashable, Sendable {
    let name: String
    let value: JSON
  }

  /// Creates an object with these members.
  package static func object(_ members: [(String, JSON)]) -> JSON {
    .object(members.map { Member(name: $0.0, value: $0.1) })
  }

  /// The value on one line, with a line break at the end.
  package var line: String { text + "\n" }

  private var text: String {
    switch self {
    case .string(let value): JSON.quoted(value)
    case .number(let value): "\(value)"
    case .real(let value): value.isFinite ? "\(value)" : "null"
    case .bool(let value): "\(value)"
    case .null: "null"
    case .array(let values): "[" + values.map(\.text).joined(separator: ",") + "]"
    case .object(let members):
      "{" + members.map { JSON.quoted($0.name) + ":" + $0.value.text }.joined(separator: ",") + "}"
    }
  }

  /// Returns a text as a JSON string, by RFC 8259, section 7.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
