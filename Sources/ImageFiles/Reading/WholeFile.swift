// SPDX-License-Identifier: Apache-2.0

/// Files that are read or written whole, such as recipes and figures.
public enum WholeFile {
  /// Writes a file of these bytes atomically.
  ///
  /// - Throws: `.cannotCreate`, `.readWrite`.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    let file = try OutputFile(.path(path))
    try file.write(bytes)
    try file.commit()
  }

  /// Returns all bytes of the file at `path`.
  ///
  /// Memory use depends on the file's size, not on the limit.
  ///
  /// - Throws: `.unreadable` if it cannot be opened, is a directory or has more than `limit` bytes; `.readWrite`.
  public static func bytes(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
    let file = try InputFile(.path(path))
    var bytes: [UInt8] = []
    var part = 4096
    while bytes.count <= limit {
      let asked = min(part, limit + 1 - bytes.count)
      let taken = try file.take(asked)
      bytes += taken
      if taken.count < asked { return bytes }
      part *= 2
    }
    throw FileError(.unreadable, path: path, reason: "has more than \(limit) bytes")
  }
}

extension Input {
  /// Calls `body` with all bytes of the input, part by part.
  ///
  /// - Throws: `.unreadable` if it cannot be opened or is a directory; `.readWrite`.
  package func forEachPart(_ body: ([UInt8]) -> Void) throws(FileError) {
    let file = try InputFile(self)
    while true {
      let part = try file.take(1 << 15)
      if part.isEmpty { return }
      body(part)
    }
  }
}
