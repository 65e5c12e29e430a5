// SPDX-License-Identifier: Apache-2.0

/// The chunks of a PNG file, found by their lengths alone.
///
/// Shares nothing with the codecs.  Source: PNG specification (third edition), 5.3 and 5.6.
public struct PNGChunks {
  /// One chunk.
  public struct Chunk: Equatable {
    /// The type: four letters.
    public var name: String
    /// The content.
    public var data: [UInt8]
  }

  /// All chunks, IHDR to IEND, consecutive IDATs as one.
  public private(set) var chunks: [Chunk] = []
  /// What is wrong with the file's frame: the signature, a length, a CRC, bytes after IEND.
  public private(set) var damage: [String] = []

  /// The chunks of a file.
  public init(_ file: [UInt8]) {
    if file.prefix(8) != [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] {
      damage += ["signature"]
    }
    var place = 8
    while place < file.count {
      guard place + 12 <= file.count, Self.number(file, place) <= file.count - place - 12 else {
        damage.append("a chunk is cut")
        return
      }
      let end = place + 8 + Self.number(file, place)
      let name = String(decoding: file[place + 4..<place + 8], as: UTF8.self)
      if TinyPNG.crc32(Array(file[place + 4..<end])) != UInt32(Self.number(file, end)) {
        damage.append("CRC of \(name)")
      }
      append(Chunk(name: name, data: Array(file[place + 8..<end])))
      place = end + 4
    }
  }

  private mutating func append(_ chunk: Chunk) {
    if chunk.name == "IDAT", let last = chunks.last, last.name == "IDAT" {
      chunks[chunks.count - 1].data += chunk.data
    } else {
      chunks.append(chunk)
    }
  }

  private static func number(_ bytes: [UInt8], _ place: Int) -> Int {
    bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
  }

  /// The types in the order of the file.
  public var names: [String] { chunks.map(\.name) }

  /// The contents of all chunks of a type.
  public subscript(name: String) -> [[UInt8]] { chunks.filter { $0.name == name }.map(\.data) }

  /// The types before the image data, and after it.
  public var sides: (before: [String], after: [String]) {
    let parts = names.split(separator: "IDAT", omittingEmptySubsequences: false)
    return (Array(parts.first ?? []), Array(parts.dropFirst().joined()))
  }

  /// Which rules about the number and the order of chunks the file breaks.
  public var brokenRules: [String] {
    var broken = damage
    if names.first != "IHDR" || names.last != "IEND" { broken.append("IHDR and IEND are the ends") }
    let once = [
      "IHDR", "PLTE", "IDAT", "IEND", "cHRM", "cICP", "gAMA", "iCCP", "mDCV", "cLLI", "sBIT",
      "sRGB",
      "bKGD", "hIST", "tRNS", "eXIf", "pHYs", "tIME", "acTL", "oFFs",
    ]
    for name in once where self[name].count > 1 { broken.append("\(name) is there once") }
    let beforePalette: Set = ["cHRM", "cICP", "gAMA", "iCCP", "mDCV", "cLLI", "sBIT", "sRGB"]
    let early = beforePalette.union(["bKGD", "hIST", "tRNS", "pHYs", "sPLT", "acTL", "oFFs"])
    if let palette = names.firstIndex(of: "PLTE") {
      broken += names[palette...].filter(beforePalette.contains).map { "\($0) is before PLTE" }
    }
    return broken + sides.after.filter(early.contains).map { "\($0) is before IDAT" }
  }
}
