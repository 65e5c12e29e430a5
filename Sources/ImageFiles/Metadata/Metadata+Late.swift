// SPDX-License-Identifier: Apache-2.0

extension Metadata {
  /// Returns the blocks, texts and segments that are not in `earlier`, the metadata of the same file known before.
  func added(since earlier: Metadata) -> Metadata {
    var late = Metadata()
    for (_, path) in Metadata.blocks where earlier[keyPath: path] == nil {
      late[keyPath: path] = self[keyPath: path]
    }
    if earlier.extendedXMP == nil { late.extendedXMP = extendedXMP }
    late.texts = Array(texts.dropFirst(earlier.texts.count))
    late.segments = Array(segments.dropFirst(earlier.segments.count))
    return late
  }

  /// The metadata that PNG can store after the image data, and the rest.
  var splitForAppending: (kept: Metadata, lost: Metadata) {
    var kept = Metadata()
    kept.exif = exif
    kept.xmp = xmp
    kept.modificationTime = modificationTime
    kept.texts = texts
    kept.segments = segments
    var lost = self
    lost.exif = nil
    lost.xmp = nil
    lost.modificationTime = nil
    lost.texts = []
    lost.segments = []
    return (kept, lost)
  }

  /// The names of all parts except the scalar metadata, for a message; `nil` if there are none.
  var namesOfParts: String? {
    let names = [
      icc.map { _ in "ICC profile" }, exif.map { _ in "EXIF data" }, xmp.map { _ in "XMP data" },
      extendedXMP.map { _ in "extended XMP data" },
      photoshop.map { _ in "Photoshop resources" }, texts.isEmpty ? nil : "texts",
      modificationTime.map { _ in "modification time" },
      cicp == nil && masteringDisplay == nil && contentLight == nil ? nil : "color data",
      segments.isEmpty ? nil : "other segments",
    ].compactMap(\.self)
    return names.isEmpty ? nil : names.joined(separator: ", ")
  }
}
