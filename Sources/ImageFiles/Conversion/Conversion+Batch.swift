// SPDX-License-Identifier: Apache-2.0

internal import Filters

extension Conversion {
  /// The number of images of a batch whose measurements are listed; memory must not grow with the batch.
  private static let maxDetailedImages = 8

  /// Whether the stages depend on measurements of each image.
  var measuresImages: Bool { recipe.needsMeasuring || map == .normalize }

  /// Filters all images of the input, one after the other, and encodes the results.
  ///
  /// - Parameter threads: the maximum number of filter threads.
  /// - Returns: the measurements, one sentence each; in a batch, those of the first images.
  /// - Throws: `FileError` about the input or the output.
  func write(
    _ prepared: Prepared, to writer: ImageWriter, levels: LevelFiles?, threads: Int,
    by watch: Deadline
  ) throws(FileError) -> [String] {
    let original = prepared.original
    let count = original.header.imageCount
    progress?.begin(rows: count * writer.shape.height)
    if let blur = prepared.blur {
      try write(blur, of: original, to: writer, by: watch)
      return []
    }
    if let filter = prepared.pixels {
      try write(filter, of: original, to: writer, by: watch)
      return []
    }
    var chain = prepared.chain
    var details = original.header.batchSize == nil ? chain.details : chain.details(of: 0)
    for index in 0..<count {
      if index > 0 {
        try original.select(image: index)
        if measuresImages {
          chain = try Chain(
            self, over: original, to: ChainOutput(prepared.encoding), path: original.name
          ) { _ in }
          if index < Conversion.maxDetailedImages { details += chain.details(of: index) }
        }
      }
      let rows: any RowSource = Watched(
        try chain.rows(levels: levels, threads: threads), by: watch)
      try writer.write(progress.map { CountedRows(rows, $0) as any RowSource } ?? rows)
    }
    let others = count - Conversion.maxDetailedImages
    if others > 0 && !details.isEmpty { details.append("measured \(others) more images") }
    return details
  }

  /// Checks that an output can hold as many images as the input does.
  ///
  /// - Throws: `.cannotCreate`.
  func checkBatch(
    of header: FileHeader, in format: FileFormat, path: String
  ) throws(FileError) {
    if header.imageCount == 1 || format.capabilities.holdsBatches { return }
    throw FileError(
      .cannotCreate, path: path,
      reason: "\(format.name) holds one image, not a batch of \(header.imageCount); "
        + "write .\(header.format.rawValue)")
  }
}

extension Conversion.Prepared {
  /// The number of images along the output's batch axis; `nil` if it has none.
  var batchSize: Int? {
    encoding.format.capabilities.holdsBatches ? original.header.batchSize : nil
  }
}

extension Conversion.Chain {
  /// Returns the measurements of one image of a batch, one sentence each.
  fileprivate func details(of index: Int) -> [String] {
    details.map { "image \(index): \($0)" }
  }
}
