// SPDX-License-Identifier: Apache-2.0

/// A file that is written atomically: it appears whole or not at all.
///
/// The bytes go to a hidden, locked temporary file in the destination's directory (`TemporaryName`); `commit()` flushes
/// it to the device and renames it.  Without a commit it is removed with the last reference.  Links are followed: their
/// target is replaced.  Pipes and devices are written directly.
package final class AtomicFile {
  /// The reason why a file cannot be created.
  package struct CreationFailure: Error {
    package let reason: String
  }

  /// The step of a commit that failed.
  package enum CommitFailure: Error {
    /// Writing the last bytes failed: the device is full or broken.
    case writing(System.Failure)
    /// The name cannot be used, or is taken.
    case naming(System.Failure)
  }

  /// The descriptor to write to.
  package let descriptor: Int32
  /// The canonical path of the finished file; `nil` for a pipe or a device.
  package var destination: Path? { staged?.destination }
  private let staged: Staged?
  private let temporaries: Temporaries
  private var isOpen = true

  /// A temporary file and its final path.
  private struct Staged {
    let temporary: Path
    let destination: Path
  }

  /// Creates the temporary file, with the permissions of the file that it will replace, if any.
  ///
  /// - Parameter temporaries: the set that the temporary file belongs to until it has its name.
  package init(_ path: Path, temporaries: Temporaries) throws(CreationFailure) {
    if path.isEmpty { throw CreationFailure(reason: "the name is empty") }
    if path.bytes.contains(0) { throw CreationFailure(reason: "the name contains a NUL") }
    self.temporaries = temporaries
    do throws(System.Failure) {
      let (existing, destination) = try AtomicFile.checked(path)
      if let existing, !existing.isRegular {
        descriptor = try System.openForWriting(path)
        staged = nil
        return
      }
      let created = try temporaries.create(for: destination)
      descriptor = created.descriptor
      staged = Staged(temporary: created.path, destination: destination)
      if let existing { System.setMode(existing.mode, of: descriptor) }
    } catch {
      throw CreationFailure(reason: error.reason(creating: path))
    }
  }

  deinit {
    discard()
  }

  /// Moves the finished file to its destination.
  ///
  /// Call it once, after all bytes have been written to `descriptor`.  After a failure the temporary file is removed.
  ///
  /// - Parameters:
  ///   - replaces: whether an existing file is replaced.
  ///   - isFlushed: whether the bytes are on the device before the file gets its name; if not, a power failure may
  ///     leave an empty or incomplete file.
  package func commit(replaces: Bool, isFlushed: Bool = true) throws(CommitFailure) {
    guard isOpen else { return }
    defer { discard() }
    var lock: Int32?
    defer { if let lock { try? System.close(lock) } }
    do throws(System.Failure) {
      if staged != nil {
        if isFlushed { try System.flush(descriptor) }
        // A second descriptor keeps the lock until the file has its name.
        lock = try System.duplicate(descriptor)
      }
      isOpen = false
      try System.close(descriptor)
    } catch {
      removeTemporary()
      throw .writing(error)
    }
    guard let staged else { return }
    do {
      try temporaries.rename(staged.temporary, to: staged.destination, replaces: replaces)
    } catch {
      throw .naming(error)
    }
  }

  /// Sets the modification time of a new regular file, in nanoseconds since 1970-01-01, if the file
  /// system allows it.
  package func setModified(_ time: Int) {
    if staged != nil { System.setModified(time, of: descriptor) }
  }

  /// Closes and removes the temporary file.
  ///
  /// Does nothing after `commit(replaces:)`.
  package func discard() {
    guard isOpen else { return }
    isOpen = false
    try? System.close(descriptor)
    removeTemporary()
  }

  private func removeTemporary() {
    if let staged { temporaries.remove(staged.temporary) }
  }
}

extension AtomicFile {
  /// Returns why no file can be created at `path`; `nil` if nothing is known to prevent it.
  ///
  /// Nothing is created.
  package static func obstacle(to path: Path) -> String? {
    do throws(System.Failure) {
      _ = try checked(path)
      return nil
    } catch {
      return error.reason(creating: path)
    }
  }

  /// Returns the status of the file at `path`, links followed, after checking that an output may replace it, and the
  /// canonical path.
  ///
  /// The status is `nil` if no file exists.  The path of a pipe or a device is returned as it is.
  private static func checked(
    _ path: Path
  ) throws(System.Failure) -> (existing: FileStatus?, destination: Path) {
    let existing = try FileStatus(path)
    if existing?.isDirectory == true { throw .isDirectory }
    if existing != nil { try System.checkWritable(path) }
    if existing?.isRegular == false { return (existing, path) }
    let destination = System.realPath(path) ?? path
    try System.checkWritable(destination.directory)
    return (existing, destination)
  }
}
