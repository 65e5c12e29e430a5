// SPDX-License-Identifier: Apache-2.0

/// The classes of a metadata field, by what it reveals; a field may be of several classes.
struct FieldClasses: OptionSet, Hashable, Sendable {
  let rawValue: UInt16

  /// Where the image was taken.
  static let location = FieldClasses(rawValue: 1)
  /// Camera, lens, and their serial numbers.
  static let device = FieldClasses(rawValue: 2)
  /// Owners, people in the image, contacts.
  static let person = FieldClasses(rawValue: 4)
  /// When it was taken, changed, sent.
  static let dates = FieldClasses(rawValue: 8)
  /// Titles, descriptions, keywords.
  static let comments = FieldClasses(rawValue: 16)
  /// Software and earlier edits.
  static let history = FieldClasses(rawValue: 32)
  /// Creator and rights.
  static let copyright = FieldClasses(rawValue: 64)
  /// An ICC profile.
  static let icc = FieldClasses(rawValue: 128)
  /// Pixels per unit of length.
  static let density = FieldClasses(rawValue: 256)
  /// The meaning of colors, apart from an ICC profile.
  static let color = FieldClasses(rawValue: 512)
  /// Fields needed to read the image or the block: orientation, sizes, versions.
  static let structure = FieldClasses(rawValue: 1024)

  /// A container that may hold anything and cannot be edited.
  static let opaque: FieldClasses = [
    .location, .device, .person, .dates, .comments, .history, .copyright,
  ]
}
