// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles

/// A search for files that were named more than once, so that each is processed once.
///
/// Two names belong to one file if they lead to the same name in the same directory and either differ only in spelling
/// (`./a.png`, `x/../a.png`, an absolute path) or would produce the same output.  Links count as separate files: a hard
/// or symbolic link has its own name, and files reached through a link to a directory have other outputs.
struct Repetitions {
  private let files: FoundFiles
  private let naming: JobList.Naming
  /// The canonical paths of the directories of `files`.
  private let directories: [[UInt8]]
  private let current: [UInt8]

  /// Creates a search among `files`, whose outputs are named by `naming`.
  init(_ files: FoundFiles, naming: JobList.Naming) {
    self.files = files
    self.naming = naming
    directories = files.directories.map { path in
      CanonicalPaths.canonical(of: path.isEmpty ? "." : Path(bytes: path).withoutSlashes).bytes
    }
    current = System.realPath(".")?.bytes ?? []
  }

  /// Returns the indices of all files that were named before.
  ///
  /// As in `OutputCheck`, hashes of 8 bytes are compared first, and names only where two hashes are equal.
  func places() -> Set<Int> {
    let hashes = (0..<files.count).map { PathHash(entry($0)).value }
    let repeated = OutputCheck.repeated(hashes)
    if repeated.isEmpty { return [] }
    var places: Set<Int> = []
    var kept: [[UInt8]: [Int]] = [:]
    for index in 0..<files.count where repeated.contains(hashes[index]) {
      let entry = entry(index)
      if kept[entry, default: []].contains(where: { isSame($0, index) }) {
        places.insert(index)
      } else {
        kept[entry, default: []].append(index)
      }
    }
    return places
  }

  /// Returns a key that is equal for two paths to the same name in the same directory.
  private func entry(_ index: Int) -> [UInt8] {
    directories[files.directory(of: index)] + [UInt8(ascii: "/")] + files.name(index)
  }

  private func isSame(_ first: Int, _ second: Int) -> Bool {
    let (one, other) = (files[first], files[second])
    if naming.directory == nil || spelling(one.path) == spelling(other.path) { return true }
    // Two names of one file have outputs of one size.
    guard let output = naming.output(of: one, at: first) else { return false }
    return output == naming.output(of: other, at: second)
  }

  /// Returns the components of an absolute path, with `.` and `..` resolved lexically.
  private func spelling(_ path: Path) -> [ArraySlice<UInt8>] {
    let slash = UInt8(ascii: "/")
    let bytes = path.bytes.first == slash ? path.bytes : current + [slash] + path.bytes
    var parts: [ArraySlice<UInt8>] = []
    for part in bytes.split(separator: slash) where !part.elementsEqual(".".utf8) {
      if part.elementsEqual("..".utf8) { _ = parts.popLast() } else { parts.append(part) }
    }
    return parts
  }
}
