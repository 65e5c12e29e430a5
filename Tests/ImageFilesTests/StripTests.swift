// SPDX-License-Identifier: Apache-2.0

import Filters
import ImageFiles
import TestSupport
import Testing

@Suite("Stripping metadata")
struct StripTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  /// Every form of the planted metadata, and every class.
  private static let cases: [(isPNG: Bool, isLittleEndian: Bool, isAttributeForm: Bool)] =
    [false, true].flatMap { png in
      [(png, false, false), (png, true, true), (png, false, true), (png, true, false)]
    }

  @Test(
    "no secret of a stripped class is in the edited metadata, all others are",
    arguments: MetadataClass.allCases.map(Optional.some) + [nil])
  func strippedSecretsLeaveTheMetadata(name: MetadataClass?) {
    for (isPNG, isLittleEndian, isAttributeForm) in StripTests.cases {
      let planted =
        isPNG
        ? PlantedMetadata.png(isLittleEndian: isLittleEndian, isAttributeForm: isAttributeForm)
        : PlantedMetadata.jpeg(isLittleEndian: isLittleEndian, isAttributeForm: isAttributeForm)
      let shape = Shape(channels: 3, height: 3, width: 4)
      var edit = MetadataEdit(
        MetadataPolicy(strips: name.map { [$0] } ?? []), from: shape, to: shape,
        format: isPNG ? .png : .jpeg)
      let result = edit.apply(planted.metadata)
      let blocks = StripTests.views(of: result)
      check(planted.secrets, name, in: blocks, "edited")
      #expect(result.orientation == 6)
    }
  }

  @Test(
    "no secret of a stripped class is in an output file, plain, inflated, or from hexadecimal digits",
    arguments: MetadataClass.allCases.map(Optional.some) + [nil])
  func strippedSecretsLeaveTheFiles(name: MetadataClass?) throws {
    for (isPNG, isLittleEndian, isAttributeForm) in StripTests.cases {
      let planted =
        isPNG
        ? PlantedMetadata.png(isLittleEndian: isLittleEndian, isAttributeForm: isAttributeForm)
        : PlantedMetadata.jpeg(isLittleEndian: isLittleEndian, isAttributeForm: isAttributeForm)
      let input = try directory.write(
        isPNG ? pngFile(planted.metadata) : jpegFile(planted.metadata), to: "in")
      for format in [FileFormat.png, .jpeg] {
        var conversion = try Conversion(Recipe([]))
        conversion.encoding.format = format
        conversion.metadataPolicy = MetadataPolicy(strips: name.map { [$0] } ?? [])
        let result = try conversion.run(.path(input), to: .path(directory.file("out")))
        let reader = try ImageReader(.path(directory.file("out")))
        #expect(reader.metadata.orientation == 6)
        let bytes = try directory.read("out")
        let views = [bytes] + FileViews.inflated(bytes)
        let all = views + views.flatMap(FileViews.unhexed)
        let delivered = try ImageReader(.path(input)).metadata
        let isSame = isPNG == (format == .png)
        check(
          planted.secrets, name, in: all, "\(isPNG ? "PNG" : "JPEG") to \(format)",
          survival: isSame ? { StripTests.isDelivered($0, delivered) } : { _ in false })
        if name == .location || name == .device {
          #expect(result.notes.contains { $0.contains("MakerNotes") })
        }
      }
    }
  }

  @Test("NPY in, no metadata out, no crash")
  func bareNPY() throws {
    var conversion = try Conversion(Recipe([]))
    conversion.metadataPolicy = MetadataPolicy(strips: [.all])
    let image = randomImage(Shape(channels: 3, height: 3, width: 4), maximum: 255, seed: 1)
    try writeImage(image, to: directory.file("a.npy"), hasAlpha: false, encoding: Encoding(.npy))
    let result = try conversion.run(
      .path(directory.file("a.npy")), to: .path(directory.file("b.png")))
    #expect(result.notes == [])
  }

  /// Whether the reader delivers a secret's container; what it does not, no output can keep.
  private static func isDelivered(_ secret: Secret, _ metadata: Metadata) -> Bool {
    views(of: metadata).contains { FileViews.contains(secret.bytes, in: $0) }
  }

  private func check(
    _ secrets: [Secret], _ name: MetadataClass?, in views: [[UInt8]], _ place: String,
    survival: (Secret) -> Bool = { _ in true }
  ) {
    for view in views {
      #expect(!FileViews.contains(Array("THUMBNAIL-OF".utf8), in: view), "\(place): thumbnail")
    }
    for secret in secrets {
      let isFound = views.contains { FileViews.contains(secret.bytes, in: $0) }
      let expected =
        name.map { secret.isKept(stripping: $0) } ?? (secret.isInRawProfile ? nil : true)
      if expected == false {
        #expect(!isFound, "\(place), \(name?.rawValue ?? "none"): \(secret.text) is still there")
      } else if expected == true && survival(secret) {
        #expect(isFound, "\(place), \(name?.rawValue ?? "none"): \(secret.text) is gone")
      }
    }
  }

  /// The blocks of a metadata value, hexadecimal profiles decoded too.
  private static func views(of metadata: Metadata) -> [[UInt8]] {
    let blocks = [
      metadata.exif, metadata.xmp, metadata.extendedXMP?.bytes, metadata.photoshop, metadata.icc,
    ].compactMap(\.self)
    let texts = metadata.texts.map(\.bytes)
    return blocks + texts + texts.flatMap(FileViews.unhexed) + metadata.segments.map(\.bytes)
  }

  // MARK: - Files

  private func pngFile(_ metadata: Metadata) -> [UInt8] {
    var png = TinyPNG(
      width: 4, height: 3, colorType: .rgb, bitDepth: 8, samples: Array(0..<36))
    png.chunksBefore = [("eXIf", metadata.exif ?? [])]
    png.chunksBefore.append(
      ("iTXt", Array("XML:com.adobe.xmp\0\0\0\0\0".utf8) + (metadata.xmp ?? [])))
    for text in metadata.texts { png.chunksBefore.append(chunk(text)) }
    for segment in metadata.segments { png.chunksBefore.append((segment.name, segment.bytes)) }
    return png.encoded()
  }

  private func chunk(_ text: Metadata.Text) -> (String, [UInt8]) {
    let head = text.keyword + [0]
    switch text.form {
    case .latin1(false), .comment: return ("tEXt", head + text.bytes)
    case .latin1(true): return ("zTXt", head + [0] + FileViews.deflated(text.bytes))
    case .utf8(false): return ("iTXt", head + [0, 0, 0, 0] + text.bytes)
    case .utf8(true): return ("iTXt", head + [1, 0, 0, 0] + FileViews.deflated(text.bytes))
    }
  }

  private func jpegFile(_ metadata: Metadata) throws -> [UInt8] {
    let image = randomImage(Shape(channels: 3, height: 3, width: 4), maximum: 255, seed: 1)
    let plain = try encoded(image, Encoding(.jpeg))
    // A JFIF thumbnail of one pixel, and one in JFXX.
    let pixel = Array("JFIF\0".utf8) + [1, 1, 0, 0, 1, 0, 1, 1, 1, 7, 8, 9]
    var file: [UInt8] = [0xff, 0xd8] + segment(0xe0, pixel)
    file += segment(0xe0, Array("JFXX\0".utf8) + [0x10] + PlantedMetadata.thumbnail)
    file += segment(0xe1, Array("Exif\0\0".utf8) + (metadata.exif ?? []))
    file += segment(0xe1, Array("http://ns.adobe.com/xap/1.0/\0".utf8) + (metadata.xmp ?? []))
    if let extended = metadata.extendedXMP {
      let count = extended.bytes.count
      file += segment(
        0xe1,
        Array("http://ns.adobe.com/xmp/extension/\0".utf8) + extended.guid
          + [0, 0, UInt8(count >> 8), UInt8(count & 255), 0, 0, 0, 0] + extended.bytes)
    }
    file += segment(0xed, Array("Photoshop 3.0\0".utf8) + (metadata.photoshop ?? []))
    for segment in metadata.segments { file += self.segment(0xe7, segment.bytes) }
    for text in metadata.texts { file += segment(0xfe, text.bytes) }
    return file + plain.dropFirst(20)
  }

  private func segment(_ marker: UInt8, _ bytes: [UInt8]) -> [UInt8] {
    let size = bytes.count + 2
    return [0xff, marker, UInt8(size >> 8), UInt8(size & 255)] + bytes
  }
}

