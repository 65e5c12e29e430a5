// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles

/// The jobs of a plan, each created on access: in a list of a million, a job takes about 30 bytes
/// instead of several hundred.
package struct JobList: RandomAccessCollection, Sendable {
  /// The rule that derives an output's path from its input.
  struct Naming: Sendable {
    /// The directory of all outputs; `nil` if each output replaces its input.
    let directory: Path?
    let template: NameTemplate
    let format: FileFormat?
    /// The sizes of the outputs, one for each file; empty if the template does not need them.
    var sizes: [OutputSize] = []

    /// Returns the path of the output of a file with an index in the list of files; `nil` if the template gives none.
    func output(of file: FoundFile, at index: Int) -> Path? {
      guard let directory else { return file.path }
      let size = sizes.isEmpty ? OutputSize.unknown : sizes[index]
      return template.path(of: file, format: format, size: size).map {
        directory.appending($0.bytes)
      }
    }
  }

  private let files: FoundFiles
  private let naming: Naming
  /// The indices of the files that are jobs; `nil` for all.
  private var kept: [UInt32]?

  /// Creates the jobs for files.
  ///
  /// - Precondition: the template has a path for each file.
  init(_ files: FoundFiles, naming: Naming) {
    self.files = files
    self.naming = naming
  }

  /// The index of the first job: 0.
  package var startIndex: Int { 0 }
  /// The number of jobs.
  package var endIndex: Int { kept?.count ?? files.count }

  /// The job at an index, created on access.
  package subscript(index: Int) -> Job {
    let place = place(index)
    let file = files[place]
    guard let output = naming.output(of: file, at: place) else {
      preconditionFailure("a plan checks the names of all outputs")
    }
    return Job(.path(file.path), to: .path(output))
  }

  /// Returns the relative path that decides a job's shard.
  func relativePath(_ index: Int) -> Path { files[place(index)].relativePath }

  /// Keeps the jobs for whose indices `isKept` returns true.
  mutating func keep(where isKept: (Int) -> Bool) {
    kept = indices.compactMap { isKept($0) ? UInt32(place($0)) : nil }
  }

  /// Returns the jobs at these indices, in the order of the indices.
  func only(_ places: [Int]) -> JobList {
    var list = self
    list.kept = places.map { UInt32(place($0)) }
    return list
  }

  /// Returns a job's position in the plan before any job was removed.
  func place(_ index: Int) -> Int {
    guard let kept else { return index }
    return Int(kept[index])
  }
}
