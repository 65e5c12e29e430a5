// SPDX-License-Identifier: Apache-2.0

internal import Filters

extension ImageReader {
  /// Returns the header of the image, turned upright if that is the mode.
  package func header(for mode: OrientationMode) -> FileHeader {
    mode == .apply ? header.upright(by: metadata.statedOrientation) : header
  }
}

extension FileHeader {
  /// Returns the header of the image turned upright: width and height, JPEG's sampling factors and its quantization
  /// tables are exchanged if rows become columns.
  func upright(by orientation: Orientation) -> FileHeader {
    var header = self
    header.shape = orientation.upright(shape)
    if orientation.isTransposed { header.jpeg = jpeg?.transposed }
    return header
  }

  /// The integer that stands for 1 if every delivered sample is k / maxValue; `nil` for floats, and for inks, whose
  /// products are delivered.
  var exactMaxValue: Int? { colorModel == .cmyk || colorModel == .ycck ? nil : maxValue }
}

extension JPEGCoding {
  /// The coding of the image with rows and columns exchanged.
  ///
  /// The transform of a transposed block is the transpose of the block's, so it is quantized by the transposed table.
  fileprivate var transposed: JPEGCoding {
    JPEGCoding(
      sampling: sampling.map { Sampling(horizontal: $0.vertical, vertical: $0.horizontal) },
      tables: tables.map { table in
        table.map { numbers in (0..<64).map { numbers[$0 % 8 * 8 + $0 / 8] } }
      })
  }
}
