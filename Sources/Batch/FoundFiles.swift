// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles

/// A file that a batch is about: what its output's name is made of.
struct FoundFile {
  /// The path up to the name, as the user began it: with a slash at its end, or empty.
  let folder: [UInt8]
  /// The folders from the searched folder to the file, without slashes around them; empty for a
  /// file that was named.
  let dir: [UInt8]
  /// The name of the searched folder; empty for a file that was named.
  let root: [UInt8]
  /// The file's own name.
  let name: ArraySlice<UInt8>

  /// The path to open.
  var path: Path { Path(bytes: folder + name) }
  /// The path below the searched folder.
  var relativePath: Path { Path(bytes: dir).appending(name) }
}

/// Any number of files in little memory: a file costs its name and 12 bytes, a folder its path
/// twice.
struct FoundFiles {
  private struct Folder {
    let path: [UInt8]
    let dir: [UInt8]
    let root: [UInt8]
  }

  private var folders: [Folder] = []
  private var folderOfFile: [UInt32] = []
  private var names = NamePool()

  var count: Int { folderOfFile.count }

  /// Files added after this stand in this folder.
  mutating func enter(_ folder: Path, dir: [UInt8], root: [UInt8]) -> UInt32 {
    let path = folder.isEmpty || folder.endsInSlash ? folder.bytes : folder.appending([]).bytes
    folders.append(Folder(path: path, dir: dir, root: root))
    return UInt32(folders.count - 1)
  }

  mutating func append(_ name: ArraySlice<UInt8>, in folder: UInt32) {
    folderOfFile.append(folder)
    names.append(name)
  }

  /// The directories that files were entered in, as paths with a slash at their end, or empty.
  var directories: [[UInt8]] { folders.map(\.path) }

  /// The place in `directories` of a file's directory.
  func directory(of index: Int) -> Int { Int(folderOfFile[index]) }

  /// A file's own name.
  func name(_ index: Int) -> ArraySlice<UInt8> { names[index] }

  /// The same files in the same order without those at some places.
  func without(_ places: Set<Int>) -> FoundFiles {
    if places.isEmpty { return self }
    var rest = FoundFiles()
    rest.folders = folders
    for index in 0..<count where !places.contains(index) {
      rest.append(names[index], in: folderOfFile[index])
    }
    return rest
  }

  subscript(index: Int) -> FoundFile {
    let folder = folders[Int(folderOfFile[index])]
    return FoundFile(
      folder: folder.path, dir: folder.dir, root: folder.root, name: names[index])
  }
}

/// Many names in one piece of memory.
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
