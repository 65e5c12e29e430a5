// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles

/// Keeps a page from replacing the report or a file that the report names.
struct PageGuard {
  private let output: Output
  private let report: String
  /// The file that the page would replace.
  private let identity: FileIdentity?
  private var places = OutputPlaces()
  /// Where the page will stand, without links.
  private let place: Path?

  init(_ output: Output, report: String) {
    self.output = output
    self.report = report
    identity = FileIdentity(output)
    if case .path(let path) = output { place = places.place(of: path).path } else { place = nil }
  }

  /// - Throws: `.cannotCreate` if the page would replace the report.
  mutating func checkReport() throws(FileError) {
    if isPage(Path(report)) { throw fault("is the report itself") }
  }

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
