// SPDX-License-Identifier: Apache-2.0

/// One parameter of a filter in a recipe's canonical text: its name and its value at full precision.
public struct CanonicalParameter: Hashable, Sendable {
  /// The name: lowercase letters, digits and hyphens.
  public let name: String
  /// The value.
  public let text: String

  /// A parameter with one value; a floating-point number is written with as many digits as it takes to read it back.
  public init(_ name: String, _ value: some LosslessStringConvertible) {
    self.name = name
    text = value.description
  }

  /// A parameter with a list of values.
  public init(_ name: String, list: some Sequence<some LosslessStringConvertible>) {
    self.name = name
    text = list.lazy.map(\.description).joined(separator: ",")
  }

  /// A parameter with a list of rows.
  public init(_ name: String, rows: some Sequence<some Sequence<some LosslessStringConvertible>>) {
    self.name = name
    text = rows.lazy.map { $0.lazy.map(\.description).joined(separator: ",") }
      .joined(separator: ";")
  }

  /// A parameter with a value for each axis, the vertical one first.
  init(_ name: String, _ value: PerAxis<Int>) {
    self.init(name, list: [value.vertical, value.horizontal])
  }

  /// `name=text`, with backslashes, spaces and line breaks in the text escaped.
  package var canonicalText: String {
    guard text.utf8.contains(where: { $0 <= 0x20 || $0 == UInt8(ascii: "\\") }) else {
      return "\(name)=\(text)"
    }
    var escaped = ""
    for scalar in text.unicodeScalars {
      if scalar.value <= 0x20 || scalar == "\\" {
        escaped += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        escaped.unicodeScalars.append(scalar)
      }
    }
    return "\(name)=\(escaped)"
  }
}
