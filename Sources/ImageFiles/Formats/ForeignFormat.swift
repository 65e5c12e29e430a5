// SPDX-License-Identifier: Apache-2.0

/// An image format that imgconv recognizes but does not read, for a helpful error message.
public struct ForeignFormat: Hashable, Sendable {
  /// Bytes at an offset in a file.
  private struct Mark: Hashable {
    let offset: Int
    let bytes: [UInt8]

    init(_ text: String, at offset: Int = 0) { (self.offset, bytes) = (offset, Array(text.utf8)) }

    init(_ bytes: [UInt8], at offset: Int = 0) { (self.offset, self.bytes) = (offset, bytes) }

    /// Whether the bytes at the offset are these.
    func matches(_ beginning: [UInt8]) -> Bool { beginning.dropFirst(offset).starts(with: bytes) }
  }

  /// The name for use in sentences.
  public let name: String
  /// The file name extensions in lower case.
  public let extensions: [String]
  /// A program that converts it to PNG.
  let converter: String
  /// The signatures of the format; a file matches one if it has all its marks.
  private let signatures: [[Mark]]
  /// Whether the file must have one of the extensions too, because other formats share the signature.
  private let isKnownByName: Bool

  private init(
    _ name: String, _ extensions: [String], converter: String, byName: Bool = false,
    _ signatures: [[Mark]]
  ) {
    self.name = name
    self.extensions = extensions
    self.converter = converter
    isKnownByName = byName
    self.signatures = signatures
  }

  /// The number of bytes at the start of a file that are examined.
  static let bytesNeeded = 512

  /// Creates the format detected from a file's first bytes; `nil` for an unknown one.
  ///
  /// - Parameter fileName: the file's name, which distinguishes camera files from TIFF.
  public init?(_ beginning: [UInt8], fileName: String) {
    let ending = fileName.lastIndex(of: ".").map { fileName[$0...].dropFirst().lowercased() } ?? ""
    let found = ForeignFormat.all.first { format in
      (!format.isKnownByName || format.extensions.contains(ending))
        && format.signatures.contains { $0.allSatisfy { $0.matches(beginning) } }
    }
    guard let found = found ?? (ForeignFormat.isSVG(beginning) ? ForeignFormat.svg : nil) else {
      return nil
    }
    self = found
  }

  /// Whether an XML text has an `svg` element near its beginning.
  private static func isSVG(_ beginning: [UInt8]) -> Bool {
    let text = String(decoding: beginning, as: UTF8.self)
    let start = text.first { !$0.isWhitespace && $0 != "\u{feff}" }
    return start == "<" && text.contains("<svg")
  }
}

