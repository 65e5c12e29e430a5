// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles

/// The jobs of a plan, made one by one as they are asked for: a million of them take some 30 bytes
/// each, not some hundreds.
public struct JobList: RandomAccessCollection, Sendable {
  /// What makes an output of an input.
  struct Naming: Sendable {
    /// The folder of all outputs; nil: each output is its input.
    let folder: Path?
    let template: NameTemplate
    let format: FileFormat?

    /// The output's path; nil if the template gives none.
    func output(of file: FoundFile) -> Path? {
      guard let folder else { return file.path }
      return template.path(of: file, format: format).map { folder.appending($0.bytes) }
    }
  }

  private let files: FoundFiles
  private let naming: Naming
  /// The files that are jobs; nil: all.
  private var kept: [UInt32]?

  /// - Precondition: the template has a path for each file.
  init(_ files: FoundFiles, naming: Naming) {
    self.files = files
    self.naming = naming
  }

  /// The first job's place: 0.
  public var startIndex: Int { 0 }
  /// The number of jobs.
  public var endIndex: Int { kept?.count ?? files.count }

  /// A job, made now.
  public subscript(index: Int) -> Job {
    let file = files[place(index)]
    guard let output = naming.output(of: file) else {
      preconditionFailure("a plan checks the names of all outputs")
    }
    return Job(.path(file.path), to: .path(output))
  }

  /// The path that shards are made by.
  func relativePath(_ index: Int) -> Path { files[place(index)].relativePath }

  /// Keeps the jobs that `isKept` says, whose places it is given.
  mutating func keep(where isKept: (Int) -> Bool) {
    kept = indices.compactMap { isKept($0) ? UInt32(place($0)) : nil }
  }

  /// The jobs at these places, in the order of the places.
  func only(_ places: [Int]) -> JobList {
    var list = self
    list.kept = places.map { UInt32(place($0)) }
    return list
  }

  private func place(_ index: Int) -> Int {
    guard let kept else { return index }
    return Int(kept[index])
  }
}
