// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Batch
import ImageFiles

/// The options that choose the files of a batch and name its outputs.
struct BatchOptions: OptionValues {
  var include: [Glob] = []
  var exclude: [Glob] = []
  var recursive = true
  var hidden = false
  var follow = false
  var filesFrom: String?
  var null = false
  var name: NameTemplate?
  var errorsAsMembers = false
  var shard: Shard?
  var limit: Int?
  var skipExisting = false
  var update = false
  var noClobber = false
  var inPlace = false
  var backup: String?
  var dryRun = false

  static let declarations: [CommandOption<Self>] = [
    .list(
      "include", \.include,
      ArgumentHelp(
        "Take only files that match, such as \"*.{jpg,png}\"; repeatable. (default: all images but NPY)",
        valueName: "glob"), parsed: { try Glob($0) }),
    .list(
      "exclude", \.exclude,
      ArgumentHelp(
        "Leave out matching files and directories; repeatable.", valueName: "glob"),
      parsed: { try Glob($0) }),
    .enabledFlag("recursive", \.recursive, "Search subdirectories."),
    .flag("hidden", \.hidden, "Include hidden files and directories."),
    .flag("follow", \.follow, "Follow symbolic links to directories."),
    .option(
      "files-from", \.filesFrom,
      ArgumentHelp(
        "Read file names, one per line; - is standard input.", valueName: "file"),
      completion: .file()),
    .flag("null", short: "0", \.null, "Names in --files-from end with a NUL."),
    .option(
      "name", \.name,
      ArgumentHelp(
        "Name outputs by a template of {dir}, {stem}, {ext}, {root}, {width} and {height}. (default: {dir}/{stem}{ext})",
        valueName: "template"), parsed: { try NameTemplate($0) }),
    .flag(
      "errors-as-members", \.errorsAsMembers,
      "In a tar archive, replace a failed member by KEY.error.json with the reason."),
    .option(
      "shard", \.shard,
      ArgumentHelp(
        "Process part I of N of the files; auto reads the variables of Slurm and Kubernetes.",
        valueName: "i/n"), parsed: { try ShardArgument.parsed($0) }),
    .option(
      "limit", \.limit,
      ArgumentHelp("Take only the first N files, before any are skipped.", valueName: "n")),
    .flag("skip-existing", \.skipExisting, "Skip files whose outputs exist."),
    .flag("update", \.update, "Skip files unless newer than their outputs."),
    .flag("no-clobber", \.noClobber, "Treat an existing output as a failed file."),
    .flag("in-place", \.inPlace, "Replace the inputs; takes no output."),
    .option(
      "backup", \.backup,
      ArgumentHelp("With --in-place: keep the old files, with this suffix.", valueName: "suffix")),
    .flag("dry-run", short: "n", \.dryRun, "Read headers only; print what would be written."),
  ]

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
