// SPDX-License-Identifier: Apache-2.0

package import ImageFiles

/// A file's name in a report: JSON holds UTF-8, file systems hold any bytes.
///
/// A name that is not UTF-8 is written twice: as text, with U+FFFD for invalid bytes, and as bytes
/// in Base64, under the same key with the suffix `_bytes`.
package struct ReportedName: Hashable, Sendable {
  /// The bytes of the name.
  let bytes: [UInt8]

  /// Creates a name from its bytes.
  init(bytes: [UInt8]) { self.bytes = bytes }

  /// Creates the name of an input.
  package init(_ input: Input) {
    if case .path(let path) = input { bytes = path.bytes } else { bytes = Array(input.name.utf8) }
  }

  /// Creates the name of an output.
  package init(_ output: Output) {
    if case .path(let path) = output { bytes = path.bytes } else { bytes = Array(output.name.utf8) }
  }

  /// Creates a name from the member `key` of a record; `nil` if there is none.
  init?(_ record: JSON, key: String) {
    guard let text = record[key]?.string else { return nil }
    if let encoded = record[key + "_bytes"]?.string {
      guard let decoded = Base64.decoded(encoded) else { return nil }
      bytes = decoded
    } else {
      bytes = Array(text.utf8)
    }
  }

  /// The name as text.
  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Returns the members of a record for this name.
  func members(key: String) -> [(String, JSON)] {
    let name = (key, JSON.string(text))
    if String(validating: bytes, as: UTF8.self) != nil { return [name] }
    return [name, (key + "_bytes", .string(Base64.encoded(bytes)))]
  }

  /// Returns the name of a member of this archive, for display.
  func member(_ name: ReportedName) -> ReportedName {
    ReportedName(bytes: bytes + Array(": ".utf8) + name.bytes)
  }

  /// The name as a path, for opening the file.
  var path: Path { Path(bytes: bytes) }
}
