// SPDX-License-Identifier: Apache-2.0

internal import Filters

extension FileFormat {
  /// The Netpbm formats: one for each extension, which says what channels a file has.
  static let netpbm: [FileFormat] = [.pgm, .ppm, .pam, .pnm]

  /// Portable graymap.
  public static let pgm = netpbm("pgm", colors: [1])
  /// Portable pixmap; gray is written as three equal channels.
  public static let ppm = netpbm("ppm", colors: [1, 3])
  /// Portable arbitrary map, the only one with alpha.
  public static let pam = netpbm("pam", colors: [1, 3], alpha: true, magic: "7")
  /// Portable anymap: a graymap or a pixmap, by the number of channels.
  ///
  /// Bitmaps are read as such too.
  public static let pnm = netpbm("pnm", colors: [1, 3], magic: "123456")

  /// Creates a format.
  ///
  /// - Parameter magic: the second characters of the files that are read as this format.
  private static func netpbm(
    _ id: String, colors: [Int], alpha: Bool = false, magic: String = ""
  ) -> FileFormat {
    let signatures = magic.utf8.flatMap { kind in
      "\n \t\r#".utf8.map { [UInt8(ascii: "P"), kind, $0] }
    }
    return FileFormat(
      id: id, name: id.uppercased(), family: "Netpbm", extensions: [id], signatures: signatures,
      capabilities: FormatCapabilities(
        channels: .colors(colors, alpha: alpha), bitDepths: [8, 16]),
      codec: NetpbmCodec(id: id))
  }
}

/// The codec of all Netpbm formats: our own code.
private struct NetpbmCodec: FormatCodec {
  let id: String

  var library: String { "imgconv" }

  func decoder(of file: InputFile, _ plan: DecodingPlan) throws(FileError) -> any RowDecoder {
    try NetpbmDecoder(file, limits: plan.limits)
  }

  func encoder(to file: Destination, _ plan: EncodingPlan) throws(FileError) -> any RowEncoder {
    NetpbmEncoder(NetpbmHeader(plan, isMap: id == "pam", isColor: id == "ppm"), to: file)
  }

  func bytesHeld(decoding header: FileHeader) -> Int {
    NetpbmStream.bufferBytes + header.shape.channels * header.shape.width * header.bitDepth / 8
  }

  func bytesHeld(encoding plan: EncodingPlan, isSequential: Bool) -> Int {
    let channels = max(3, plan.shape.channels)
    return NetpbmStream.bufferBytes + channels * plan.shape.width * plan.encoding.bitDepth / 8
  }
}
