// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles

/// The rules by which a batch selects files from a directory.
public struct WalkOptions: Hashable, Sendable {
  /// Whether subdirectories are searched too.
  public var isRecursive = true
  /// Whether hidden files and directories, whose names begin with a dot, are included.
  public var takesHidden = false
  /// Whether links to directories are followed; a loop ends where a directory would contain itself.
  public var followsLinks = false
  /// Patterns of which a file must match at least one; if empty, `Plan.extensions` applies.
  public var including: [Glob] = []
  /// Patterns that neither a file nor a directory above it may match.
  public var excluding: [Glob] = []

  /// Creates the default options.
  public init() {}
}

/// A search of directories: files come in the order of their relative paths, byte by byte.
struct Walk {
  private(set) var files = FoundFiles()
  private(set) var unusable: [FileError] = []
  /// The number of files of other kinds in the searched directories.
  private(set) var others = 0
  /// The directories whose other files were counted.
  private var counted: Set<Directory.Identity> = []
  private let options: WalkOptions
  private let passing: Directory.Identity?
  /// The directories of files that were named.
  private var entered: [[[UInt8]]: UInt32] = [:]

  /// Creates a walk that skips the directory `passing`.
  init(_ options: WalkOptions, passing: Directory.Identity?) {
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
    _ path: Path, dir: [UInt8], root: [UInt8], above: [Directory.Identity]
  ) throws(Directory.Failure) {
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

/// The entries that a batch takes from one directory.
private struct Listing {
  /// The indices of the entries, sorted by the paths below them: a directory's name counts with a
  /// trailing slash.
  private(set) var order: [UInt32] = []
  /// The number of files of other kinds.
  private(set) var others = 0
  private var names = NamePool()

  init(_ path: Path, dir: [UInt8], _ options: WalkOptions) throws(Directory.Failure) {
    var names = NamePool()
    var others = 0
    let dir = Path(bytes: dir)
    try Directory.read(path) { entry in
      switch entry.kind {
      case .file where options.takes(file: entry.name, in: dir): names.append(entry.name)
      case .file where options.mayTake(file: entry.name, in: dir): others += 1
      case .directory where options.enters(entry.name, in: dir): names.append(entry.name + slash)
      case .linkedDirectory where options.followsLinks && options.enters(entry.name, in: dir):
        names.append(entry.name + slash)
      default: break
      }
    }
    order = (0..<UInt32(names.count)).sorted {
      names[Int($0)].lexicographicallyPrecedes(names[Int($1)])
    }
    self.names = names
    self.others = others
  }

  var count: Int { order.count }

  func isDirectory(_ index: UInt32) -> Bool { names[Int(index)].last == slash[0] }

  func name(_ index: UInt32) -> ArraySlice<UInt8> {
    isDirectory(index) ? names[Int(index)].dropLast() : names[Int(index)]
  }
}

private let slash = [UInt8(ascii: "/")]

extension WalkOptions {
  fileprivate func takes(file name: [UInt8], in dir: Path) -> Bool {
    isIncluded(name, in: dir) && mayTake(file: name, in: dir)
  }

  private func isIncluded(_ name: [UInt8], in dir: Path) -> Bool {
    if including.isEmpty { return Plan.isImage(name) }
    let path = dir.appending(name)
    return including.contains { $0.matches(path) }
  }

  /// Whether a file would be taken if its kind fits.
  fileprivate func mayTake(file name: [UInt8], in dir: Path) -> Bool {
    if !takesHidden && name.first == UInt8(ascii: ".") { return false }
    if isExcluded(name, in: dir) { return false }
    // Patterns such as * would also match the temporary files of a run in progress.
    return OutputFile.owner(ofTemporary: String(decoding: name, as: UTF8.self)) == nil
  }

  fileprivate func enters(_ name: [UInt8], in dir: Path) -> Bool {
    isRecursive && (takesHidden || name.first != UInt8(ascii: ".")) && !isExcluded(name, in: dir)
  }

  private func isExcluded(_ name: [UInt8], in dir: Path) -> Bool {
    if excluding.isEmpty { return false }
    let path = dir.appending(name)
    return excluding.contains { $0.matches(path) }
  }
}
