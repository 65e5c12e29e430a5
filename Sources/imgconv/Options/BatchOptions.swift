// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Batch
import ImageFiles

/// The options that choose the files of a batch and name its outputs.
struct BatchOptions: ParsableArguments {
  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Take only files that match, such as \"*.{jpg,png}\"; repeatable. (default: all images but NPY)",
      valueName: "glob"), transform: Glob.init)
  var include: [Glob] = []

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("Leave out matching files and directories; repeatable.", valueName: "glob"),
    transform: Glob.init)
  var exclude: [Glob] = []

  @Flag(inversion: .prefixedNo, help: "Search subdirectories.")
  var recursive = true

  @Flag(help: "Include hidden files and directories.")
  var hidden = false

  @Flag(help: "Follow symbolic links to directories.")
  var follow = false

  @Option(
    help: ArgumentHelp(
      "Read file names, one per line; - is standard input.", valueName: "file"),
    completion: .file())
  var filesFrom: String?

  @Flag(name: [.customShort("0"), .long], help: "Names in --files-from end with a NUL.")
  var null = false

  @Option(
    help: ArgumentHelp(
      "Name outputs by a template of {dir}, {stem}, {ext}, {root}, {width} and {height}. (default: {dir}/{stem}{ext})",
      valueName: "template"), transform: NameTemplate.init)
  var name: NameTemplate?

  @Flag(help: "In a tar archive, replace a failed member by KEY.error.json with the reason.")
  var errorsAsMembers = false

  @Option(
    help: ArgumentHelp(
      "Process part I of N of the files; auto reads the variables of Slurm and Kubernetes.",
      valueName: "i/n"), transform: ShardArgument.parsed)
  var shard: Shard?

  @Option(
    help: ArgumentHelp(
      "Take only the first N files, before any are skipped.", valueName: "n"))
  var limit: Int?

  @Flag(help: "Skip files whose outputs exist.")
  var skipExisting = false

  @Flag(help: "Skip files unless newer than their outputs.")
  var update = false

  @Flag(help: "Treat an existing output as a failed file.")
  var noClobber = false

  @Flag(help: "Replace the inputs; takes no output.")
  var inPlace = false

  @Option(
    help: ArgumentHelp(
      "With --in-place: keep the old files, with this suffix.",
      valueName: "suffix"))
  var backup: String?

  @Flag(
    name: [.customShort("n"), .long],
    help: "Read headers only; print what would be written.")
  var dryRun = false

  func validate() throws {
    if [skipExisting, update, noClobber, inPlace].count(where: { $0 }) > 1 {
      throw ValidationError(
        "--skip-existing, --update, --no-clobber and --in-place exclude each other")
    }
    if let limit, limit < 1 { throw ValidationError("--limit is \(limit); it must be positive") }
    if null && filesFrom == nil { throw ValidationError("--null is for --files-from") }
    if filesFrom == "" { throw ValidationError("--files-from needs a name") }
    if inPlace && name != nil { throw ValidationError("--name does not go with --in-place") }
    guard let backup else { return }
    if !inPlace { throw ValidationError("--backup is for --in-place") }
    if backup.isEmpty || backup.utf8.contains(UInt8(ascii: "/")) {
      throw ValidationError("--backup is '\(backup)'; it must be a piece of a file's name")
    }
  }

  /// The first given option that has no meaning for a single file; `nil` if there is none.
  var forBatchesOnly: String? {
    if !include.isEmpty { return "--include" }
    if !exclude.isEmpty { return "--exclude" }
    if !recursive { return "--no-recursive" }
    if hidden { return "--hidden" }
    if follow { return "--follow" }
    if name != nil { return "--name" }
    if limit != nil { return "--limit" }
    return shard.map { _ in "--shard" }
  }

  /// Returns the plan options that these options describe.
  func options(format: FileFormat?) -> PlanOptions {
    var options = PlanOptions()
    options.walk.isRecursive = recursive
    options.walk.takesHidden = hidden
    options.walk.followsLinks = follow
    options.walk.including = include
    options.walk.excluding = exclude
    options.format = format
    options.name = name ?? .mirror
    options.shard = shard ?? .whole
    options.limit = limit
    options.existing = existing
    return options
  }

  /// Returns the conversion of an archive that these options and a conversion describe.
  func archive(_ conversion: Conversion) -> ArchiveConversion {
    var archive = ArchiveConversion(conversion)
    archive.name = name ?? .mirror
    archive.including = include
    archive.excluding = exclude
    archive.errorsAreMembers = errorsAsMembers
    return archive
  }

  /// The policy for outputs that exist.
  private var existing: ExistingOutputs {
    if skipExisting { return .skip }
    if update { return .update }
    return noClobber ? .fail : .replace
  }

  /// The files that a conversion may replace.
  var replacing: Replacing {
    if inPlace { return .input(backup: backup.map { Path($0) }) }
    return noClobber ? .nothing : .output
  }

  /// Reads the list of files of `--files-from`; `nil` without that option.
  ///
  /// - Throws: `FileError`.
  func listed() throws(FileError) -> FileList? {
    guard let filesFrom else { return nil }
    return try FileList(
      reading: filesFrom == "-" ? .standardInput : .path(filesFrom),
      endedBy: null ? 0 : UInt8(ascii: "\n"))
  }
}
