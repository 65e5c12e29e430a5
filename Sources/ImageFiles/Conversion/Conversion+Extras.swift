// SPDX-License-Identifier: Apache-2.0

extension Conversion {
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
