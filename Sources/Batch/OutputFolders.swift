// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles
private import Synchronization

/// The folders that a run's outputs go to.
final class OutputFolders: Sendable {
  private let seen = Mutex<Set<Path>>([])
  private let areMade: Bool

  /// - Parameter areMade: whether a folder is made where there is none.
  init(areMade: Bool) { self.areMade = areMade }

  /// Makes the folder of an output, and removes what dead processes left in it, the first time it
  /// is met.
  ///
  /// - Throws: the failure to make it.
  func prepare(for output: Output) throws(Folder.Failure) {
    guard case .path(let path) = output else { return }
    let folder = path.folder
    if seen.withLock({ $0.contains(folder) }) { return }
    if areMade { try Folder.create(folder) }
    guard seen.withLock({ $0.insert(folder).inserted }) else { return }
    var names: [[UInt8]] = []
    // What cannot be read is not cleaned.
    try? Folder.read(folder) { names.append($0.name) }
    Temporaries.removeStale(names, in: folder)
  }

  /// Waits until the new names of all outputs are on their devices.
  func flush() {
    for folder in seen.withLock({ $0 }) { System.flushFolder(folder) }
  }
}
