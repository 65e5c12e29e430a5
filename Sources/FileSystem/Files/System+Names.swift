// SPDX-License-Identifier: Apache-2.0

internal import CSystem

extension System {
  /// Returns the canonical path; `nil` if there is none.
  package static func realPath(_ path: Path) -> Path? {
    guard let resolved = unsafe realpath(path.terminated, nil) else { return nil }
    defer { unsafe free(resolved) }
    let bytes = unsafe UnsafeRawBufferPointer(start: resolved, count: strlen(resolved))
    return unsafe Path(bytes: bytes)
  }

  /// Checks that this process may write to the file at `path`, or create files in the directory.
  ///
  /// - Throws: the reason, such as a read-only file system.
  package static func checkWritable(_ path: Path) throws(Failure) {
    if unsafe access(path.terminated, W_OK) != 0 { throw Failure() }
  }

  /// Renames a file; an existing file at `new` is replaced.
  static func rename(_ old: Path, to new: Path) throws(Failure) {
    if unsafe CSystem.rename(old.terminated, new.terminated) != 0 { throw Failure() }
  }

  /// Renames a file unless the name is taken.
  ///
  /// Without hard links, a file that appears at that very moment is replaced.
  static func rename(_ old: Path, exclusively new: Path) throws(Failure) {
    try linkOrRename(old, to: new)
    remove(old)
  }

  /// Gives a file a second name, which must be free; without hard links, renames the file.
  package static func linkOrRename(_ file: Path, to second: Path) throws(Failure) {
    if unsafe link(file.terminated, second.terminated) == 0 { return }
    let failure = Failure()
    if failure.isTaken || !failure.hardLinksUnsupported { throw failure }
    if try FileStatus(second) != nil { throw Failure(code: EEXIST) }
    try rename(file, to: second)
  }

  /// Undoes `linkOrRename(_:to:)`.
  package static func restore(_ file: Path, from second: Path) {
    if (try? FileStatus(file)) ?? nil != nil {
      remove(second)
    } else {
      try? rename(second, to: file)
    }
  }

  /// Removes the name of a file, if it exists.
  static func remove(_ path: Path) { _ = unsafe unlink(path.terminated) }
}
