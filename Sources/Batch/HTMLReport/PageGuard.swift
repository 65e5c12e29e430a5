// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles

/// A check that a page does not replace the report or a file that the report names.
struct PageGuard {
  private let output: Output
  private let report: String
  /// The identity of the file that the page would replace.
  private let identity: FileIdentity?
  private var places = CanonicalPaths()
  /// The canonical path of the page.
  private let place: Path?

  init(_ output: Output, report: String) {
    self.output = output
    self.report = report
    identity = FileIdentity(output)
    if case .path(let path) = output { place = places.place(of: path).path } else { place = nil }
  }

  /// Checks the page against the report.
  ///
  /// - Throws: `.cannotCreate` if the page would replace the report.
  mutating func checkReport() throws(FileError) {
    if isPage(Path(report)) { throw fault("is the report itself") }
  }

  /// Checks the page against the files of a record.
  ///
  /// - Throws: `.cannotCreate` if the page would replace, or take the name of, a file of the record.
  mutating func check(_ record: FileRecord) throws(FileError) {
    if isPage(record.input.path) { throw fault("is an input of this report") }
    if let output = record.output?.path, isPage(output) {
      throw fault("is an output of this report")
    }
  }

  private mutating func isPage(_ path: Path) -> Bool {
    if let identity, FileIdentity(Input.path(path)) == identity { return true }
    guard let place, !path.isEmpty, path.parts.name == place.parts.name else { return false }
    return places.place(of: path).path == place
  }

  private func fault(_ reason: String) -> FileError {
    FileError(.cannotCreate, path: output.name, reason: reason + "; choose another name")
  }
}
