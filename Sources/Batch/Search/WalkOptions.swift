// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles

/// The rules by which a batch selects files from a directory.
package struct WalkOptions: Hashable, Sendable {
  /// Whether subdirectories are searched too.
  package var isRecursive = true
  /// Whether hidden files and directories, whose names begin with a dot, are included.
  package var takesHidden = false
  /// Whether links to directories are followed; a loop ends where a directory would contain itself.
  package var followsLinks = false
  /// Patterns of which a file must match at least one; if empty, `Plan.extensions` applies.
  package var including: [Glob] = []
  /// Patterns that neither a file nor a directory above it may match.
  package var excluding: [Glob] = []

  /// Creates the default options.
  package init() {}
}

extension WalkOptions {
  func takes(file name: [UInt8], in dir: Path) -> Bool {
    isIncluded(name, in: dir) && mayTake(file: name, in: dir)
  }

  private func isIncluded(_ name: [UInt8], in dir: Path) -> Bool {
    if including.isEmpty { return Plan.isImage(name) }
    let path = dir.appending(name)
    return including.contains { $0.matches(path) }
  }

  /// Whether a file would be taken if its kind fits.
  func mayTake(file name: [UInt8], in dir: Path) -> Bool {
    if !takesHidden && name.first == UInt8(ascii: ".") { return false }
    if isExcluded(name, in: dir) { return false }
    // Patterns such as * would also match the temporary files of a run in progress.
    return TemporaryName.owner(of: String(decoding: name, as: UTF8.self)) == nil
  }

  func enters(_ name: [UInt8], in dir: Path) -> Bool {
    isRecursive && (takesHidden || name.first != UInt8(ascii: ".")) && !isExcluded(name, in: dir)
  }

  private func isExcluded(_ name: [UInt8], in dir: Path) -> Bool {
    if excluding.isEmpty { return false }
    let path = dir.appending(name)
    return excluding.contains { $0.matches(path) }
  }
}
