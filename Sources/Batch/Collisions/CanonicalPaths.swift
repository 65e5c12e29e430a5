// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles

/// The canonical paths of outputs: links are resolved, so that two paths of one file are equal.
struct CanonicalPaths {
  /// A directory that may not exist yet.
  private struct Place {
    let path: Path
    let exists: Bool
  }

  private var known: [Path: Place] = [:]

  /// The canonical paths of all output directories so far, sorted.
  var directories: [Path] { known.values.map(\.path).sorted() }

  /// Returns the canonical path of an output, and whether it may already exist.
  mutating func place(of output: Path) -> (path: Path, mayExist: Bool) {
    let directory = place(ofDirectory: output.directory)
    let name = output.parts.name
    if directory.exists && FileStatus(withoutFollowing: output)?.type == .link,
      let real = System.realPath(output)
    {
      return (real, true)
    }
    return (directory.path.appending(name), directory.exists)
  }

  /// Returns a directory's canonical path; components that do not exist are kept as they are.
  func canonical(_ directory: Path) -> Path { CanonicalPaths.canonical(of: directory) }

  private mutating func place(ofDirectory directory: Path) -> Place {
    if let place = known[directory] { return place }
    let place: Place
    if let real = System.realPath(directory) {
      place = Place(path: real, exists: true)
    } else if directory.directory == directory {
      place = Place(path: directory, exists: false)
    } else {
      let above = CanonicalPaths.canonical(of: directory.directory)
      place = Place(path: above.appending(directory.parts.name), exists: false)
    }
    known[directory] = place
    return place
  }
}

extension CanonicalPaths {
  /// Returns a directory's canonical path without caching it: no output goes there.
  static func canonical(of directory: Path) -> Path {
    if let real = System.realPath(directory) { return real }
    if directory.directory == directory { return directory }
    return canonical(of: directory.directory).appending(directory.parts.name)
  }
}

extension Path {
  /// Whether a canonical path is a directory or is below it.
  func isInside(_ directory: Path) -> Bool {
    self == directory || bytes.starts(with: directory.appending([]).bytes)
  }
}
