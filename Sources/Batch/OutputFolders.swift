// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles
private import Synchronization

/// The output directories of a run.
final class OutputFolders: Sendable {
  private let seen = Mutex<Set<Path>>([])
  private let areMade: Bool

  /// Creates an empty set.
  ///
  /// - Parameter areMade: whether missing directories are created.
  init(areMade: Bool) { self.areMade = areMade }

  /// Creates the directory of an output and removes stale temporary files from it, the first time
  /// that it is used.
  ///
  /// - Throws: the failure to create it.
  func prepare(for output: Output) throws(Folder.Failure) {
    guard case .path(let path) = output else { return }
    let folder = path.folder
    if seen.withLock({ $0.contains(folder) }) { return }
    if areMade { try Folder.create(folder) }
    guard seen.withLock({ $0.insert(folder).inserted }) else { return }
    var names: [[UInt8]] = []
    // A directory that cannot be read is not cleaned.
    try? Folder.read(folder) { names.append($0.name) }
    Temporaries.removeStale(names, in: folder)
  }

  /// Flushes the directory entries of all outputs to their devices.
  func flush() {
    for folder in seen.withLock({ $0 }) { System.flushFolder(folder) }
  }
}
