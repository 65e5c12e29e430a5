// SPDX-License-Identifier: Apache-2.0

internal import Batch
internal import ImageFiles

/// The facts that `info` shows about an image's metadata, except blocks and texts.
struct MetadataFacts {
  private let metadata: Metadata
  private let summary: MetadataSummary

  init(_ metadata: Metadata) {
    self.metadata = metadata
    summary = MetadataSummary(metadata)
  }

  /// The facts as lines of text; absent ones are left out.
  var lines: [String] {
    var lines = values.map { "\($0.name): \($0.text)" }
    if summary.hasLocation { lines.append("location: yes") }
    if summary.hasThumbnail { lines.append("thumbnail: yes") }
    if summary.hasMakerNotes { lines.append("MakerNotes: yes") }
    if let cicp = metadata.cicp {
      lines.append("cICP: \(cicp.map(String.init).joined(separator: ", "))")
    }
    if let gamma = metadata.gamma { lines.append("gAMA: \(gamma)") }
    if let chromaticities = metadata.chromaticities {
      lines.append("cHRM: \(chromaticities.map(String.init).joined(separator: ", "))")
    }
    if let intent = metadata.srgbIntent { lines.append("sRGB: rendering intent \(intent)") }
    if metadata.masteringDisplay != nil { lines.append("mDCV: yes") }
    if metadata.contentLight != nil { lines.append("cLLI: yes") }
    if let time { lines.append("tIME: \(time)") }
    lines += metadata.segments.map { "\($0.name): \($0.bytes.count) bytes" }
    lines += metadata.allExtras.phrases.map { "not kept by filters: \($0)" }
    return lines
  }

  /// The facts as JSON; absent ones are null, false or empty.
  var json: [(String, JSON)] {
    func text(_ value: String?) -> JSON { value.map(JSON.string) ?? .null }
    func numbers(_ values: [Int]?) -> JSON { values.map { .array($0.map(JSON.number)) } ?? .null }
    return [
      ("captured", text(summary.captureDate)), ("camera", text(summary.camera)),
      ("serial_number", text(summary.serialNumber)), ("owner", text(summary.owner)),
      ("creator", text(summary.creator)), ("copyright", text(summary.copyright)),
      ("location", .bool(summary.hasLocation)), ("thumbnail", .bool(summary.hasThumbnail)),
      ("maker_notes", .bool(summary.hasMakerNotes)),
      ("cicp", numbers(metadata.cicp?.map(Int.init))),
      ("gamma", metadata.gamma.map { .number(Int($0)) } ?? .null),
      ("chromaticities", numbers(metadata.chromaticities?.map(Int.init))),
      ("srgb_intent", metadata.srgbIntent.map { .number(Int($0)) } ?? .null),
      ("mdcv", .bool(metadata.masteringDisplay != nil)),
      ("clli", .bool(metadata.contentLight != nil)),
      ("modified", text(time)),
      (
        "segments",
        .array(
          metadata.segments.map {
            .object([("name", .string($0.name)), ("bytes", .number($0.bytes.count))])
          })
      ),
      ("extras", extras),
    ]
  }

  private var values: [(name: String, text: String)] {
    [
      ("captured", summary.captureDate), ("camera", summary.camera),
      ("serial number", summary.serialNumber), ("owner", summary.owner),
      ("creator", summary.creator), ("copyright", summary.copyright),
    ].compactMap { name, text in text.map { (name, $0) } }
  }

  private var extras: JSON {
    let extras = metadata.allExtras
    return .object([
      ("pictures", .number(extras.pictures)), ("frames", .number(extras.frames)),
      ("gain_map", .bool(extras.hasGainMap)), ("depth_map", .bool(extras.hasDepthMap)),
      ("video", .bool(extras.hasVideo)), ("credentials", .bool(extras.hasCredentials)),
      ("trailing_bytes", .number(extras.trailingBytes)),
    ])
  }

  /// The time of PNG's tIME chunk: a year of two bytes, then month, day, hour, minute and second.
  private var time: String? {
    guard let bytes = metadata.modificationTime, bytes.count == 7 else { return nil }
    func digits(_ number: Int, _ count: Int) -> String {
      String(repeating: "0", count: max(0, count - "\(number)".count)) + "\(number)"
    }
    let date =
      [digits(Int(bytes[0]) << 8 | Int(bytes[1]), 4)] + bytes[2...3].map { digits(Int($0), 2) }
    let clock = bytes[4...6].map { digits(Int($0), 2) }
    return date.joined(separator: "-") + "T" + clock.joined(separator: ":") + "Z"
  }
}