/// The ways in which a secret may stand in a file.
enum FileViews {
  /// Whether `bytes` contain `word`.
  static func contains(_ word: [UInt8], in bytes: [UInt8]) -> Bool {
    guard let first = word.first, bytes.count >= word.count else { return false }
    return bytes.indices.dropLast(word.count - 1).contains { place in
      bytes[place] == first && bytes[place...].starts(with: word)
    }
  }

  /// What every zlib stream of a PNG holds, but for the image data's.
  static func inflated(_ file: [UInt8]) -> [[UInt8]] {
    guard file.starts(with: [0x89, 0x50, 0x4e, 0x47]) else { return [] }
    var result: [[UInt8]] = []
    var place = 8
    while place + 12 <= file.count {
      let size = file[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
      let name = String(decoding: file[place + 4..<place + 8], as: UTF8.self)
      let data = Array(file[place + 8..<place + 8 + size])
      if name != "IDAT" {
        // A stream may start wherever a header of zlib may stand: method 8, divisible by 31.
        for start in data.indices.dropLast(2)
        where data[start] & 15 == 8 && (Int(data[start]) << 8 | Int(data[start + 1])) % 31 == 0 {
          if let stream = try? TinyInflate.inflate(Array(data[(start + 2)...])) {
            result.append(stream.output)
          }
        }
      }
      place += 12 + size
    }
    return result
  }

  /// What a text's hexadecimal digits stand for, from each line feed on.
  static func unhexed(_ text: [UInt8]) -> [[UInt8]] {
    let digits = text.map { Character(Unicode.Scalar($0)).hexDigitValue }
    var result: [[UInt8]] = []
    var values: [Int] = []
    for (index, byte) in text.enumerated() {
      if let digit = digits[index] {
        values.append(digit)
      } else if byte != 0x0a || values.count < 72 {
        result.append(bytes(values))
        values = []
      }
    }
    return (result + [bytes(values)]).filter { $0.count > 4 }
  }

  private static func bytes(_ values: [Int]) -> [UInt8] {
    (0..<values.count / 2).map { UInt8(values[2 * $0] << 4 | values[2 * $0 + 1]) }
  }

  /// A zlib stream of stored blocks.
  static func deflated(_ bytes: [UInt8]) -> [UInt8] {
    var a: UInt32 = 1
    var b: UInt32 = 0
    for byte in bytes {
      a = (a + UInt32(byte)) % 65521
      b = (b + a) % 65521
    }
    let sum = b << 16 | a
    return [0x78, 0x01] + TinyPNG.stored(bytes)
      + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: sum >> $0) }
  }
}
