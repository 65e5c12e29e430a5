// SPDX-License-Identifier: Apache-2.0

/// The requested encoding of the output; properties that are `nil` follow the output's name and the input.
public struct EncodingChoice: Hashable, Sendable {
  /// The format; `nil` for that of the output's name, else the input's.
  public var format: FileFormat?
  /// The bits per sample; `nil` for the input's, if the format supports them.
  public var bitDepth: Int?
  /// JPEG's quality, 1 to 100.
  public var quality = 90
  /// Whether to reuse the quantization tables of a JPEG input in place of `quality`.
  ///
  /// If they do not fit, `quality` applies and a note says so.
  public var keepsTables = false
  /// JPEG's chroma subsampling; `nil` for the input's if that is a color JPEG, else 4:2:0.
  public var subsampling: Encoding.Subsampling?
  /// Whether to write progressive JPEG.
  public var isProgressive = false
  /// PNG's trade-off between time and size.
  public var compression = Encoding.Compression.balanced
  /// NPY's type of numbers; `nil` for float32.
  public var floatType: Encoding.FloatType?

  /// Creates a choice with the defaults above.
  public init() {}

  /// Returns the format that the user or the output's name requests; `nil` if neither does.
  ///
  /// - Throws: `.cannotCreate` if the name ends in the extension of a format that cannot be written.
  func format(of output: Output) throws(FileError) -> FileFormat? {
    if let format { return format }
    return try FileFormat.named(output)
  }

  /// Adds what is kept of the input's coding to the JPEG encoding of an output of `channels` channels.
  ///
  /// A type of floats that the format does not have is ignored.
  ///
  /// - Returns: a note for each thing that cannot be kept or is ignored.
  func keepCoding(
    of header: FileHeader, channels: Int, in encoding: inout Encoding
  ) -> [String] {
    var notes: [String] = []
    if let floatType, !encoding.format.capabilities.options.contains(.floatType) {
      notes.append("\(encoding.format.name) holds integers, not \(floatType)")
    }
    guard encoding.format.capabilities.options.contains(.quality) else { return notes }
    if subsampling == nil && channels == 3, let jpeg = header.jpeg, jpeg.sampling.count >= 3 {
      encoding.sampling = jpeg.colorSampling
      if encoding.sampling == nil {
        notes.append("wrote 4:2:0: the input's sampling factors cannot be written in one scan")
      }
    }
    if keepsTables {
      encoding.tables = header.jpeg?.tables(forChannels: channels, from: header.colorModel)
      if encoding.tables == nil {
        let reason =
          header.jpeg == nil
          ? "the input is not a JPEG, so there are no quantization tables to keep"
          : "the input's quantization tables do not fit the output"
        notes.append("wrote JPEG quality \(quality): \(reason)")
      }
    }
    return notes
  }

  /// Returns the encoding of an output for an input with this header.
  func completed(_ format: FileFormat?, for header: FileHeader) -> Encoding {
    let chosen = format ?? header.format
    return encoding(chosen, bitDepth: bitDepth ?? chosen.bitDepth(for: header))
  }

  /// Returns the encoding of an output in a format, with some bits per sample.
  func encoding(_ format: FileFormat, bitDepth: Int) -> Encoding {
    var encoding = Encoding(format, bitDepth: bitDepth)
    encoding.quality = quality
    if let subsampling { encoding.subsampling = subsampling }
    encoding.isProgressive = isProgressive
    encoding.compression = compression
    if let floatType { encoding.floatType = floatType }
    return encoding
  }
}
