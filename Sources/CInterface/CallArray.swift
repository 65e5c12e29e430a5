// SPDX-License-Identifier: Apache-2.0

internal import CImgconv
internal import Filters
internal import ImageFiles

/// An array that a caller passes, checked.
@safe struct CallArray {
  /// The extent.
  let shape: Shape
  /// The type of samples.
  let type: SampleType
  /// Whether the last channel is alpha, not premultiplied.
  let hasAlpha: Bool
  private let array: imgconv_array

  /// The type as the interface numbers it.
  var code: Int32 { unsafe array.type }

  /// Checks everything about an array but its address and strides.
  ///
  /// - Throws: `IMGCONV_INVALID`.
  init(_ pointer: UnsafePointer<imgconv_array>?, _ name: String) throws(CallError) {
    let array = try unsafe Gate.required(pointer, name).pointee
    unsafe self.array = unsafe array
    type = try unsafe CallArray.type(array.type, name)
    shape = try unsafe Extents.shape(array.channels, array.height, array.width)
    switch unsafe array.has_alpha {
    case 0: hasAlpha = false
    case 1: hasAlpha = true
    default: throw .shape("has_alpha of \(name) is neither 0 nor 1")
    }
    if hasAlpha && shape.channels == 1 { throw .shape("\(name) has no channel besides alpha") }
  }

  /// Returns a view of the samples.
  ///
  /// - Throws: `IMGCONV_INVALID` if the address is NULL, or samples would lie outside the address space.
  func view(_ name: String) throws(CallError) -> ArrayView {
    guard let data = unsafe array.data else { throw .shape("data of \(name) is NULL") }
    do throws(ArrayError) {
      let layout = try unsafe ArrayLayout(
        shape, type, channelStride: Int(array.channel_stride), rowStride: Int(array.row_stride),
        columnStride: Int(array.column_stride))
      return try unsafe ArrayView(layout, at: data)
    } catch {
      throw .shape("\(name): \(error)")
    }
  }

  private static func type(_ code: Int32, _ name: String) throws(CallError) -> SampleType {
    switch Int(code) {
    case Int(IMGCONV_U8): .uint8
    case Int(IMGCONV_U16): .uint16
    case Int(IMGCONV_F16): .float16
    case Int(IMGCONV_F32): .float32
    default: throw .shape("the type of \(name) is \(code), which is none")
    }
  }
}

extension imgconv_array {
  /// The type, the shape and the alpha of the image with a header; everything else is 0.
  init(_ header: FileHeader) {
    let type =
      switch (header.bitDepth, header.storedBitDepth) {
      case (8, _): IMGCONV_U8
      case (16, _): IMGCONV_U16
      case (_, 16): IMGCONV_F16
      default: IMGCONV_F32
      }
    unsafe self.init()
    unsafe self.type = Int32(type)
    unsafe describe(header.shape, hasAlpha: header.hasAlpha)
  }

  /// Sets the extent and the alpha.
  mutating func describe(_ shape: Shape, hasAlpha: Bool) {
    unsafe has_alpha = hasAlpha ? 1 : 0
    unsafe channels = Int64(shape.channels)
    unsafe height = Int64(shape.height)
    unsafe width = Int64(shape.width)
  }
}
