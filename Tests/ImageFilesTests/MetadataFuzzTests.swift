// SPDX-License-Identifier: Apache-2.0

import Filters
import ImageFiles
import TestSupport
import Testing

@Suite("Damaged metadata")
struct MetadataFuzzTests {
  private static let policies: [MetadataPolicy] = [
    MetadataPolicy(), MetadataPolicy(strips: [.private]),
    MetadataPolicy(strips: [.location, .device, .dates]),
    MetadataPolicy(strips: [.all], keeps: [.copyright, .exif]),
  ]

  @Test(
    "mutated blocks never trap, never grow, and are left alone by a second edit",
    arguments: 0..<2000)
  func mutatedBlocksNeverTrap(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let isLittleEndian = Bool.random(using: &generator)
    let jpeg = PlantedMetadata.jpeg(
      isLittleEndian: isLittleEndian, isAttributeForm: Bool.random(using: &generator)
    ).metadata
    var metadata = jpeg
    metadata.exif = mutate(try #require(jpeg.exif), using: &generator)
    metadata.xmp = mutate(try #require(jpeg.xmp), using: &generator)
    metadata.photoshop = mutate(try #require(jpeg.photoshop), using: &generator)
    metadata.extendedXMP?.bytes = mutate(jpeg.extendedXMP?.bytes ?? [], using: &generator)
    let digits = PlantedMetadata.hexadecimal("exif", metadata.exif ?? [])
    metadata.texts = [
      .init(
        form: .latin1(compressed: true), keyword: Array("Raw profile type exif".utf8),
        bytes: Bool.random(using: &generator) ? digits : mutate(digits, using: &generator))
    ]
    let policy = MetadataFuzzTests.policies[seed % MetadataFuzzTests.policies.count]
    let input = Shape(channels: 3, height: 3, width: 4)
    let output = Shape(channels: 3, height: 3, width: 4 + seed % 3 * 70000)
    var edit = MetadataEdit(policy, from: input, to: output, format: .jpeg)
    let once = edit.apply(metadata)
    #expect((once.exif?.count ?? 0) <= max(26, metadata.exif?.count ?? 0))
    // A new size may have more digits than the old one, and an allow list writes a frame of its own.
    #expect((once.xmp?.count ?? 0) <= (metadata.xmp?.count ?? 0) + 200)
    #expect((once.photoshop?.count ?? 0) <= (metadata.photoshop?.count ?? 0) + 1)
    var again = MetadataEdit(policy, from: input, to: output, format: .jpeg)
    let twice = again.apply(once)
    #expect(twice.exif == once.exif)
    #expect(twice.photoshop == once.photoshop)
    #expect(twice.orientation == (metadata.orientation))
    _ = MetadataSummary(metadata)
    _ = metadata.allExtras.phrases
  }

  @Test("every truncation of every block is survived")
  func truncatedBlocksAreSurvived() throws {
    let whole = PlantedMetadata.jpeg(isLittleEndian: false, isAttributeForm: false).metadata
    let exif = try #require(whole.exif)
    let xmp = try #require(whole.xmp)
    let photoshop = try #require(whole.photoshop)
    let shape = Shape(channels: 3, height: 3, width: 4)
    for count in 0..<max(exif.count, xmp.count, photoshop.count) {
      var metadata = whole
      metadata.exif = Array(exif.prefix(count))
      metadata.xmp = Array(xmp.prefix(count))
      metadata.photoshop = Array(photoshop.prefix(count))
      var edit = MetadataEdit(
        MetadataFuzzTests.policies[count % 4], from: shape, to: shape, format: .jpeg)
      let result = edit.apply(metadata)
      #expect(result.orientation == metadata.orientation)
    }
  }

  @Test("entries that all share one large value are edited in one pass over the block")
  func hostileEntries() {
    // 60000 entries of 4 MB each: marking each byte of each would take hours. The last entry stays.
    let count = 60000
    var block: [UInt8] = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, UInt8(count >> 8), UInt8(count & 255)]
    let size = 4 << 20
    for _ in 1..<count {
      block += [0x01, 0x0f, 0, 7, UInt8(size >> 24), UInt8(size >> 16 & 255), 0, 0, 0, 0, 0, 8]
    }
    block += [0x82, 0x98, 0, 2, 0, 0, 0, 4] + Array("Ann\0".utf8)
    block += [0, 0, 0, 0] + [UInt8](repeating: 1, count: size)
    var metadata = Metadata()
    metadata.exif = block
    let shape = Shape(channels: 3, height: 3, width: 4)
    var edit = MetadataEdit(
      MetadataPolicy(strips: [.device]), from: shape, to: shape, format: .png)
    let result = edit.apply(metadata)
    #expect(MetadataSummary(result).copyright == "Ann")
    #expect(result.exif?.prefix(26).suffix(4).elementsEqual([0, 0, 0, 0]) == true)
  }

  /// The bytes with some changes: other bytes, extreme numbers, pieces moved, the end cut.
  private func mutate(_ bytes: [UInt8], using generator: inout SeededGenerator) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 0...4, using: &generator) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &generator)
      switch Int.random(in: 0..<5, using: &generator) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
      case 1: bytes[place] = [0, 1, 0x7f, 0xff][Int.random(in: 0..<4, using: &generator)]
      case 2:
        for index in place..<min(bytes.count, place + 4) { bytes[index] = 0xff }
      case 3: bytes.removeLast(min(bytes.count, Int.random(in: 0...20, using: &generator)))
      default:
        let piece = Array(bytes[place..<min(bytes.count, place + 12)])
        let target = Int.random(in: 0...bytes.count - piece.count, using: &generator)
        bytes.replaceSubrange(target..<target + piece.count, with: piece)
      }
    }
    return bytes
  }
}
