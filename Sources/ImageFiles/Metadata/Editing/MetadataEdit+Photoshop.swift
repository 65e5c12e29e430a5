// SPDX-License-Identifier: Apache-2.0

extension MetadataEdit {
  /// Returns the Photoshop resources for the output; `nil` if none stays.
  mutating func edited(photoshop bytes: [UInt8]) -> [UInt8]? {
    guard var resources = PhotoshopResources(bytes) else {
      note("dropped the Photoshop resources (IPTC): they are damaged")
      return nil
    }
    let old = resources.resources
    let dropsOpaque = !policy.keepsOpaque(in: nil) && !policy.isAllowList
    var isDigestStale = false
    resources.resources = old.compactMap { resource in
      if resource.identifier == PhotoshopResources.iptc {
        let result = edited(iptc: resource)
        isDigestStale = isDigestStale || result?.bytes != resource.bytes
        return result
      }
      guard keeps(resource) else {
        if dropsOpaque && FieldTable.photoshop(resource.identifier) == .opaque {
          note("dropped Photoshop resources that cannot be edited: they may hold what is stripped")
        }
        return nil
      }
      return resource
    }
    if isDigestStale {
      resources.resources.removeAll { $0.identifier == PhotoshopResources.iptcDigest }
    }
    let isSame = resources.resources.elementsEqual(old) { $0.bytes == $1.bytes }
    return isSame ? bytes : resources.bytes
  }

  private func keeps(_ resource: PhotoshopResources.Resource) -> Bool {
    if PhotoshopResources.thumbnails.contains(resource.identifier) { return false }
    let isDigest = resource.identifier == PhotoshopResources.iptcDigest
    if policy.isAllowList {
      // The name of a resource is free text.
      let isNamed = resource.head.count > 6 && resource.head[6] != 0
      if isNamed { return false }
    }
    return policy.keeps(
      FieldTable.photoshop(resource.identifier), in: isDigest ? .iptc : nil)
  }

  /// Returns the IPTC resource without the data sets that are stripped; `nil` if none is left.
  private mutating func edited(
    iptc resource: PhotoshopResources.Resource
  ) -> PhotoshopResources.Resource? {
    guard let sets = edited(iptc: resource.content) else { return nil }
    if sets == resource.content && !policy.isAllowList { return resource }
    return resource.unnamed.replacing(sets)
  }

  /// Returns the bare IPTC data sets without those that are stripped; `nil` if none is left.
  mutating func edited(iptc bytes: [UInt8]) -> [UInt8]? {
    guard var sets = IPTCDataSets(bytes) else {
      if policy.leaves(.iptc) { return bytes }
      note("dropped the IPTC data: it is damaged")
      return nil
    }
    let count = sets.dataSets.count
    sets.dataSets.removeAll { set in
      IPTCDataSets.isPreview(set)
        || !policy.keeps(FieldTable.iptc(record: set.record, dataSet: set.number), in: .iptc)
    }
    if sets.dataSets.count == count && !policy.isAllowList { return bytes }
    let isBare = sets.dataSets.allSatisfy { $0.record == 2 && $0.number == 0 || $0.record == 1 }
    return isBare ? nil : sets.bytes
  }
}

extension IPTCDataSets {
  /// Whether a data set is part of a preview: its format, its version, its data.
  static func isPreview(_ set: DataSet) -> Bool {
    set.record == 2 && (200...202).contains(set.number)
  }
}

extension FieldTable {
  /// Returns the classes of a Photoshop resource other than IPTC.
  ///
  /// Source: Adobe Photoshop File Formats Specification (2019), "Image Resource IDs".
  static func photoshop(_ identifier: UInt16) -> FieldClasses {
    switch identifier {
    case 0x03ed: .density  // ResolutionInfo
    case 0x03f0: .comments  // Caption
    case 0x040a, 0x040b: .copyright  // copyright flag and URL
    case 0x040f: .icc
    case 0x0419, 0x040d: .structure  // global altitude and angle
    case 0x0406: .structure  // JPEG quality
    case PhotoshopResources.iptcDigest: .structure
    default: .opaque
    }
  }
}
