// SPDX-License-Identifier: Apache-2.0

package import ImageFiles

/// A compact list of file paths.
package struct FileList: Hashable, Sendable, Sequence {
  private var names = NamePool()

  /// Reads a list of paths, each followed by `end`, a line feed or NUL; empty paths are ignored.
  ///
  /// - Throws: `.unreadable`, `.readWrite` for the list.
  package init(reading input: Input, endedBy end: UInt8) throws(FileError) {
    var names = NamePool()
    var rest: [UInt8] = []
    try input.forEachPart { part in
      var start = part.startIndex
      while let next = part[start...].firstIndex(of: end) {
        rest += part[start..<next]
        if !rest.isEmpty { names.append(rest) }
        rest.removeAll(keepingCapacity: true)
        start = next + 1
      }
      rest += part[start...]
    }
    if !rest.isEmpty { names.append(rest) }
    self.names = names
  }

  /// Returns an iterator over the paths, in their order.
  package func makeIterator() -> some IteratorProtocol<Path> {
    (0..<names.count).lazy.map { Path(bytes: names[$0]) }.makeIterator()
  }

  /// Returns the directories that a listed file keeps: those of its path, without the root and the
  /// current directory.
  ///
  /// A `..` drops all directories before it.
  static func directories(_ file: Path) -> [UInt8] {
    var kept: [ArraySlice<UInt8>] = []
    for part in file.bytes.split(separator: UInt8(ascii: "/")).dropLast() {
      if part.elementsEqual("..".utf8) {
        kept = []
      } else if !part.elementsEqual(".".utf8) {
        kept.append(part)
      }
    }
    return Array(kept.joined(separator: [UInt8(ascii: "/")]))
  }
}
