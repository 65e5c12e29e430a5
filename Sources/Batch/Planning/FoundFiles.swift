// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles

/// An input file of a batch, with the parts that its output's name is made of.
struct FoundFile {
  /// The path up to the name, starting as the user wrote it: ends in a slash, or is empty.
  let directory: [UInt8]
  /// The directories from the searched directory to the file, without slashes around them; empty
  /// for a file that was named.
  let dir: [UInt8]
  /// The name of the searched directory; empty for a file that was named.
  let root: [UInt8]
  /// The file's own name.
  let name: ArraySlice<UInt8>

  /// The path to open.
  var path: Path { Path(bytes: directory + name) }
  /// The path relative to the searched directory.
  var relativePath: Path { Path(bytes: dir).appending(name) }
}

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

/// Many names in one buffer.
struct NamePool: Hashable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []

  var count: Int { ends.count }

  mutating func append(_ name: some Sequence<UInt8>) {
    bytes += name
    ends.append(bytes.count)
  }

  subscript(index: Int) -> ArraySlice<UInt8> {
    bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
  }
}
