// SPDX-License-Identifier: Apache-2.0

internal import CImageIO
internal import Filters

/// A codec in C: the factories of decoders and encoders that all of them share.
protocol LibraryCodec: FormatCodec {
  /// The format.
  var format: FileFormat { get }
  /// The format as C knows it.
  var code: ic_format { get }
}

extension LibraryCodec {
  func decoder(of file: InputFile, _ plan: DecodingPlan) throws(FileError) -> any RowDecoder {
    let library = try LibraryDecoder(format, file, limits: plan.limits)
    let isRelayed = Relays.areWorth(library.header.shape, threads: plan.threads)
    return isRelayed ? try RelayedDecoder(library, path: file.path) : library
  }

  func encoder(to file: Destination, _ plan: EncodingPlan) throws(FileError) -> any RowEncoder {
    let isLarge = Relays.areWorth(plan.shape, threads: plan.threads)
    var plan = plan
    if !isLarge { plan.threads = 1 }
    let library = try LibraryEncoder(code, to: file, plan)
    let isRelayed = isLarge && file.isSeekable && !plan.isPlanar
    return isRelayed ? try RelayedEncoder(library, path: file.path) : library
  }
}
