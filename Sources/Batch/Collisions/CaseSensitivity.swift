// SPDX-License-Identifier: Apache-2.0

package import ImageFiles

extension Plan {
  /// Whether two paths name one file because the file system is case-insensitive.
  ///
  /// Inode numbers do not settle this: some file systems give a file another number for each spelling
  /// of its name.
  package static func foldsToSame(_ first: Path, _ second: Path) -> Bool {
    let places = [first, second].map { path in
      CaseSensitivity.folded(
        (System.realPath(path.directory) ?? path.directory).appending(path.parts.name))
    }
    return places[0] == places[1] && CaseSensitivity.isFolded(second.directory)
  }
}

/// Case-insensitivity of directories.
enum CaseSensitivity {
  /// Whether a directory, or its nearest existing ancestor, is case-insensitive; changes nothing.
  ///
  /// It looks up a name in the directory, or the directory's own name, with the case of its letters
  /// swapped.  An empty directory at the root of a file system has no name to look up and counts as
  /// case-sensitive, except on Apple's systems, which can be asked.
  static func isFolded(_ directory: Path) -> Bool {
    var directory = directory
    while !Directory.exists(directory) && directory.directory != directory {
      directory = directory.directory
    }
    guard let real = System.realPath(directory) else { return false }
    var answer: Bool?
    try? Directory.read(real) { entry in
      answer = answer ?? isFolded(entry.name[...], in: real)
    }
    if let answer { return answer }
    if Directory.identity(real)?.device == Directory.identity(real.directory)?.device,
      let answer = isFolded(real.parts.name, in: real.directory)
    {
      return answer
    }
    return Directory.reportsCaseFolding(real)
  }

  /// Whether a name is found with the case of its ASCII letters swapped; `nil` if it has no letters.
  private static func isFolded(_ name: ArraySlice<UInt8>, in directory: Path) -> Bool? {
    let turned = name.map { byte in
      let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
      return isLetter ? byte ^ 0x20 : byte
    }
    guard turned != Array(name), let own = FileStatus(withoutFollowing: directory.appending(name))
    else { return nil }
    guard let other = FileStatus(withoutFollowing: directory.appending(turned)) else {
      return false
    }
    // Some file systems give a file another inode number for each spelling of its name.
    return other.identity == own.identity || !lists(turned, in: directory)
  }

  private static func lists(_ name: [UInt8], in directory: Path) -> Bool {
    var isListed = false
    try? Directory.read(directory) { isListed = isListed || $0.name == name }
    return isListed
  }

  /// Returns a path with each character in lower case; only ASCII letters if it is not UTF-8.
  static func folded(_ path: Path) -> [UInt8] {
    guard let text = String(validating: path.bytes, as: UTF8.self) else {
      return path.bytes.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
    }
    return Array(text.unicodeScalars.map(\.properties.lowercaseMapping).joined().utf8)
  }
}
