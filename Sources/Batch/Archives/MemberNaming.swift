// SPDX-License-Identifier: Apache-2.0

internal import Filters
internal import ImageFiles

/// The rules by which members are images, and by which their outputs are named.
struct MemberNaming: Sendable {
  private let selection: WalkOptions
  private let template: NameTemplate
  private let conversion: Conversion
  private let root: [UInt8]
  /// The input's name in messages.
  let archive: String
  private let output: String

  /// Creates the rules for the members of an archive.
  init(_ archive: ArchiveConversion, input: Input, output: Output) {
    var selection = WalkOptions()
    selection.including = archive.including
    selection.excluding = archive.excluding
    self.selection = selection
    template = archive.name
    conversion = archive.conversion
    self.archive = input.name
    self.output = output.name
    if case .path(let path) = input {
      let name = path.parts.name
      let end = name.lastIndex(of: UInt8(ascii: ".")) ?? name.endIndex
      root = Array(name[..<end])
    } else {
      root = []
    }
  }

  /// Returns the name of a member in messages.
  func shown(_ name: [UInt8]) -> String { "\(archive): \(Path(bytes: name).text)" }

  /// Returns the name of an output's member in messages.
  func shownOutput(_ name: [UInt8]) -> String { "\(output): \(Path(bytes: name).text)" }

  /// Creates an error about a member.
  func error(_ kind: FileError.Kind, _ name: [UInt8], _ reason: String) -> FileError {
    FileError(kind, path: shown(name), reason: reason)
  }

  /// Creates the error of a member whose output name is taken.
  func duplicate(_ name: [UInt8], _ output: [UInt8]) -> FileError {
    let other = name == output ? "the same name" : "the output name \(Path(bytes: output).text)"
    return error(.cannotCreate, name, "another member has \(other)")
  }

  /// Returns the contents of the member that describes a failure.
  func record(of error: FileError, _ name: [UInt8]) -> JSON {
    let isMember = error.path == shown(name)
    return .object(
      ReportedName(bytes: name).members(key: "member") + [
        ("reason", .string(isMember ? error.reason : "\(error)")),
        ("kind", .string(error.kind.word)),
        ("exit_code", .number(Int(RunStatus(error.kind).rawValue))),
      ])
  }

  /// Whether a regular file of this name is an image.
  func isImage(_ name: [UInt8]) -> Bool {
    var directory = Path(bytes: [])
    let components = MemberNames.components(name)
    for component in components.dropLast() {
      if !selection.enters(Array(component), in: directory) { return false }
      directory = directory.appending(component)
    }
    guard name.last != UInt8(ascii: "/"), let last = components.last else { return false }
    return selection.takes(file: Array(last), in: directory)
  }

  /// Returns the output's name of an image, and the conversion for it.
  ///
  /// - Throws: `.cannotCreate` if the template gives no name, or one of a format that cannot be written; the errors of
  ///   the image's header if the name depends on its size.
  func output(
    of name: [UInt8], _ contents: Input, by conversion: Conversion
  ) throws(FileError) -> (name: [UInt8], conversion: Conversion) {
    var conversion = conversion
    var size = OutputSize.unknown
    if template.needsSize {
      conversion.encoding.format = try format(of: path(name, size), for: name)
      let memory = Output.memory(MemoryOutput(name: shownOutput(name)))
      let shape = try conversion.preview(contents, to: memory).output
      size = OutputSize(
        width: UInt32(clamping: shape.width), height: UInt32(clamping: shape.height))
    }
    let path = try path(name, size)
    conversion.encoding.format = try format(of: path, for: name)
    return (path.bytes, conversion)
  }

  private func path(_ name: [UInt8], _ size: OutputSize) throws(FileError) -> Path {
    let format = conversion.encoding.format
    let isKept =
      template == .mirror && (format == nil || FileFormat(fileName: Path(bytes: name)) == format)
    if isKept { return Path(bytes: name) }
    let relative = Path(bytes: relative(name))
    let file = FoundFile(
      directory: [], dir: Path(bytes: relative.parts.directory).withoutSlashes.bytes, root: root,
      name: relative.parts.name)
    guard let path = template.path(of: file, format: format, size: size) else {
      throw error(.cannotCreate, name, "the name template gives it no name in the output")
    }
    // Archives of a current directory name all members so.
    return name.starts(with: current) ? Path(bytes: current + path.bytes) : path
  }

  /// Returns the format that an output's name demands; `nil` to keep the input's.
  private func format(of path: Path, for name: [UInt8]) throws(FileError) -> FileFormat? {
    if let format = conversion.encoding.format { return format }
    // A name that is kept says nothing about the format unless it is known.
    if path.bytes == name { return FileFormat(fileName: path) }
    do {
      return try FileFormat.named(.path(path))
    } catch {
      throw FileError(
        error.kind, path: shown(name), reason: error.reason, detail: error.detail)
    }
  }

  private var current: [UInt8] { Array("./".utf8) }

  private func relative(_ name: [UInt8]) -> [UInt8] {
    name.starts(with: current) ? Array(name.dropFirst(current.count)) : name
  }
}
