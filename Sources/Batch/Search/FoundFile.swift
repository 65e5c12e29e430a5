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
