// SPDX-License-Identifier: Apache-2.0

private import Synchronization

/// The hidden files that outputs are written to: this process's own, and those that dead processes
/// left.
///
/// A process holds a lock (flock) on each of its temporary files until the file has its name.  The
/// system ends the lock with the process, however that ends, so a temporary file that can be locked
/// is nobody's: a process number alone would not tell, as numbers are used again, and each
/// container counts its own.
package enum Temporaries {
  /// Those of this process.
  private static let own = Mutex<Set<Path>>([])

  /// A new, locked file; nil if the name is taken.
  static func create(_ path: Path) throws(System.Failure) -> Int32? {
    guard let descriptor = try System.create(path) else { return nil }
    // Between the two calls another process may have taken the file for a dead one's.
    if System.lock(descriptor) == .busy || !System.isName(path, of: descriptor) {
      try? System.close(descriptor)
      return nil
    }
    own.withLock { _ = $0.insert(path) }
    return descriptor
  }

  /// Gives a file its name, one that is taken only if it `replaces`; if that fails the file is removed.
  static func rename(
    _ path: Path, to destination: Path, replaces: Bool
  ) throws(System.Failure) {
    own.withLock { _ = $0.remove(path) }
    do {
      if replaces {
        try System.rename(path, to: destination)
      } else {
        try System.give(path, theFreeName: destination)
      }
    } catch {
      System.remove(path)
      throw error
    }
  }

  /// Removes one of this process's.
  static func remove(_ path: Path) {
    if own.withLock({ $0.remove(path) }) != nil { System.remove(path) }
  }

  /// Removes all of this process's, which then never get their names: for the moment before the
  /// process ends.
  package static func removeAll() {
    own.withLock { own in
      for path in own { System.remove(path) }
    }
  }

  /// Removes those that dead processes left in a folder.
  ///
  /// - Parameter names: the names in the folder.
  package static func removeStale(_ names: [[UInt8]], in folder: Path) {
    for name in names {
      let text = String(decoding: name, as: UTF8.self)
      guard let owner = OutputFile.owner(ofTemporary: text) else { continue }
      removeIfStale(folder.appending(name), owner: owner)
    }
  }

  private static func removeIfStale(_ path: Path, owner: Int32) {
    guard let descriptor = try? System.openItself(path) else { return }
    defer { try? System.close(descriptor) }
    guard (try? System.kind(of: descriptor))?.isRegular == true else { return }
    switch System.lock(descriptor) {
    case .busy: return
    case .taken: break
    // The next best thing to know.
    case .unknown: if System.isAlive(owner) { return }
    }
    // While this process waited for the lock another one may have removed the file and a third made
    // it anew.
    if System.isName(path, of: descriptor) { System.remove(path) }
  }
}
