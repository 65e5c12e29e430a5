// SPDX-License-Identifier: Apache-2.0

private import Locking

/// The hidden temporary files of outputs: this process's own, and stale ones of dead processes.
///
/// A process holds a lock (flock) on each of its temporary files until the file has its name.  The
/// system releases the lock when the process ends for any reason, so a temporary file that can be
/// locked is stale.  A process ID alone would not prove that, as IDs are reused, and each container
/// has its own.
package enum Temporaries {
  /// The temporary files of this process.
  private static let own = Locked<Set<Path>>([])

  /// Creates a locked file; returns `nil` if the name is taken.
  static func create(_ path: Path) throws(System.Failure) -> Int32? {
    guard let descriptor = try System.create(path) else { return nil }
    // Between the two calls another process may have taken the file for a stale one.
    if System.lock(descriptor) == .busy || !System.isName(path, of: descriptor) {
      try? System.close(descriptor)
      return nil
    }
    own.withLock { _ = $0.insert(path) }
    return descriptor
  }

  /// Renames a file to its destination, which may exist only if it `replaces`; removes it on failure.
  static func rename(
    _ path: Path, to destination: Path, replaces: Bool
  ) throws(System.Failure) {
    own.withLock { _ = $0.remove(path) }
    do {
      if replaces {
        try System.rename(path, to: destination)
      } else {
        try System.rename(path, exclusively: destination)
      }
    } catch {
      System.remove(path)
      throw error
    }
  }

  /// Removes a temporary file of this process.
  static func remove(_ path: Path) {
    if own.withLock({ $0.remove(path) }) != nil { System.remove(path) }
  }

  /// Removes all temporary files of this process.
  ///
  /// Call it right before the process ends: the files then never get their names.
  package static func removeAll() {
    own.withLock { own in
      for path in own { System.remove(path) }
    }
  }

  /// Removes the temporary files that dead processes left in a directory.
  ///
  /// - Parameter names: the names in the directory.
  package static func removeStale(_ names: [[UInt8]], in directory: Path) {
    for name in names {
      let text = String(decoding: name, as: UTF8.self)
      guard let owner = OutputFile.owner(ofTemporary: text) else { continue }
      removeIfStale(directory.appending(name), owner: owner)
    }
  }

  private static func removeIfStale(_ path: Path, owner: Int32) {
    guard let descriptor = try? System.openWithoutFollowing(path) else { return }
    defer { try? System.close(descriptor) }
    guard (try? System.kind(of: descriptor))?.isRegular == true else { return }
    switch System.lock(descriptor) {
    case .busy: return
    case .taken: break
    // Without locks, the process ID is the best evidence.
    case .unknown: if System.isAlive(owner) { return }
    }
    // Before this process got the lock, another one may have removed the file and a third one
    // created it again.
    if System.isName(path, of: descriptor) { System.remove(path) }
  }
}
