// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles

/// Where outputs really come to stand: without links, so that two paths of one file are equal.
struct OutputPlaces {
  /// A folder that may not exist yet.
  private struct Place {
    let path: Path
    let exists: Bool
  }

  private var known: [Path: Place] = [:]

  /// The folders of all outputs so far, without links, in the order of their paths.
  var folders: [Path] { known.values.map(\.path).sorted() }

  /// The path of an output without links, and whether something may be there already.
  mutating func place(of output: Path) -> (path: Path, mayExist: Bool) {
    let folder = place(ofFolder: output.folder)
    let name = output.parts.name
    if folder.exists && Folder.isLink(output), let real = System.realPath(output) {
      return (real, true)
    }
    return (folder.path.appending(name), folder.exists)
  }

  /// A folder's path without links; what does not exist of it is kept as it is.
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
  /// A directory's path without links, which is not remembered: nothing is put there.
  static func canonical(of folder: Path) -> Path {
    if let real = System.realPath(folder) { return real }
    if folder.folder == folder { return folder }
    return canonical(of: folder.folder).appending(folder.parts.name)
  }
}

extension Path {
  /// Whether a path without links is a folder or lies below it.
  func isInside(_ folder: Path) -> Bool {
    self == folder || bytes.starts(with: folder.appending([]).bytes)
  }
}
