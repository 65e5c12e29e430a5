// SPDX-License-Identifier: Apache-2.0

internal import CImgconv
internal import Filters
internal import ImageFiles

/// Arrays that a caller passes.
enum CallArray {
  /// Returns the type, the shape and the alpha of the image with a header; everything else is 0.
  static func described(_ header: FileHeader) -> imgconv_array {
    var array = unsafe imgconv_array()
    let type =
      switch (header.bitDepth, header.storedBitDepth) {
      case (8, _): IMGCONV_U8
      case (16, _): IMGCONV_U16
      case (_, 16): IMGCONV_F16
      default: IMGCONV_F32
      }
    unsafe array.type = Int32(type)
    unsafe array.has_alpha = header.hasAlpha ? 1 : 0
    unsafe array.channels = Int64(header.shape.channels)
    unsafe array.height = Int64(header.shape.height)
    unsafe array.width = Int64(header.shape.width)
    return unsafe array
  }
}
