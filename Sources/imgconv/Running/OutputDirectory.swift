// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Batch
import ImageFiles

/// The rules for the directory that a batch writes to.
///
/// It must exist or be written with a trailing slash.  For a single source (a directory or a list), a new directory
/// needs no slash, unless its name looks like an image's.
struct OutputDirectory {
  private let name: String
  private let inputs: [String]
  private let list: String?

  /// Creates the rules for the output of these inputs and of the files in a list.
  init(_ name: String, of inputs: [String], listed list: String?) {
    self.name = name
    self.inputs = inputs
    self.list = list
  }

  /// Checks the name and the directory above it, before any input is read.
  ///
  /// - Throws: `ValidationError` if this is not a directory's name, `FileError` if the directory cannot be created.
  func check() throws {
    if name == "-" {
      throw ValidationError("several images cannot go to standard output; name a directory")
    }
    let path = Path(name)
    if Directory.exists(path) { return }
    let isMeant = path.endsInSlash || isSingleSource && !isImageName
    if !isMeant { throw ValidationError(refusal) }
    if Directory.isTaken(path.withoutSlashes) {
      throw FileError(.cannotCreate, path: name, reason: "is not a directory")
    }
    if let reason = AtomicFile.obstacle(to: path.withoutSlashes) {
      throw FileError(.cannotCreate, path: name, reason: reason)
    }
  }

  private var isSingleSource: Bool { inputs.count + (list == nil ? 0 : 1) == 1 }

  /// Whether the name ends in an image extension, even of an unsupported format.
  private var isImageName: Bool {
    let name = name.lowercased()
    let extensions = FileFormat.allCases.flatMap(\.extensions) + ForeignFormat.allExtensions
    return extensions.contains { name.hasSuffix("." + $0) }
  }

  private var refusal: String {
    let sources = inputs + (list.map { ["the files in \($0)"] } ?? [])
    let shown = sources.prefix(3).joined(separator: ", ") + (sources.count > 3 ? ", ..." : "")
    var needing = "\(sources.count) inputs (\(shown)) need an output directory"
    if isSingleSource {
      needing = "\(shown) needs an output directory"
    } else if let first = sources.first, sources.allSatisfy({ $0 == first }) {
      let times = sources.count == 2 ? "twice" : "\(sources.count) times"
      needing = "\(first) is given \(times), which needs an output directory"
    }
    if Directory.isTaken(Path(name)) { return "\(needing), and \(name) is a file" }
    let help = isImageName ? "to create a directory of that name" : "to create it"
    return "\(needing), and \(name) does not exist; write \(name)/ \(help)"
  }
}
