// SPDX-License-Identifier: Apache-2.0

/// What a conversion may replace.
public enum Replacing: Hashable, Sendable {
  /// A file that stands in the output's place; never the input.
  case output
  /// Nothing: an output that exists is an error, even if it came while the image was worked on.
  case nothing
  /// The input, which is its own output and keeps its format; with a suffix for a name that keeps
  /// the old file.
  ///
  /// A file that has that name is never replaced.
  case input(backup: Path?)
}

extension OutputFile {
  /// Puts the file in its place, after what `replacing` asks for.
  ///
  /// At every moment the old file exists under its name or that of the backup.
  ///
  /// - Throws: as `commit()`; `.cannotCreate` if a name is taken.
  func commit(_ replacing: Replacing) throws(FileError) {
    switch replacing {
    case .output, .input(backup: nil): try commit()
    case .nothing: try commit(replaces: false)
    case .input(let suffix?):
      guard let destination else { return try commit() }
      let backup = Path(bytes: destination.bytes + suffix.bytes)
      do {
        try System.keep(destination, as: backup)
      } catch {
        let reason = error.isTaken ? "the name is taken; move it away" : error.reason
        throw FileError(
          .cannotCreate, path: path, reason: "cannot keep a backup as \(backup): \(reason)")
      }
      do {
        try commit()
      } catch {
        // The old file has its name still, or gets it back.
        System.restore(destination, from: backup)
        throw error
      }
    }
  }
}
