// SPDX-License-Identifier: Apache-2.0

package import ImageFiles

/// The conversion of all images in a tar archive, from archive to archive.
///
/// Members stream in order, and the output has them in the order of the input.  A regular file is an image by its name,
/// as in a directory search; other members are copied unchanged: other files, directories, links, devices, sparse
/// files, and hidden files.  A converted member keeps its mode, owner and time; only its name, its size and the
/// checksum change.
///
/// Names are never used as paths, and nothing is extracted.  A member fails, alone, if it cannot be converted, if its
/// name is empty, absolute or contains `..` or a NUL, and if another member has its output name; it is left out of the
/// output.
package struct ArchiveConversion: Sendable {
  /// The conversion that each image goes through.
  ///
  /// Its budget covers the images that are held too: half of it is for members and results.
  package var conversion: Conversion
  /// The template for the output names of images; `{root}` is the archive's name without its extension.
  package var name = NameTemplate.mirror
  /// Patterns of which an image's name must match at least one; if empty, `Plan.extensions` applies.
  package var including: [Glob] = []
  /// Patterns that neither an image nor a directory above it may match.
  package var excluding: [Glob] = []
  /// Whether a failed member is replaced by a member `KEY.error.json` with the reason.
  package var errorsAreMembers = false
  /// The maximum number of images that are converted at once; twice as many may be held in memory.
  package var threads = System.processors
  /// The number of failures after which the run stops, without an output; `nil` for no limit.
  package var maxErrors: Int?
  /// The positions of members that fail without being decoded, such as one that ended an earlier process.
  package var skipped: Set<Int> = []
  /// The reason for the failure of these members.
  package var skipReason = "was skipped"
  /// A closure that receives the counts, and the bytes of the input that they cover, whenever they change, one call at
  /// a time.
  package var watch: (@Sendable (ArchiveSummary, Int) -> Void)?

  /// Creates the conversion of an archive with the defaults above.
  package init(_ conversion: Conversion) { self.conversion = conversion }

  /// Converts an archive.
  ///
  /// The output appears whole or not at all; only standard output, pipes and devices have received what was written
  /// before an error.  Its bytes do not depend on the number of threads.
  ///
  /// - Parameters:
  ///   - ahead: the bytes at the beginning of the input that were taken from its descriptor before.
  ///   - started: receives the position and the name of each image before it is decoded, in the order of the archive.
  ///     It is called by any thread, one call at a time.
  ///   - ended: receives the outcome of each image, and of each other member that fails, in the order of the archive.
  ///     It is called by any thread, one call at a time, perhaps at the same time as `started`.
  /// - Throws: `FileError` about the archives: `.unreadable` for a damaged or truncated input, `.cannotCreate`,
  ///   `.readWrite`, `.readerGone`; `.interrupted` if the conversion's switch was turned on.
  package func run(
    _ input: Input, ahead: [UInt8] = [], to output: Output,
    started: @escaping @Sendable (_ index: Int, _ name: [UInt8]) -> Void = { _, _ in },
    ended: @escaping @Sendable (MemberOutcome) -> Void
  ) throws(FileError) -> ArchiveSummary {
    if let old = FileIdentity(output), old == FileIdentity(input) {
      throw FileError(
        .cannotCreate, path: output.name, reason: "is the input itself", detail: .isInput)
    }
    let stamp = FileStamp(input)
    let reader = try TarReader(input, ahead: ahead)
    let writer = try TarWriter(output, temporaries: conversion.temporaries)
    let names = MemberNaming(self, input: input, output: output)
    let run = ArchiveRun(self, reader, writer, names, started: started, ended: ended)
    let threads = max(1, threads)
    Workers.run(count: threads, threads: threads) { _ in run.work() }
    var summary = try run.summary()
    if summary.isStopped { return summary }
    summary.stamp = stamp
    summary.written = try writer.finish(takesChecksum: conversion.takesChecksum)
    guard FileStamp(input) == stamp else {
      throw FileError(.unreadable, path: input.name, reason: "was changed while it was read")
    }
    if conversion.stop?.isOn == true { throw FileError(interrupted: input.name) }
    try writer.commit(
      conversion.replacing, isFlushed: conversion.flushesOutputs,
      modified: conversion.keepsModificationTime ? stamp?.modified : nil)
    return summary
  }

  /// An identifier of everything that affects the output's bytes, as `Conversion.identifier`, to which it is equal if
  /// all options of the archive have their defaults.
  package var identifier: String {
    var options: [String] = []
    if name != .mirror { options.append("name \(name.text)") }
    options += including.map { "include \($0.text)" } + excluding.map { "exclude \($0.text)" }
    if errorsAreMembers { options.append("errors as members") }
    return conversion.identifier(adding: options)
  }
}
