// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles

/// A search of directories: files come in the order of their relative paths, byte by byte.
struct Walk {
  private(set) var files = FoundFiles()
  private(set) var unusable: [FileError] = []
  /// The number of files of other kinds in the searched directories.
  private(set) var others = 0
  /// The directories whose other files were counted.
  private var counted: Set<FileIdentity> = []
  private let options: WalkOptions
  private let passing: FileIdentity?
  /// The directories of files that were named.
  private var entered: [[[UInt8]]: UInt32] = [:]

  /// Creates a walk that skips the directory `passing`.
  init(_ options: WalkOptions, passing: FileIdentity?) {
    self.options = options
    self.passing = passing
  }

  /// Adds a file that was named, whatever its extension; `dir` is as in `FoundFile`.
  mutating func add(file: Path, dir: [UInt8] = []) {
    let (directory, name) = file.parts
    let key = [Array(directory), dir]
    let number = entered[key] ?? files.enter(Path(bytes: directory), dir: dir, root: [])
    entered[key] = number
    files.append(name, in: number)
  }

  /// Adds the files below a directory; one that cannot be read is `unusable`.
  mutating func add(directoryAmongOthers directory: Path) {
    do throws(PlanError) {
      try add(directory: directory)
    } catch {
      if case .directory(let path, let reason) = error {
        unusable.append(FileError(.unreadable, path: path, reason: reason))
      }
    }
  }

  /// Adds the files below a directory.
  ///
  /// - Throws: `PlanError.directory` if the directory itself cannot be read.
  mutating func add(directory: Path) throws(PlanError) {
    let root = directory.withoutSlashes
    do {
      try visit(root, dir: [], root: Array(root.parts.name), above: [])
    } catch {
      throw PlanError.directory(path: root.text, reason: error.reason)
    }
  }

  private mutating func visit(
    _ path: Path, dir: [UInt8], root: [UInt8], above: [FileIdentity]
  ) throws(System.Failure) {
    let identity = Directory.identity(path)
    if let identity, identity == passing || above.contains(identity) { return }
    let listing = try Listing(path, dir: dir, options)
    if let identity, counted.insert(identity).inserted { others += listing.others }
    if listing.count == 0 { return }
    let number = files.enter(path, dir: dir, root: root)
    for index in listing.order {
      let name = listing.name(index)
      guard listing.isDirectory(index) else {
        files.append(name, in: number)
        continue
      }
      let below = path.appending(name)
      do {
        try visit(
          below, dir: Path(bytes: dir).appending(name).bytes, root: root,
          above: above + (identity.map { [$0] } ?? []))
      } catch {
        unusable.append(FileError(.unreadable, path: below.text, reason: error.reason))
      }
    }
  }
}
