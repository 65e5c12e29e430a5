// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles

/// A check for outputs that would collide with inputs or with each other, before any is written.
///
/// Each of a million outputs takes 8 bytes: hashes are compared first, and paths only where two
/// hashes are equal.
struct OutputCheck {
  private let files: FoundFiles
  private let naming: JobList.Naming
  private let foldsCase: Bool
  /// The indices of files that will have no output.
  private let unsized: Set<Int>
  private var places = CanonicalPaths()
  private var inputPlaces = CanonicalPaths()

  /// Creates a check; `foldsCase` is as in `PlanOptions`.
  ///
  /// - Parameter unsized: the indices of files that will have no output.
  init(
    _ files: FoundFiles, naming: JobList.Naming, foldsCase: Bool?, unsized: Set<Int> = []
  ) {
    self.unsized = unsized
    self.files = files
    self.naming = naming
    self.foldsCase = foldsCase ?? naming.directory.map(CaseSensitivity.isFolded) ?? false
  }

  /// Checks all outputs.
  ///
  /// - Parameter searched: the directories that were searched for inputs.
  /// - Throws: `PlanError`.
  mutating func run(searched: [Path]) throws(PlanError) {
    if let directory = naming.directory { try OutputCheck.checkParents(directory) }
    var hashes: [UInt64] = []
    hashes.reserveCapacity(files.count)
    var existing: [UInt64] = []
    for index in 0..<files.count where !unsized.contains(index) {
      let output = try output(index)
      let place = places.place(of: output)
      hashes.append(PathHash(key(place.path)).value)
      if naming.directory != nil, place.mayExist, let identity = FileIdentity(Output.path(output)) {
        existing.append(identity.hash)
        if foldsCase { existing.append(PathHash(key(place.path)).value) }
      }
    }
    try checkTwins(OutputCheck.repeated(hashes))
    if naming.directory != nil {
      if !existing.isEmpty { try checkInputs(existing.sorted()) }
      try checkDirectories(searched)
    }
  }

  private func output(_ index: Int) throws(PlanError) -> Path {
    let file = files[index]
    guard let output = naming.output(of: file, at: index) else {
      throw PlanError.noName(input: file.path.text)
    }
    return output
  }

  /// Returns a key that is equal for two paths of one output.
  private func key(_ place: Path) -> [UInt8] {
    foldsCase ? CaseSensitivity.folded(place) : place.bytes
  }

  private func folded(_ place: Path) -> Path { Path(bytes: key(place)) }

  /// Checks that the nearest existing ancestor of the output directory is a directory.
  private static func checkParents(_ directory: Path) throws(PlanError) {
    var path = directory
    while !Directory.exists(path) {
      if Directory.isTaken(path) {
        let reason = path == directory ? "not a directory" : "\(path) is not a directory"
        throw PlanError.outputDirectory(path: directory.text, reason: reason)
      }
      if path.directory == path { return }
      path = path.directory
    }
  }

  /// Returns the values that occur more than once.
  static func repeated(_ hashes: consuming [UInt64]) -> Set<UInt64> {
    hashes.sort()
    var result: Set<UInt64> = []
    for index in hashes.indices.dropFirst() where hashes[index] == hashes[index - 1] {
      result.insert(hashes[index])
    }
    return result
  }

  /// Compares the paths of the outputs with these hashes.
  private mutating func checkTwins(_ hashes: Set<UInt64>) throws(PlanError) {
    if hashes.isEmpty { return }
    var makers: [[UInt8]: Int] = [:]
    for index in 0..<files.count where !unsized.contains(index) {
      let output = try output(index)
      let place = places.place(of: output).path
      let key = key(place)
      guard hashes.contains(PathHash(key).value) else { continue }
      guard let other = makers.updateValue(index, forKey: key) else { continue }
      let (first, second) = (files[other].path.text, files[index].path.text)
      let isSame = try places.place(of: self.output(other)).path == place
      throw isSame
        ? PlanError.sameOutput(first: first, second: second, output: output.text)
        : PlanError.sameButForCase(first: first, second: second, output: output.text)
    }
  }

  /// Looks for inputs among the existing outputs, given the sorted hashes of these.
  private mutating func checkInputs(_ existing: [UInt64]) throws(PlanError) {
    var inputs: Set<FileIdentity> = []
    var keys: Set<[UInt8]> = []
    for index in 0..<files.count {
      let path = files[index].path
      guard let identity = FileIdentity(Input.path(path)) else { continue }
      if existing.containsSorted(identity.hash) { inputs.insert(identity) }
      // Some file systems give a file another inode number for each spelling of its name.
      guard foldsCase else { continue }
      let key = key(inputPlaces.place(of: path).path)
      if existing.containsSorted(PathHash(key).value) { keys.insert(key) }
    }
    if inputs.isEmpty && keys.isEmpty { return }
    for index in 0..<files.count where !unsized.contains(index) {
      let output = try output(index)
      guard let identity = FileIdentity(Output.path(output)) else { continue }
      if inputs.contains(identity) || foldsCase && keys.contains(key(places.place(of: output).path))
      {
        throw PlanError.outputIsInput(output: output.text)
      }
    }
  }

  /// Checks that no output is in a searched directory.
  ///
  /// The output directory as a whole may be inside one: the search skips it.
  private mutating func checkDirectories(_ searched: [Path]) throws(PlanError) {
    guard let directory = naming.directory else { return }
    let root = folded(places.canonical(directory))
    for input in searched {
      guard let real = System.realPath(input).map(folded), !root.isInside(real) else { continue }
      if let output = places.directories.first(where: { folded($0).isInside(real) }) {
        throw PlanError.outputAmongInputs(output: output.text, directory: input.text)
      }
    }
  }
}

extension FileIdentity {
  /// A hash that is the same on every run.
  fileprivate var hash: UInt64 {
    var hash = PathHash([])
    for number in [device, inode] {
      hash.add((0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) })
    }
    return hash.value
  }
}

extension [UInt64] {
  /// Whether a sorted array holds a value.
  fileprivate func containsSorted(_ value: UInt64) -> Bool {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low < count && self[low] == value
  }
}
