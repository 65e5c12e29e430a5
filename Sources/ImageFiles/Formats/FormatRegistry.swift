// SPDX-License-Identifier: Apache-2.0

extension FileFormat {
  /// All formats, in the order of messages.
  ///
  /// A new format is a directory beside this file and an entry here.
  public static let allCases: [FileFormat] = [.png, .jpeg, .npy] + netpbm

  /// The number of bytes that identify any format.
  static let signatureBytes = allCases.flatMap(\.signatures).map(\.count).max() ?? 0

  /// Returns the format of a file that begins with these bytes; `nil` if it is not a registered one.
  ///
  /// - Parameter beginning: the first `signatureBytes` bytes, or the whole file if that is shorter.
  package static func detected(in beginning: [UInt8]) -> FileFormat? {
    allCases.first { $0.signatures.contains(where: beginning.starts) }
  }

  /// Returns the format of a file that ends within its signature; `nil` if there is none.
  package static func truncated(in beginning: [UInt8]) -> FileFormat? {
    allCases.first { $0.signatures.contains { $0.starts(with: beginning) } }
  }

  /// The usual extensions of all formats in a sentence: ".png, .jpg or .npy".
  static var usualExtensions: String {
    let names = allCases.map { ".\($0.extensions[0])" }
    return names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
  }

  /// The names of all formats in a sentence: "PNG, JPEG and NPY".
  ///
  /// - Parameter word: the word before the last name.
  package static func list(_ word: String = "and") -> String {
    var names: [String] = []
    for format in allCases where !names.contains(format.family) { names.append(format.family) }
    return names.dropLast().joined(separator: ", ") + " \(word) " + (names.last ?? "")
  }
}
