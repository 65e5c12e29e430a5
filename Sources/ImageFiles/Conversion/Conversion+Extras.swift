// SPDX-License-Identifier: Apache-2.0

internal import Filters

extension Conversion {
  /// Whether rows of the input that no filter reads are decoded too, so that damage there is an error.
  ///
  /// Only a crop leaves rows unread on purpose.  A file that is to be replaced is read whole in any case.
  var readsAllRows: Bool {
    if case .input = replacing { return true }
    return !recipe.steps.contains { $0.filter.definition.copiesSamples }
  }

  /// Refuses to replace an input that holds more pictures than the one that is filtered.
  ///
  /// - Throws: `.cannotCreate`.
  func refuseLoss(of metadata: Metadata, path: String) throws(FileError) {
    guard case .input = replacing, !dropsExtraPictures, let loss = metadata.allExtras.lossInPlace
    else { return }
    throw FileError(
      .cannotCreate, path: path, reason: "replacing the file would lose \(loss)",
      detail: .extraPictures)
  }
}
