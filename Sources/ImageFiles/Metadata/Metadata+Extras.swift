// SPDX-License-Identifier: Apache-2.0

extension Metadata {
  /// The extras that the reader found and those that XMP announces.
  public var allExtras: Extras {
    var result = extras
    for packet in [xmp, extendedXMP?.bytes].compactMap(\.self) {
      let announced = Announcement.all(in: packet)
      result.hasGainMap = result.hasGainMap || announced.contains(.gainMap)
      result.hasDepthMap = result.hasDepthMap || announced.contains(.depthMap)
      result.hasVideo = result.hasVideo || announced.contains(.video)
    }
    return result
  }
}

extension Metadata.Extras {
  /// The extras, one phrase each: "the second picture (gain map)", "3 more frames".
  public var phrases: [String] {
    var phrases = lostPictures
    if hasCredentials { phrases.append("the content credentials (C2PA)") }
    // The other pictures and the video follow the image: their bytes are already reported.
    if trailingBytes > 0 && pictures == 0 && !hasVideo && !hasGainMap && !hasDepthMap {
      phrases.append("\(counted(trailingBytes, "byte", "bytes")) after the image")
    }
    return phrases
  }

  /// Notes on what an output without these extras loses, one sentence each.
  var notes: [String] {
    phrases.map { phrase in
      if phrase == framesText { return "left out \(phrase): animations are not filtered" }
      return "left out \(phrase)" + (phrase.hasSuffix("(C2PA)") ? ": they no longer hold" : "")
    }
  }

  /// The pictures that replacing the input would lose for good; `nil` if there are none.
  var lossInPlace: String? {
    lostPictures.isEmpty ? nil : lostPictures.joined(separator: " and ")
  }

  private var lostPictures: [String] {
    [picturesText, framesText, hasVideo ? "the video of the motion photo" : nil]
      .compactMap(\.self)
  }

  private var framesText: String? {
    frames > 0 ? counted(frames, "more frame", "more frames") : nil
  }

  /// The other pictures, in one phrase: a gain map usually is one of those that the index lists.
  private var picturesText: String? {
    let maps = [hasGainMap ? "gain map" : nil, hasDepthMap ? "depth map" : nil].compactMap(\.self)
    let named = maps.joined(separator: " and the ")
    if pictures == 0 { return maps.isEmpty ? nil : "the \(named)" }
    if pictures == 1 && maps.count == 1 { return "the second picture (\(named))" }
    let count = counted(pictures, "more picture", "more pictures")
    return maps.isEmpty ? "\(count) (MPF)" : "\(count) (MPF), the \(named) included"
  }

  private func counted(_ count: Int, _ one: String, _ many: String) -> String {
    "\(count) \(count == 1 ? one : many)"
  }
}
