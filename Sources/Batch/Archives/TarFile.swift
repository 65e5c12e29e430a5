// SPDX-License-Identifier: Apache-2.0

/// What identifies a tar archive by its content.
package enum TarFile {
  /// The number of bytes at the beginning of a file that identify an archive.
  package static let beginningSize = TarHeader.size

  /// Whether a file that begins with these bytes is a tar archive: its first header has a magic and its checksum, or it
  /// begins with zeros, as an archive without members does.
  package static func isBeginning(_ bytes: [UInt8]) -> Bool {
    guard bytes.count == beginningSize else { return false }
    if bytes.allSatisfy({ $0 == 0 }) { return true }
    return TarHeader.isMagic(in: bytes) && TarHeader(bytes) != nil
  }
}
