// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles

/// The canonical paths of outputs: links are resolved, so that two paths of one file are equal.
struct OutputPlaces {
  /// A directory that may not exist yet.
  private struct Place {
    let path: Path
    let exists: Bool
  }

  private var known: [Path: Place] = [:]

  /// The canonical paths of all output directories so far, sorted.
  var folders: [Path] { known.values.map(\.path).sorted() }

  /// Returns the canonical path of an output, and whether it may already exist.
  mutating func place(of output: Path) -> (path: Path, mayExist: Bool) {
    let folder = place(ofFolder: output.folder)
    let name = output.parts.name
    if folder.exists && Folder.isLink(output), let real = System.realPath(output) {
      return (real, true)
    }
    return (folder.path.appending(name), folder.exists)
  }

  /// Returns a directory's canonical path; components that do not exist are kept as they are.
  func canonical(_ folder: Path) -> Path { OutputPlaces.canonical(of: folder) }

  private mutating func place(ofFolder folder: Path) -> Place {
    if let place = known[folder] { return place }
    let place: Place
    if let real = System.realPath(folder) {
      place = Place(path: real, exists: true)
    } else if folder.folder == folder {
      place = Place(path: folder, exists: false)
    } else {
      let above = OutputPlaces.canonical(of: folder.folder)
      place = Place(path: above.appending(folder.parts.name), exists: false)
    }
    known[folder] = place
    return place
  }
}

extension OutputPlaces {
  /// Returns a directory's canonical path without caching it: no output goes there.
  static func canonical(of folder: Path) -> Path {
    if let real = System.realPath(folder) { return real }
    if folder.folder == folder { return folder }
    return canonical(of: folder.folder).appending(folder.parts.name)
  }
}

extension Path {
  /// Whether a canonical path is a directory or is below it.
  func isInside(_ folder: Path) -> Bool {
    self == folder || bytes.starts(with: folder.appending([]).bytes)
  }
}
