// SPDX-License-Identifier: Apache-2.0

public import ImageFiles

/// All that a batch is to do, known before the first file is touched.
///
/// Jobs are in the order of their inputs' paths, byte by byte.
public struct Plan: Sendable {
  /// The images to convert.
  public let jobs: [Job]
  /// The folder that was searched, as the user named it; nil for a plan of files.
  public let inputFolder: String?
  /// The folder of all outputs; it is made if there is none.
  public let outputFolder: String
  /// Files and folders that were found and cannot be worked on; they count as failed.
  public let unusable: [FileError]

  /// The endings of the files that a batch takes from a folder, in any case of letters.
  public static let extensions = ["png", "jpg", "jpeg"]

  /// A plan for every image in a folder and the folders below it, mirrored in `output`.
  ///
  /// Hidden files and folders, links to folders, and the output folder itself are passed over.  Outputs have the
  /// inputs' names, with another extension only where `format` is not what the name says.
  ///
  /// - Throws: `PlanError`; nothing was changed.
  public init(folder: String, output: String, format: FileFormat? = nil) throws(PlanError) {
    let root = Plan.withoutSlash(folder)
    let outputRoot = Plan.withoutSlash(output)
    if let input = Folder.identity(root), input == Folder.identity(outputRoot) {
      throw PlanError.outputIsInput(output: output)
    }
    var walk = Walk(root, passing: Folder.identity(outputRoot))
    try walk.run()
    let names = walk.files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    try self.init(
      names.map { name in
        Job(
          .path(Plan.join(root, name)),
          to: .path(Plan.join(outputRoot, Plan.outputName(name, format: format))))
      }, from: folder, to: outputRoot, unusable: walk.unusable)
  }

  /// A plan for some files, whose outputs all go to one folder under the inputs' names.
  ///
  /// - Throws: `PlanError`; nothing was changed.
  public init(files: [String], output: String, format: FileFormat? = nil) throws(PlanError) {
    let outputRoot = Plan.withoutSlash(output)
    let jobs = files.map { file in
      let name = file.utf8.split(separator: UInt8(ascii: "/")).last.map { String(Substring($0)) }
      return Job(
        .path(file),
        to: .path(Plan.join(outputRoot, Plan.outputName(name ?? file, format: format))))
    }
    try self.init(jobs, from: nil, to: outputRoot, unusable: [])
  }

  private init(
    _ jobs: [Job], from inputFolder: String?, to outputFolder: String, unusable: [FileError]
  ) throws(PlanError) {
    try Plan.checkOutputs(jobs)
    self.jobs = jobs
    self.inputFolder = inputFolder
    self.outputFolder = outputFolder
    self.unusable = unusable
  }

  /// No two jobs may make one file, and none may replace an input.
  private static func checkOutputs(_ jobs: [Job]) throws(PlanError) {
    var makers: [[UInt8]: Job] = [:]
    let inputs = Set(jobs.compactMap { FileIdentity($0.input) })
    for job in jobs {
      if let other = makers.updateValue(job, forKey: Array(job.output.name.utf8)) {
        throw PlanError.sameOutput(
          first: other.input.name, second: job.input.name, output: job.output.name)
      }
      if let old = FileIdentity(job.output), inputs.contains(old) {
        throw PlanError.outputIsInput(output: job.output.name)
      }
    }
  }
}

extension Plan {
  /// An input's name with the extension of `format`, unless its own says that format already.
  private static func outputName(_ name: String, format: FileFormat?) -> String {
    guard let format, FileFormat(fileName: name) != format else { return name }
    let utf8 = name.utf8
    let start = utf8.lastIndex(of: UInt8(ascii: "/")).map(utf8.index(after:)) ?? utf8.startIndex
    let dot = utf8[start...].lastIndex(of: UInt8(ascii: "."))
    let end = dot.flatMap { $0 == start ? nil : $0 } ?? utf8.endIndex
    return String(name[..<end]) + "." + format.extensions[0]
  }

  /// Whether a batch takes a file of this name from a folder.
  static func isImage(_ name: [UInt8]) -> Bool {
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > 0 else { return false }
    return extensions.contains(String(decoding: name[(dot + 1)...], as: UTF8.self).lowercased())
  }

  /// The path of `name` in `folder`.
  static func join(_ folder: String, _ name: String) -> String {
    folder.utf8.last == UInt8(ascii: "/") ? folder + name : folder + "/" + name
  }

  /// A folder's path without slashes at its end, except for "/".
  private static func withoutSlash(_ path: String) -> String {
    var path = path[...]
    while path.utf8.count > 1 && path.utf8.last == UInt8(ascii: "/") { path.removeLast() }
    return String(path)
  }
}

/// Collects the images of a folder.
private struct Walk {
  /// The images' paths below the root.
  private(set) var files: [String] = []
  private(set) var unusable: [FileError] = []
  private let root: String
  private let passing: Folder.Identity?

  init(_ root: String, passing: Folder.Identity?) {
    self.root = root
    self.passing = passing
  }

  mutating func run() throws(PlanError) {
    var pending = [""]
    while let below = pending.popLast() {
      let path = below.isEmpty ? root : Plan.join(root, below)
      if passing != nil && Folder.identity(path) == passing { continue }
      let entries: [Folder.Entry]
      do {
        entries = try Folder.entries(path)
      } catch {
        if below.isEmpty { throw PlanError.folder(path: path, reason: error.reason) }
        unusable.append(FileError(.unreadable, path: path, reason: error.reason))
        continue
      }
      for entry in entries where entry.name.first != UInt8(ascii: ".") {
        add(entry, below, &pending)
      }
    }
  }

  private mutating func add(_ entry: Folder.Entry, _ below: String, _ folders: inout [String]) {
    guard entry.kind == .folder || entry.kind == .file && Plan.isImage(entry.name) else { return }
    guard let name = String(validating: entry.name, as: UTF8.self) else {
      let repaired = Plan.join(Plan.join(root, below), String(decoding: entry.name, as: UTF8.self))
      unusable.append(
        FileError(.unreadable, path: repaired, reason: "the name is not UTF-8; rename it"))
      return
    }
    let path = below.isEmpty ? name : Plan.join(below, name)
    if entry.kind == .folder { folders.append(path) } else { files.append(path) }
  }
}

/// Why a batch cannot start.
public enum PlanError: Error, Hashable, Sendable {
  /// Two inputs would make one output.
  case sameOutput(first: String, second: String, output: String)
  /// An output would replace an input.
  case outputIsInput(output: String)
  /// The input folder cannot be read.
  case folder(path: String, reason: String)
  /// The output folder cannot be made.
  case outputFolder(path: String, reason: String)
}

extension PlanError: CustomStringConvertible {
  /// `PATH: REASON`, for a message.
  public var description: String {
    switch self {
    case .sameOutput(let first, let second, let output):
      "\(output): would be made from both \(first) and \(second)"
    case .outputIsInput(let output):
      "\(output): is the input itself; choose another output"
    case .folder(let path, let reason), .outputFolder(let path, let reason):
      "\(path): \(reason)"
    }
  }

  /// The status of a run that could not start.
  public var status: RunStatus {
    switch self {
    case .sameOutput: .usage
    case .folder: .unreadable
    case .outputIsInput, .outputFolder: .cannotCreate
    }
  }
}
