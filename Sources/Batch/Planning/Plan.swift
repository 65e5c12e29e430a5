// SPDX-License-Identifier: Apache-2.0

package import ImageFiles

/// The full list of work of a batch, known before the first file is touched.
///
/// The jobs of a directory are sorted by their inputs' relative paths, byte by byte; those of
/// several directories and files come in the order in which these were named.
package struct Plan: Sendable {
  /// The images to convert.
  package private(set) var jobs: JobList
  /// The searched directory, as the user named it; `nil` for a plan of several inputs or of files.
  package let inputDirectory: String?
  /// The directory of all outputs, created if missing; `nil` if the inputs are overwritten.
  package let outputDirectory: Path?
  /// Files and directories that were found but cannot be processed; they count as failed.
  package private(set) var unusable: [FileError]
  /// The shard that `jobs` belong to.
  package let shard: Shard
  /// The part of the shard that `jobs` and `skippedJobs` were limited to; `nil` for all of it.
  package private(set) var limit: PlanLimit?
  /// The jobs that are skipped because their outputs exist.
  package private(set) var skippedJobs: JobList
  /// The number of files of other kinds in the searched directories.
  package let otherFiles: Int

  /// The number of files that are skipped because their outputs exist.
  package var skipped: Int { skippedJobs.count }

  /// The extensions of the files that a batch takes from a directory unless patterns say otherwise.
  ///
  /// They are those of all image formats, matched case-insensitively; NPY files are often weights.
  package static let extensions = FileFormat.allCases
    .filter(\.capabilities.isFoundBySearch).flatMap(\.extensions)
  private static let imageExtensions = Set(extensions)
  private static let maxExtensionLength = extensions.map(\.utf8.count).max() ?? 0

  /// Creates a plan for directories and files.
  ///
  /// A file that is named twice, even with different spellings, is one job, under its first name.
  /// The tree of images below a directory is mirrored in `output`, and a named file keeps its name
  /// there, unless `options.name` says otherwise.  The extension changes only if it does not match
  /// `options.format`.  The output directory itself is not searched.
  ///
  /// A template with `{width}` or `{height}` needs the sizes of all outputs, so the header of every
  /// file is read; files of which it cannot be read count as failed.
  ///
  /// - Parameters:
  ///   - output: the directory of all outputs; `nil` if each file is its own output.
  ///   - conversion: the conversion that determines the sizes of outputs.
  /// - Precondition: there is a conversion if the template needs sizes.
  /// - Throws: `PlanError`; nothing has been changed in that case.
  package init(
    _ inputs: [PlanInput], to output: Path?, _ options: PlanOptions = PlanOptions(),
    by conversion: Conversion? = nil
  ) throws(PlanError) {
    let output = output?.withoutSlashes
    let outputIdentity = output.flatMap(Directory.identity)
    var walk = Walk(options.walk, passing: outputIdentity)
    for input in inputs {
      switch input {
      case .file(let path): walk.add(file: path)
      case .list(let list):
        for file in list { walk.add(file: file, dir: FileList.directories(file)) }
      case .directory(let path):
        if let identity = Directory.identity(path.withoutSlashes), identity == outputIdentity {
          throw PlanError.outputIsInput(output: output?.text ?? "")
        }
        if inputs.count == 1 {
          try walk.add(directory: path)
        } else {
          walk.add(directoryAmongOthers: path)
        }
      }
    }
    let directories = inputs.compactMap(\.directory)
    var naming = JobList.Naming(directory: output, template: options.name, format: options.format)
    // A directory alone is searched once.
    let isSearchedOnce = inputs.count == 1 && !directories.isEmpty
    let files =
      isSearchedOnce
      ? walk.files : walk.files.without(Repetitions(walk.files, naming: naming).places())
    var sizes = OutputSizes()
    if options.name.needsSize && output != nil {
      guard let conversion else { preconditionFailure("the sizes of outputs are not known") }
      sizes = OutputSizes(files, naming: naming, conversion)
      naming.sizes = sizes.sizes
    }
    var check = OutputCheck(
      files, naming: naming, foldsCase: options.foldsCase, unsized: Set(sizes.errors.keys))
    try check.run(searched: directories)
    jobs = JobList(files, naming: naming)
    skippedJobs = jobs.only([])
    otherFiles = walk.others
    inputDirectory = inputs.count == 1 ? directories.first?.text : nil
    outputDirectory = output
    unusable = walk.unusable
    shard = options.shard
    takeShard()
    takeFirst(options.limit)
    leaveOut(sizes.errors)
    leaveOut(options.existing)
  }

  /// Creates a plan for every image in a directory tree, which is mirrored in `output`.
  ///
  /// - Throws: `PlanError`; nothing has been changed in that case.
  package init(directory: String, output: String, format: FileFormat? = nil) throws(PlanError) {
    var options = PlanOptions()
    options.format = format
    try self.init([.directory(Path(directory))], to: Path(output), options)
  }

  /// Creates a plan for some files, whose outputs go to one directory under the inputs' names.
  ///
  /// - Throws: `PlanError`; nothing has been changed in that case.
  package init(files: [String], output: String, format: FileFormat? = nil) throws(PlanError) {
    var options = PlanOptions()
    options.format = format
    try self.init(files.map { .file(Path($0)) }, to: Path(output), options)
  }

  /// Removes the jobs of other shards.
  private mutating func takeShard() {
    if shard == .whole { return }
    let (all, shard) = (jobs, shard)
    jobs.keep { shard.contains(all.relativePath($0)) }
  }

  /// Removes all jobs but the first ones.
  private mutating func takeFirst(_ count: Int?) {
    guard let count, count < jobs.count else { return }
    limit = PlanLimit(count, of: jobs.count)
    jobs = jobs.only(Array(0..<count))
  }

  /// Removes the jobs whose outputs have no size; they count as failed.
  private mutating func leaveOut(_ errors: [Int: FileError]) {
    if errors.isEmpty { return }
    let all = jobs
    unusable += all.indices.compactMap { errors[all.place($0)] }
    jobs.keep { errors[all.place($0)] == nil }
  }

  /// Removes the jobs whose existing outputs are kept.
  private mutating func leaveOut(_ existing: ExistingOutputs) {
    if existing == .replace || outputDirectory == nil { return }
    let all = jobs
    var errors: [FileError] = []
    var skipped: [Int] = []
    jobs.keep { index in
      switch existing.decision(on: all[index]) {
      case .work: return true
      case .skip: skipped.append(index)
      case .fail(let error): errors.append(error)
      }
      return false
    }
    skippedJobs = all.only(skipped)
    unusable += errors
  }

  /// Whether a batch takes a file of this name from a directory.
  static func isImage(_ name: [UInt8]) -> Bool {
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > 0 else { return false }
    let ending = name[(dot + 1)...]
    guard ending.count <= maxExtensionLength else { return false }
    return imageExtensions.contains(String(decoding: ending, as: UTF8.self).lowercased())
  }
}
