// SPDX-License-Identifier: Apache-2.0

/// The XMP namespaces that have a meaning here, by their usual prefixes.
///
/// A file may use any prefix; only the URI counts. A prefix that a file uses without declaring it means its usual URI.
enum XMPNamespace {
  static let rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  static let meta = "adobe:ns:meta/"
  static let xml = "http://www.w3.org/XML/1998/namespace"
  /// The namespace of declarations of namespaces.
  static let xmlns = "http://www.w3.org/2000/xmlns/"

  /// Returns the usual prefix of a namespace.
  static func prefix(of uri: String) -> String? { prefixes[uri] }

  /// The URI of each usual prefix.
  static let usual: [String: String] = [
    "rdf": rdf, "x": meta, "xml": xml,
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpNote": "http://ns.adobe.com/xmp/note/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "xmpBJ": "http://ns.adobe.com/xap/1.0/bj/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "xmpDM": "http://ns.adobe.com/xmp/1.0/DynamicMedia/",
    "stEvt": "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#",
    "stRef": "http://ns.adobe.com/xap/1.0/sType/ResourceRef#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "tiff": "http://ns.adobe.com/tiff/1.0/",
    "aux": "http://ns.adobe.com/exif/1.0/aux/",
    "exifEX": "http://cipa.jp/exif/1.0/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "crs": "http://ns.adobe.com/camera-raw-settings/1.0/",
    "crss": "http://ns.adobe.com/camera-raw-saved-settings/1.0/",
    "lr": "http://ns.adobe.com/lightroom/1.0/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
    "cc": "http://creativecommons.org/ns#",
    "mwg-rs": "http://www.metadataworkinggroup.com/schemas/regions/",
    "MP": "http://ns.microsoft.com/photo/1.2/",
    "MPRI": "http://ns.microsoft.com/photo/1.2/t/RegionInfo#",
    "MPReg": "http://ns.microsoft.com/photo/1.2/t/Region#",
    "MicrosoftPhoto": "http://ns.microsoft.com/photo/1.0/",
    "drone-dji": "http://www.dji.com/drone-dji/1.0/",
    "hdrgm": "http://ns.adobe.com/hdr-gain-map/1.0/",
    "Container": "http://ns.google.com/photos/1.0/container/",
    "Item": "http://ns.google.com/photos/1.0/container/item/",
    "GCamera": "http://ns.google.com/photos/1.0/camera/",
    "GDepth": "http://ns.google.com/photos/1.0/depthmap/",
    "GImage": "http://ns.google.com/photos/1.0/image/",
    "Device": "http://ns.google.com/photos/dd/1.0/device/",
    "HDRGainMap": "http://ns.apple.com/HDRGainMap/1.0/",
    "apdi": "http://ns.apple.com/pixeldatainfo/1.0/",
    "depthData": "http://ns.apple.com/depthData/1.0/",
    "MiCamera": "http://ns.xiaomi.com/photos/1.0/camera/",
  ]

  private static let prefixes: [String: String] = {
    var result = Dictionary(uniqueKeysWithValues: usual.map { ($0.value, $0.key) })
    // URIs that programs other than Adobe's and Microsoft's write for the same namespaces.
    result["http://ns.microsoft.com/photo/1.0"] = "MicrosoftPhoto"
    result["http://ns.adobe.com/xap/1.0/t/pg/"] = "xmpMM"
    result["http://creativecommons.org/ns"] = "cc"
    return result
  }()
}