extension ForeignFormat {
  /// All formats but SVG, which has no signature.
  ///
  /// Sources: RFC 9649 (WebP), TIFF 6.0, GIF89a, ISO/IEC 14496-12 and the registry of brands at mp4ra.org (HEIC, AVIF,
  /// CR3), ISO/IEC 18181-2 (JPEG XL), ISO/IEC 15444-1 (JPEG 2000), and the PRONOM registry for the others.
  private static let all: [ForeignFormat] = [
    ForeignFormat("WebP", ["webp"], converter: "dwebp", [[Mark("RIFF"), Mark("WEBP", at: 8)]]),
    ForeignFormat("GIF", ["gif"], converter: "ImageMagick", [[Mark("GIF87a")], [Mark("GIF89a")]]),
    ForeignFormat("AVIF", ["avif"], converter: "avifdec", brands("avif", "avis")),
    ForeignFormat(
      "HEIC", ["heic", "heif", "hif"], converter: "heif-convert",
      brands("heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1")),
    ForeignFormat(
      "camera RAW", ["cr2", "cr3", "raf", "orf", "rw2", "x3f"], converter: "darktable-cli",
      brands("crx ") + [
        [Mark(littleTIFF), Mark("CR", at: 8)], [Mark("FUJIFILMCCD-RAW")], [Mark("IIRO")],
        [Mark("IIRS")], [Mark("MMOR")], [Mark("IIU\0")], [Mark("FOVb")],
      ]),
    ForeignFormat(
      "camera RAW", ["nef", "nrw", "arw", "sr2", "srw", "pef", "dng", "3fr", "iiq", "erf"],
      converter: "darktable-cli", byName: true, [[Mark(littleTIFF)], [Mark(bigTIFF)]]),
    ForeignFormat(
      "TIFF", ["tif", "tiff"], converter: "ImageMagick",
      [[Mark(littleTIFF)], [Mark(bigTIFF)], [Mark("II+\0")], [Mark("MM\0+")]]),
    ForeignFormat("JPEG XL", ["jxl"], converter: "djxl", [[Mark([0xff, 0x0a])], box("JXL ")]),
    ForeignFormat(
      "JPEG 2000", ["jp2", "j2k", "jpx", "jpf"], converter: "opj_decompress",
      [box("jP  "), [Mark([0xff, 0x4f, 0xff, 0x51])]]),
    ForeignFormat(
      "BMP", ["bmp", "dib"], converter: "ImageMagick", [[Mark("BM"), Mark([0, 0, 0, 0], at: 6)]]),
    ForeignFormat("Photoshop", ["psd", "psb"], converter: "ImageMagick", [[Mark("8BPS")]]),
    ForeignFormat(
      "OpenEXR", ["exr"], converter: "ImageMagick", [[Mark([0x76, 0x2f, 0x31, 0x01])]]),
    ForeignFormat("PDF", ["pdf"], converter: "pdftoppm", [[Mark("%PDF-")]]),
  ]

  private static let svg = ForeignFormat("SVG", ["svg"], converter: "rsvg-convert", [])

  /// The extensions of all foreign formats.
  public static let allExtensions = (all + [svg]).flatMap(\.extensions)

  private static let littleTIFF = Array("II*\0".utf8)
  private static let bigTIFF = Array("MM\0*".utf8)

  /// Returns the signatures of files that begin with an `ftyp` box of one of these brands.
  private static func brands(_ brands: String...) -> [[Mark]] {
    brands.map { [Mark("ftyp", at: 4), Mark($0, at: 8)] }
  }

  /// Returns the signature of a file of the JPEG family that begins with a box of this type.
  private static func box(_ type: String) -> [Mark] {
    [Mark([0, 0, 0, 12]), Mark(type, at: 4), Mark([0x0d, 0x0a, 0x87, 0x0a], at: 8)]
  }
}

extension Input {
  /// Throws an error that names this input's unsupported format if the output has the same extension.
  ///
  /// In a batch an output gets its extension from the input, so the error must be about the input.  An input that
  /// cannot be opened is ignored.
  ///
  /// - Throws: `.unreadable`.
  func refuseForeign(namedLike output: Output) throws(FileError) {
    guard case .path(let path) = output, case .path(let own) = self,
      own.lowercasedExtension == path.lowercasedExtension, let file = try? InputFile(self),
      let beginning = try? file.take(ForeignFormat.bytesNeeded),
      let format = ForeignFormat(beginning, fileName: file.path)
    else { return }
    throw FileError(format, path: file.path)
  }
}

extension Path {
  /// The name from its last period on, in lower case; empty if it has no period.
  fileprivate var lowercasedExtension: String {
    let name = parts.name
    let start = name.lastIndex(of: UInt8(ascii: ".")) ?? name.endIndex
    return String(decoding: name[start...], as: UTF8.self).lowercased()
  }
}

extension FileError {
  /// Creates the error of an input in an unsupported format.
  init(_ format: ForeignFormat, path: String) {
    self.init(
      .unreadable, path: path,
      reason: "\(format.name) is not supported; convert it to PNG first, for example with "
        + format.converter)
  }
}
