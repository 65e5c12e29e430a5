// SPDX-License-Identifier: Apache-2.0

/// The list of Photoshop image resources in a JPEG's APP13.
///
/// Source: Adobe Photoshop File Formats Specification (2019), "Image Resources Section": a signature of 4 bytes, an
/// identifier of 2, a Pascal string padded to an even length, a size of 4 bytes, and the content padded to an even
/// length.
struct PhotoshopResources {
  /// A resource.
  struct Resource {
    /// The meaning of the resource.
    let identifier: UInt16
    /// The whole resource with its padding.
    let bytes: [UInt8]
    /// The content.
    let content: [UInt8]
    /// The bytes before the size.
    let head: [UInt8]

    /// The resource without its name.
    var unnamed: Resource {
      Resource(
        identifier: identifier, bytes: bytes, content: content, head: head.prefix(6) + [0, 0])
    }

    /// Returns the resource with another content.
    func replacing(_ content: [UInt8]) -> Resource {
      let count = content.count
      let size = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) }
      let padding = count.isMultiple(of: 2) ? [] : [UInt8(0)]
      return Resource(
        identifier: identifier, bytes: head + size + content + padding, content: content,
        head: head)
    }
  }

  /// IPTC data sets.
  static let iptc: UInt16 = 0x0404
  /// The MD5 of the IPTC data sets.
  static let iptcDigest: UInt16 = 0x0425
  /// Thumbnails of Photoshop 4 and 5.
  static let thumbnails: Set<UInt16> = [0x0409, 0x040c]

  /// All resources, in the order of the list.
  var resources: [Resource]

  /// Reads a list; `nil` if it is damaged.
  init?(_ bytes: [UInt8]) {
    resources = []
    var place = 0
    while place < bytes.count {
      // Some programs pad with zeros.
      if bytes[place...].allSatisfy({ $0 == 0 }) { return }
      guard let resource = PhotoshopResources.resource(bytes, at: place) else { return nil }
      resources.append(resource)
      place += resource.bytes.count
    }
  }

  private static func resource(_ bytes: [UInt8], at start: Int) -> Resource? {
    guard start + 12 <= bytes.count else { return nil }
    let signature = String(decoding: bytes[start..<start + 4], as: UTF8.self)
    guard ["8BIM", "MeSa", "AgHg", "PHUT", "DCSR"].contains(signature) else { return nil }
    let nameSize = (1 + Int(bytes[start + 6]) + 1) & ~1
    let sizePlace = start + 6 + nameSize
    guard sizePlace + 4 <= bytes.count else { return nil }
    let size = bytes[sizePlace..<sizePlace + 4].reduce(0) { $0 << 8 | Int($1) }
    let content = sizePlace + 4
    guard size <= bytes.count - content else { return nil }
    let end = min(bytes.count, content + (size + 1) & ~1)
    return Resource(
      identifier: UInt16(bytes[start + 4]) << 8 | UInt16(bytes[start + 5]),
      bytes: Array(bytes[start..<end]), content: Array(bytes[content..<content + size]),
      head: Array(bytes[start..<sizePlace]))
  }

  /// The list; `nil` if it is empty.
  var bytes: [UInt8]? { resources.isEmpty ? nil : resources.flatMap(\.bytes) }

  /// The IPTC data sets; `nil` if there are none, or they are damaged.
  var dataSets: IPTCDataSets? {
    resources.first { $0.identifier == PhotoshopResources.iptc }
      .flatMap { IPTCDataSets($0.content) }
  }
}

/// IPTC data sets.
///
/// Source: IPTC-NAA Information Interchange Model 4.2, 1.5: 0x1C, record, data set, and a size of 2 bytes; with the
/// highest bit of the size set, the rest of it is the number of bytes of the size that follows.
struct IPTCDataSets {
  /// A data set.
  struct DataSet {
    let record: UInt8
    let number: UInt8
    /// The whole data set.
    let bytes: [UInt8]
    let content: [UInt8]
  }

  /// All data sets, in order.
  var dataSets: [DataSet] = []

  /// Reads data sets; `nil` if they are damaged.
  init?(_ bytes: [UInt8]) {
    var place = 0
    while place < bytes.count {
      if bytes[place...].allSatisfy({ $0 == 0 }) { return }
      guard bytes[place] == 0x1c, place + 5 <= bytes.count else { return nil }
      var size = Int(bytes[place + 3]) << 8 | Int(bytes[place + 4])
      var content = place + 5
      if size & 0x8000 != 0 {
        let digits = size & 0x7fff
        guard digits <= 4, content + digits <= bytes.count else { return nil }
        size = bytes[content..<content + digits].reduce(0) { $0 << 8 | Int($1) }
        content += digits
      }
      guard size <= bytes.count - content else { return nil }
      let end = content + size
      dataSets.append(
        DataSet(
          record: bytes[place + 1], number: bytes[place + 2], bytes: Array(bytes[place..<end]),
          content: Array(bytes[content..<end])))
      place = end
    }
  }

  /// The data sets, concatenated.
  var bytes: [UInt8] { dataSets.flatMap(\.bytes) }

  /// Returns the text of the first data set of record 2 with this number.
  func text(_ number: UInt8) -> String? {
    dataSets.first { $0.record == 2 && $0.number == number }
      .map { String(decoding: $0.content, as: UTF8.self) }
  }
}
