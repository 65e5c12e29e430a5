// SPDX-License-Identifier: Apache-2.0

package import Filters

/// The edit of metadata between a reader and a writer: what the filter made wrong is updated or dropped, and what the
/// user does not want is stripped.
///
/// Thumbnails are always dropped, because the pixels change. Any other loss that the user did not ask for has a note.
package struct MetadataEdit {
  /// The policy on what to strip.
  let policy: MetadataPolicy
  /// The output's format.
  let format: FileFormat
  /// The extent of the output if it is not the input's.
  let newSize: (width: Int, height: Int)?
  /// The orientation by which the pixels were turned upright; `nil` to keep the one that is stated.
  private(set) var turn: Orientation?
  /// A sentence for each loss.
  package private(set) var notes: [String] = []

  /// Creates an edit for an output of this format and shape.
  ///
  /// - Parameters:
  ///   - input: the shape of the stored image.
  ///   - turn: the orientation by which the pixels were turned upright; `nil` if they were not asked to be.
  package init(
    _ policy: MetadataPolicy, from input: Shape, to output: Shape, format: FileFormat,
    turn: Orientation? = nil
  ) {
    self.policy = policy
    self.turn = turn
    self.format = format
    let isSame = input.width == output.width && input.height == output.height
    newSize = isSame ? nil : (output.width, output.height)
  }

  /// Adds a note, unless it is already there.
  mutating func note(_ text: String) {
    if !notes.contains(text) { notes.append(text) }
  }

  /// Returns the metadata for the output, without the extras.
  package mutating func apply(_ metadata: Metadata) -> Metadata {
    var result = metadata
    result.extras = Metadata.Extras()
    editColor(&result)
    editXMP(&result)
    result.photoshop = metadata.photoshop.flatMap { edited(photoshop: $0) }
    result.texts = metadata.texts.compactMap { edited($0) }
    result.segments = metadata.segments.filter { keeps($0) }
    if !policy.keeps(.dates, in: nil) { result.modificationTime = nil }
    result.exif = metadata.exif.flatMap { edited(exif: $0) }
    let orientation = metadata.orientation
    if turn == nil && orientation != 1 && result.orientation != orientation {
      result.exif = TIFFBlock.minimal(orientation: orientation)
    }
    return result
  }

  /// Whether the pixels are not where they are stored.
  var isTurned: Bool { turn != nil && turn != .topLeft }

  /// Whether rows of the stored image have become columns.
  var isTransposed: Bool { turn?.isTransposed ?? false }

  /// Leaves late metadata as it is if it alone states an orientation: the pixels have been written.
  ///
  /// - Parameter metadata: all metadata of the input.
  package mutating func keepLateOrientation(of metadata: Metadata) {
    guard turn == .topLeft, metadata.statedOrientation != .topLeft else { return }
    turn = nil
    note(
      "the orientation comes after the image data and was not applied; give the input as a file, not a pipe"
    )
  }

  /// Edits the ICC profile and the density, which are not in a container.
  private mutating func editColor(_ metadata: inout Metadata) {
    if let icc = metadata.icc, !policy.keeps(.icc, in: nil) {
      metadata.icc = nil
      if !ICCDescription(icc).isSRGB {
        note("stripped the ICC profile, which is not sRGB's: colors will look different")
      }
    }
    if !policy.keeps(.density, in: nil) { metadata.density = nil }
    if isTransposed, let density = metadata.density {
      metadata.density = .init(x: density.y, y: density.x, unit: density.unit)
    }
  }
}

/// The description of an ICC profile.
///
/// Source: ICC.1:2022, 7.3 (the tag table at byte 128: a count, then signature, offset and size), 9.2.41 (`desc`).
struct ICCDescription {
  /// Whether the profile is described as sRGB's.
  let isSRGB: Bool

  init(_ profile: [UInt8]) {
    func number(_ offset: Int) -> Int? {
      offset <= profile.count - 4
        ? profile[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } : nil
    }
    let tags = (0..<min(number(128) ?? 0, 100)).map { 132 + 12 * $0 }
    let text = tags.lazy.compactMap { tag -> [UInt8]? in
      guard number(tag) == 0x6465_7363, let start = number(tag + 4), let size = number(tag + 8),
        start <= profile.count, size <= profile.count - start
      else { return nil }
      // In version 4 the text is UTF-16: without the zeros it is ASCII as in version 2.
      return profile[start..<start + size].filter { $0 != 0 }
    }.first
    isSRGB = text.map { String(decoding: $0, as: UTF8.self).contains("sRGB") } ?? false
  }
}
