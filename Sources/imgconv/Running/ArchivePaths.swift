// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Batch
import ImageFiles

/// The rules for tar archives on a command line: one archive, or standard input, to one archive or standard output.
struct ArchivePaths {
  private let inputs: [String]
  private let output: String?
  private let options: BatchOptions

  /// Creates the rules for these inputs and an output; `nil` if the inputs are replaced.
  init(_ inputs: [String], to output: String?, _ options: BatchOptions) {
    (self.inputs, self.output, self.options) = (inputs, output, options)
  }

  /// Whether a name is that of a tar archive: it ends in `.tar`, and is not that of a directory.
  static func isArchive(_ name: String) -> Bool {
    name.lowercased().hasSuffix(".tar") && !Directory.exists(Path(name))
  }

  /// The names of the archive's input and output; `nil` if no archive is named.
  ///
  /// Standard input may hold an archive even if this is `nil`.
  ///
  /// - Throws: `ValidationError` if an archive is named that does not go with the rest.
  func names() throws -> (input: String, output: String)? {
    let isOutput = output.map { Self.isArchive($0) } ?? false
    let isStream = inputs == ["-"] && (isOutput || output == "-" && hasMemberOptions)
    guard let archive = inputs.first(where: Self.isArchive) ?? (isStream ? "-" : nil) else {
      if isOutput, let output {
        throw ValidationError("\(output) is an archive, which needs a .tar input or -")
      }
      if options.errorsAsMembers && inputs != ["-"] {
        throw ValidationError("--errors-as-members is for tar archives")
      }
      return nil
    }
    if inputs.count > 1 || options.filesFrom != nil {
      throw ValidationError(
        "\(archive) is an archive, which must be the only input; run one command for each archive")
    }
    guard let output else {
      throw ValidationError("--in-place does not go with an archive; name a .tar output")
    }
    guard isOutput || output == "-" else {
      let isDirectory = Directory.exists(Path(output)) || Path(output).endsInSlash
      let name = String(decoding: Path(archive).parts.name, as: UTF8.self)
      throw ValidationError(
        "\(archive) is an archive, whose output must end in .tar or be -"
          + (isDirectory ? "; write \(Path(output).appending(name.utf8))" : ""))
    }
    try checkOptions()
    return (archive, output)
  }

  /// Whether an option is given that only archives have when there is a single input.
  private var hasMemberOptions: Bool {
    options.errorsAsMembers || options.name != nil || !options.include.isEmpty
      || !options.exclude.isEmpty
  }

  private func checkOptions() throws {
    if options.shard != nil {
      throw ValidationError(
        "--shard divides directories and lists, not an archive; give each process its own archives")
    }
    let others = [
      ("--no-recursive", !options.recursive), ("--hidden", options.hidden),
      ("--follow", options.follow), ("--limit", options.limit != nil),
    ]
    if let option = others.first(where: \.1)?.0 {
      throw ValidationError("\(option) is for directories and lists, not for an archive")
    }
  }
}
