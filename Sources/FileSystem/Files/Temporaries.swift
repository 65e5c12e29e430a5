// SPDX-License-Identifier: Apache-2.0

private import Locking

/// The temporary files of outputs in progress, so that their owner can remove them all before the process ends.
///
/// A process holds a lock (flock) on each of its temporary files until the file has its name.  The
/// system releases the lock when the process ends for any reason, so a temporary file that can be
/// locked is stale.  A process ID alone would not prove that, as IDs are reused, and each container
/// has its own.
package final class Temporaries: Sendable {
  private struct State {
    var paths: Set<Path> = []
    /// The number of the last name that was tried.
    var number = 0
  }

  private let state = Locked(State())

  /// Creates an empty set.
  package init() {}

  /// Creates a locked temporary file for a destination, in the same directory.
  func create(for destination: Path) throws(System.Failure) -> (descriptor: Int32, path: Path) {
    while true {
      let number = state.withLock { state in
        state.number += 1
        return state.number
      }
      let path = TemporaryName.path(
        for: destination, owner: System.processIdentifier, number: number)
      if let descriptor = try create(path) { return (descriptor, path) }
    }
  }

  /// Creates a locked file; returns `nil` if the name is taken.
  private func create(_ path: Path) throws(System.Failure) -> Int32? {
    guard let descriptor = try System.create(path) else { return nil }
    do throws(System.Failure) {
      // Between the two calls another process may have taken the file for a stale one.
      if System.lock(descriptor) != .busy, try System.isName(path, of: descriptor) {
        state.withLock { _ = $0.paths.insert(path) }
        return descriptor
      }
    } catch {
      try? System.close(descriptor)
      System.remove(path)
      throw error
    }
    try? System.close(descriptor)
    return nil
  }

  /// Renames a file to its destination, which may exist only if it `replaces`; removes it on failure.
  func rename(_ path: Path, to destination: Path, replaces: Bool) throws(System.Failure) {
    state.withLock { _ = $0.paths.remove(path) }
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

  /// Removes one of the temporary files.
  func remove(_ path: Path) {
    if state.withLock({ $0.paths.remove(path) }) != nil { System.remove(path) }
  }

  /// Removes all temporary files.
  ///
  /// Call it right before the process ends: the files then never get their names.
  package func removeAll() {
    state.withLock { state in
      for path in state.paths { System.remove(path) }
    }
  }

  /// Removes the temporary files that dead processes left in a directory; those of living ones stay.
  ///
  /// - Throws: the failure to list the directory.
  package static func removeStale(in directory: Path) throws(System.Failure) {
    var names: [[UInt8]] = []
    try Directory.read(directory) { names.append($0.name) }
    for name in names {
      let text = String(decoding: name, as: UTF8.self)
      guard let owner = TemporaryName.owner(of: text) else { continue }
      removeIfStale(directory.appending(name), owner: owner)
    }
  }

  private static func removeIfStale(_ path: Path, owner: Int32) {
    guard let descriptor = try? System.openWithoutFollowing(path) else { return }
    defer { try? System.close(descriptor) }
    guard (try? FileStatus(descriptor))?.isRegular == true else { return }
    switch System.lock(descriptor) {
    case .busy: return
    case .taken: break
    // Without locks, the process ID is the best evidence.
    case .unknown: if System.isAlive(owner) { return }
    }
    // Before this process got the lock, another one may have removed the file and a third one
    // created it again.
    if (try? System.isName(path, of: descriptor)) == true { System.remove(path) }
  }
}
