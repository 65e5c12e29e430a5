// SPDX-License-Identifier: Apache-2.0

public import ImageFiles

/// All that a batch is to do, known before the first file is touched.
///
/// The jobs of a folder are in the order of their inputs' paths below it, byte by byte; those of
/// several folders and files in the order in which these were named.
public struct Plan: Sendable {
  /// The images to convert.
  public private(set) var jobs: JobList
  /// The folder that was searched, as the user named it; nil for a plan of several, or of files.
  public let inputFolder: String?
  /// The folder of all outputs, which is made if there is none; nil: the inputs are overwritten.
  public let outputFolder: Path?
  /// Files and folders that were found and cannot be worked on; they count as failed.
  public private(set) var unusable: [FileError]
  /// The part of all files that `jobs` are.
  public let shard: Shard
  /// The jobs that are left as they are, because their outputs exist.
  public private(set) var skippedJobs: JobList
  /// The number of files of other kinds in the directories that were searched.
  public let otherFiles: Int

  /// The number of files that are left as they are, because their outputs exist.
  public var skipped: Int { skippedJobs.count }

  /// The extensions of the files that a batch takes from a directory unless patterns say otherwise.
  ///
  /// They are those of all formats of images, in any case of letters.  NPY files are often weights.
  public static let extensions = FileFormat.allCases.filter { $0 != .npy }.flatMap(\.extensions)
  private static let imageExtensions = Set(extensions)
  private static let longestExtension = extensions.map(\.utf8.count).max() ?? 0

  /// A plan for folders and files.
  ///
  /// A file that is named twice, by whatever spelling, is one job, under the name that came first.
  /// The images below a folder are mirrored in `output`, a file keeps its name there, both unless
  /// `options.name` says otherwise. An output has another extension only where `options.format` is
  /// not what the name says.  The output folder itself is not searched.
  ///
  /// - Parameter output: the folder of all outputs; nil: each file is its own output.
  /// - Throws: `PlanError`; nothing was changed.
  public init(
    _ inputs: [PlanInput], to output: Path?, _ options: PlanOptions = PlanOptions()
  ) throws(PlanError) {
    let output = output?.withoutSlashes
    let outputIdentity = output.flatMap(Folder.identity)
    var walk = Walk(options.walk, passing: outputIdentity)
    for input in inputs {
      switch input {
      case .file(let path): walk.add(file: path)
      case .list(let list): for file in list { walk.add(file: file, dir: FileList.folders(file)) }
      case .folder(let path):
        if let identity = Folder.identity(path.withoutSlashes), identity == outputIdentity {
          throw PlanError.outputIsInput(output: output?.text ?? "")
        }
        if inputs.count == 1 {
          try walk.add(folder: path)
        } else {
          walk.add(folderAmongOthers: path)
        }
      }
    }
    let folders = inputs.compactMap(\.folder)
    let naming = JobList.Naming(folder: output, template: options.name, format: options.format)
    // A directory alone is searched once.
    let isSearchedOnce = inputs.count == 1 && !folders.isEmpty
    let files =
      isSearchedOnce
      ? walk.files : walk.files.without(Repetitions(walk.files, naming: naming).places())
    var check = OutputCheck(files, naming: naming, foldsCase: options.foldsCase)
    try check.run(searched: folders)
    jobs = JobList(files, naming: naming)
    skippedJobs = jobs.only([])
    otherFiles = walk.others
    inputFolder = inputs.count == 1 ? folders.first?.text : nil
    outputFolder = output
    unusable = walk.unusable
    shard = options.shard
    takeShard()
    leaveOut(options.existing)
  }

  /// A plan for every image in a folder and the folders below it, mirrored in `output`.
  ///
  /// - Throws: `PlanError`; nothing was changed.
  public init(folder: String, output: String, format: FileFormat? = nil) throws(PlanError) {
    var options = PlanOptions()
    options.format = format
    try self.init([.folder(Path(folder))], to: Path(output), options)
  }

  /// A plan for some files, whose outputs all go to one folder under the inputs' names.
  ///
  /// - Throws: `PlanError`; nothing was changed.
  public init(files: [String], output: String, format: FileFormat? = nil) throws(PlanError) {
    var options = PlanOptions()
    options.format = format
    try self.init(files.map { .file(Path($0)) }, to: Path(output), options)
  }

  /// Leaves out the jobs of other shards.
  private mutating func takeShard() {
    if shard == .whole { return }
    let (all, shard) = (jobs, shard)
    jobs.keep { shard.contains(all.relativePath($0)) }
  }

  /// Leaves out the jobs whose outputs are to stay.
  private mutating func leaveOut(_ existing: ExistingOutputs) {
    if existing == .replace || outputFolder == nil { return }
    let all = jobs
    var errors: [FileError] = []
    var skipped: [Int] = []
    jobs.keep { index in
      switch existing.ruling(on: all[index]) {
      case .work: return true
      case .skip: skipped.append(index)
      case .fail(let error): errors.append(error)
      }
      return false
    }
    skippedJobs = all.only(skipped)
    unusable += errors
  }

  /// Whether a batch takes a file of this name from a folder.
  static func isImage(_ name: [UInt8]) -> Bool {
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > 0 else { return false }
    let ending = name[(dot + 1)...]
    guard ending.count <= longestExtension else { return false }
    return imageExtensions.contains(String(decoding: ending, as: UTF8.self).lowercased())
  }
}

/// Where a plan's images come from.
public enum PlanInput: Hashable, Sendable {
  /// The images in this folder.
  case folder(Path)
  /// This file, whatever its name.
  case file(Path)
  /// These files; each keeps the folders that it is listed with.
  case list(FileList)

  var folder: Path? {
    if case .folder(let path) = self { path } else { nil }
  }
}

/// What a plan is made by, besides its inputs and its output folder.
public struct PlanOptions: Hashable, Sendable {
  /// Which files are taken from folders.
  public var walk = WalkOptions()
  /// The outputs' format where their names do not say it already.
  public var format: FileFormat?
  /// The outputs' names.
  public var name = NameTemplate.mirror
  /// The part of the batch that is done.
  public var shard = Shard.whole
  /// What happens to outputs that exist.
  public var existing = ExistingOutputs.replace
  /// Whether the output folder takes upper and lower case for the same; nil: the folder is asked.
  public var foldsCase: Bool?

  /// The defaults above.
  public init() {}
}
