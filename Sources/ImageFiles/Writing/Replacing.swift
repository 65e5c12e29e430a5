// SPDX-License-Identifier: Apache-2.0

/// The existing file that a conversion may replace.
public enum Replacing: Hashable, Sendable {
  /// An existing file at the output's path, but never the input.
  case output
  /// Nothing: an existing output is an error, even if it appeared while the image was processed.
  case nothing
  /// The input, which is its own output and keeps its format; with a suffix, the old file is kept
  /// under its name plus that suffix.
  ///
  /// An existing file of that name is never replaced.
  case input(backup: Path?)
}

extension OutputFile {
  /// Moves the finished file to its destination as `replacing` requests.
  ///
  /// At every moment the old file exists under its own name or the backup's.
  ///
  /// - Throws: as `commit()`; `.cannotCreate` if a name is taken.
  package func commit(_ replacing: Replacing, isFlushed: Bool) throws(FileError) {
    switch replacing {
    case .output, .input(backup: nil): try commit(isFlushed: isFlushed)
    case .nothing: try commit(replaces: false, isFlushed: isFlushed)
    case .input(let suffix?):
      guard let destination else { return try commit(isFlushed: isFlushed) }
      let backup = Path(bytes: destination.bytes + suffix.bytes)
      do {
        try System.linkOrRename(destination, to: backup)
      } catch {
        let reason = error.isTaken ? "the name is taken; move it away" : error.reason
        throw FileError(
          .cannotCreate, path: path, reason: "cannot keep a backup as \(backup): \(reason)")
      }
      do {
        try commit(isFlushed: isFlushed)
      } catch {
        // The old file still has its name, or gets it back.
        System.restore(destination, from: backup)
        throw error
      }
    }
  }
}
