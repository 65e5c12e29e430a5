// SPDX-License-Identifier: Apache-2.0

package import ImageFiles

extension ArchiveConversion {
  /// The dry-run result of one member: an image, or another member that would fail.
  package struct MemberPreview: Sendable {
    /// The member's name in the input.
    package let name: [UInt8]
    /// The name in the output; `nil` if it would fail.
    package let output: [UInt8]?
    /// A preview of the conversion, or why it would fail.
    package let result: Result<ConversionPreview, FileError>
  }

  /// Does what `run` would, one member after the other, but reads only the headers of images and writes nothing.
  ///
  /// - Returns: the number of images that can be converted, of members that would fail, and of those that would be
  ///   copied.
  /// - Throws: `FileError` about the archives, as `run` does.
  package func dryRun(
    _ input: Input, to output: Output, report: (MemberPreview) -> Void
  ) throws(FileError) -> (possible: Int, impossible: Int, copied: Int) {
    let reader = try TarReader(input)
    let naming = MemberNaming(self, input: input, output: output)
    var names = MemberNames()
    var counts = (possible: 0, impossible: 0, copied: 0)
    while let entry = try reader.next() {
      let isImage = entry.kind == .file && naming.isImage(entry.name)
      let preview =
        isImage
        ? try preview(entry, from: reader, naming, &names)
        : try previewOfCopy(entry, from: reader, naming, &names)
      guard let preview else {
        counts.copied += 1
        continue
      }
      if case .success = preview.result { counts.possible += 1 } else { counts.impossible += 1 }
      report(preview)
    }
    return counts
  }

  private func preview(
    _ entry: TarEntry, from reader: TarReader, _ naming: MemberNaming, _ names: inout MemberNames
  ) throws(FileError) -> MemberPreview {
    if let fault = MemberNames.fault(in: entry.name) {
      try reader.skip(entry)
      return failure(entry, naming.error(.unreadable, entry.name, fault))
    }
    let contents = Input.bytes(try reader.contents(of: entry), name: naming.shown(entry.name))
    do throws(FileError) {
      var own = conversion
      own.replacing = .output
      let (name, conversion) = try naming.output(of: entry.name, contents, by: own)
      let memory = Output.memory(MemoryOutput(name: naming.shownOutput(name)))
      let preview = try conversion.preview(contents, to: memory)
      guard names.take(name) else { return failure(entry, naming.duplicate(entry.name, name)) }
      return MemberPreview(name: entry.name, output: name, result: .success(preview))
    } catch {
      return failure(entry, error)
    }
  }

  /// Returns why a member that is no image would not be copied; `nil` if it would.
  private func previewOfCopy(
    _ entry: TarEntry, from reader: TarReader, _ naming: MemberNaming, _ names: inout MemberNames
  ) throws(FileError) -> MemberPreview? {
    try reader.skip(entry)
    return names.refusal(ofCopy: entry, naming).map { failure(entry, $0) }
  }

  private func failure(_ entry: TarEntry, _ error: FileError) -> MemberPreview {
    MemberPreview(name: entry.name, output: nil, result: .failure(error))
  }
}
