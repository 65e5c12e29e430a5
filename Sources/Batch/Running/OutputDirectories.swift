// SPDX-License-Identifier: Apache-2.0

package import ImageFiles
private import Locking

/// The output directories of a run.
final class OutputDirectories: Sendable {
  private let seen = Locked<Set<Path>>([])
  private let areMade: Bool

  /// Creates an empty set.
  ///
  /// - Parameter areMade: whether missing directories are created.
  init(areMade: Bool) { self.areMade = areMade }

  /// Creates the directory of an output and removes stale temporary files from it, the first time
  /// that it is used.
  ///
  /// - Throws: the failure to create it.
  func prepare(for output: Output) throws(System.Failure) {
    guard case .path(let path) = output else { return }
    let directory = path.directory
    if seen.withLock({ $0.contains(directory) }) { return }
    if areMade { try output.makeDirectory() }
    guard seen.withLock({ $0.insert(directory).inserted }) else { return }
    // A directory that cannot be read is not cleaned.
    try? Temporaries.removeStale(in: directory)
  }

  /// Flushes the directory entries of all outputs to their devices.
  func flush() {
    for directory in seen.withLock({ $0 }) { System.flushDirectory(directory) }
  }
}

extension Output {
  /// Creates the output's directory if it does not exist.
  ///
  /// - Throws: the failure to create it.
  package func makeDirectory() throws(System.Failure) {
    if case .path(let path) = self { try Directory.create(path.directory) }
  }
}
