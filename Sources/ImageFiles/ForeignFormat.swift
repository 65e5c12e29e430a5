// SPDX-License-Identifier: Apache-2.0

/// A format of images that imgconv recognizes but does not read, for an error that helps.
public struct ForeignFormat: Hashable, Sendable {
  /// Bytes at a place of a file.
  private struct Mark: Hashable {
    let offset: Int
    let bytes: [UInt8]

    init(_ text: String, at offset: Int = 0) { (self.offset, bytes) = (offset, Array(text.utf8)) }

    init(_ bytes: [UInt8], at offset: Int = 0) { (self.offset, self.bytes) = (offset, bytes) }

    func stands(in beginning: [UInt8]) -> Bool { beginning.dropFirst(offset).starts(with: bytes) }
  }

  /// The name in sentences.
  public let name: String
  /// The extensions of file names, in lower case.
  public let extensions: [String]
  /// A program that converts it to PNG.
  let converter: String
  /// The format is recognized if all marks of one signature stand in the file.
  private let signatures: [[Mark]]
  /// Whether the file must have one of the extensions too, because other formats begin alike.
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

  /// The bytes of a file's beginning that are looked at.
  static let bytesNeeded = 512

  /// The format that a file's first bytes show; `nil` for an unknown one.
  ///
  /// - Parameter fileName: the file's name, which tells camera files from TIFF.
  public init?(_ beginning: [UInt8], fileName: String) {
    let ending = fileName.lastIndex(of: ".").map { fileName[$0...].dropFirst().lowercased() } ?? ""
    let found = ForeignFormat.all.first { format in
      (!format.isKnownByName || format.extensions.contains(ending))
        && format.signatures.contains { $0.allSatisfy { $0.stands(in: beginning) } }
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
  /// Sources: RFC 9649 (WebP), TIFF 6.0, GIF89a, ISO/IEC 14496-12 and the registry of brands at mp4ra.org (HEIC, AVIF, CR3),
  /// ISO/IEC 18181-2 (JPEG XL), ISO/IEC 15444-1 (JPEG 2000), and the PRONOM registry for the others.
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
    ForeignFormat(
      "Netpbm", ["pnm", "pbm", "pgm", "ppm", "pam"], converter: "pnmtopng",
      (1...7).flatMap { kind in ["\n", " ", "\r", "\t"].map { [Mark("P\(kind)\($0)")] } }),
    ForeignFormat("PDF", ["pdf"], converter: "pdftoppm", [[Mark("%PDF-")]]),
  ]

  private static let svg = ForeignFormat("SVG", ["svg"], converter: "rsvg-convert", [])

  /// The extensions of all of them.
  public static let allExtensions = (all + [svg]).flatMap(\.extensions)

  private static let littleTIFF = Array("II*\0".utf8)
  private static let bigTIFF = Array("MM\0*".utf8)

  /// Files that begin with a box of these brands.
  private static func brands(_ brands: String...) -> [[Mark]] {
    brands.map { [Mark("ftyp", at: 4), Mark($0, at: 8)] }
  }

  /// The box with which a file of the JPEG family begins.
  private static func box(_ type: String) -> [Mark] {
    [Mark([0, 0, 0, 12]), Mark(type, at: 4), Mark([0x0d, 0x0a, 0x87, 0x0a], at: 8)]
  }
}

extension Input {
  /// Names the format of an input that is not read, if its output has the same extension.
  ///
  /// The output of a batch has its extension from the input, so the input is what the user must know of.  An input that
  /// cannot be opened is passed over.
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
  /// What stands behind the last period of the name.
  fileprivate var lowercasedExtension: String {
    let name = parts.name
    let start = name.lastIndex(of: UInt8(ascii: ".")) ?? name.endIndex
    return String(decoding: name[start...], as: UTF8.self).lowercased()
  }
}

extension FileError {
  /// The error of an input in a format that is not read.
  init(_ format: ForeignFormat, path: String) {
    self.init(
      .unreadable, path: path,
      reason: "\(format.name) is not supported; convert it to PNG first, for example with "
        + format.converter)
  }
}
