// SPDX-License-Identifier: Apache-2.0

/// A class of metadata that can be stripped or kept.
public enum MetadataClass: String, Hashable, Sendable, CaseIterable {
  /// All but color, density, orientation, pixel sizes, dates and copyright; for stripping only.
  case `private`
  /// All but color and density; for stripping only.
  case all
  /// Where the image was taken.
  case location
  /// Camera, lens, and their serial numbers.
  case device
  /// Owners, people in the image, contacts.
  case person
  /// When the image was taken, changed or sent.
  case dates
  /// Titles, descriptions, keywords, comments.
  case comments
  /// Software and earlier edits.
  case history
  /// Creator and rights.
  case copyright
  /// The ICC profile.
  case icc
  /// Pixels per unit of length.
  case density
  /// Everything in EXIF.
  case exif
  /// Everything in XMP.
  case xmp
  /// Everything in IPTC.
  case iptc
  /// PNG texts and JPEG comments.
  case text

  /// Creates the class of this name; `gps` is another name of `location`.
  public init?(name: String) {
    self.init(rawValue: name == "gps" ? "location" : name)
  }

  /// Whether everything that is not known to be safe is removed.
  public var isAllowList: Bool { self == .private || self == .all }

  /// The fields of the class; empty for allow lists and containers.
  var fields: FieldClasses {
    switch self {
    case .location: .location
    case .device: .device
    case .person: .person
    case .dates: .dates
    case .comments: .comments
    case .history: .history
    case .copyright: .copyright
    case .icc: .icc
    case .density: .density
    case .private, .all, .exif, .xmp, .iptc, .text: []
    }
  }
}
