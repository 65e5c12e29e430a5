// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// The code that reads and writes one file format.
///
/// It has no state; what it creates belongs to one file.
protocol FormatCodec: Sendable {
  /// The library that does the work, with its version; "imgconv" for our own code.
  var library: String { get }

  /// Returns a decoder of the image in `file`, whose next bytes are the format's signature.
  ///
  /// - Throws: `.unreadable`, `.limit`, `.readWrite`.
  func decoder(of file: InputFile, _ plan: DecodingPlan) throws(FileError) -> any RowDecoder

  /// Returns an encoder of an image to a file or to memory; nothing is written yet.
  ///
  /// - Throws: `.cannotCreate`, `.limit`.
  func encoder(to file: Destination, _ plan: EncodingPlan) throws(FileError) -> any RowEncoder

  /// Returns the bytes that a decoder of an image with this header holds at most, besides small tables.
  func bytesHeld(decoding header: FileHeader) -> Int

  /// Returns the bytes that an encoder holds at most, besides small tables.
  ///
  /// - Parameter isSequential: whether the output can be written in order only.
  func bytesHeld(encoding plan: EncodingPlan, isSequential: Bool) -> Int
}

/// How to decode an image.
struct DecodingPlan {
  /// The limits on the image.
  var limits: ReadLimits
  /// The number of threads; with more than one, a large image may be decoded in its own thread.
  var threads: Int
}

/// How to encode an image.
struct EncodingPlan {
  /// The extent of the image.
  var shape: Shape
  /// The number of images along a batch axis, each of `shape`; `nil` for one image without that axis.
  var batchSize: Int?
  /// The format and its options.
  var encoding: Encoding
  /// The metadata to store, which the format can carry.
  var metadata = Metadata()
  /// The number of threads; with more than one, a large image may be encoded in its own thread.
  var threads = 1
  /// Whether the encoder takes the components that are coded, in the caller's thread.
  var isPlanar = false
}
