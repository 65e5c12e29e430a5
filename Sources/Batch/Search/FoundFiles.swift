// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles

/// A compact list of input files: each takes its name and 12 bytes, and each directory its path
/// twice.
struct FoundFiles {
  private struct Directory {
    let path: [UInt8]
    let dir: [UInt8]
    let root: [UInt8]
  }

  private var entered: [Directory] = []
  private var directoryOfFile: [UInt32] = []
  private var names = NamePool()

  var count: Int { directoryOfFile.count }

  /// Adds a directory, and returns its number for `append(_:in:)`.
  mutating func enter(_ directory: Path, dir: [UInt8], root: [UInt8]) -> UInt32 {
    let path =
      directory.isEmpty || directory.endsInSlash ? directory.bytes : directory.appending([]).bytes
    entered.append(Directory(path: path, dir: dir, root: root))
    return UInt32(entered.count - 1)
  }

  mutating func append(_ name: ArraySlice<UInt8>, in directory: UInt32) {
    directoryOfFile.append(directory)
    names.append(name)
  }

  /// The directories of the files, as paths that end in a slash or are empty.
  var directories: [[UInt8]] { entered.map(\.path) }

  /// Returns the index in `directories` of a file's directory.
  func directory(of index: Int) -> Int { Int(directoryOfFile[index]) }

  /// Returns a file's own name.
  func name(_ index: Int) -> ArraySlice<UInt8> { names[index] }

  /// Returns a copy without the files at some indices; keeps the order.
  func without(_ places: Set<Int>) -> FoundFiles {
    if places.isEmpty { return self }
    var rest = FoundFiles()
    rest.entered = entered
    for index in 0..<count where !places.contains(index) {
      rest.append(names[index], in: directoryOfFile[index])
    }
    return rest
  }

  subscript(index: Int) -> FoundFile {
    let directory = entered[Int(directoryOfFile[index])]
    return FoundFile(
      directory: directory.path, dir: directory.dir, root: directory.root, name: names[index])
  }
}
