// SPDX-License-Identifier: Apache-2.0

/// What becomes of an image's orientation.
///
/// The orientation is EXIF's; if there is none, that of XMP, else that of a PNG text.
public enum OrientationMode: String, Hashable, Sendable, CaseIterable {
  /// The pixels stay as they are stored, and the metadata says how to turn them.
  case keep
  /// The pixels are turned upright before the first filter, and the metadata says that they are.
  case apply
}
