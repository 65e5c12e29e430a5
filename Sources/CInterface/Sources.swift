// SPDX-License-Identifier: Apache-2.0

internal import CImgconv
internal import ImageFiles

/// The places that a caller names.
enum Sources {
  /// Returns the input that an `imgconv_source` names.
  ///
  /// - Throws: `IMGCONV_INVALID`.
  static func input(_ pointer: UnsafePointer<imgconv_source>?) throws(CallError) -> Input {
    let source = try unsafe Gate.required(pointer, "source").pointee
    if let path = unsafe source.path { return .path(try unsafe Texts.path(path, "path")) }
    return try unsafe bytes(source.bytes, source.size, source.name)
  }

  /// Returns the input that bytes in memory are; they are copied.
  ///
  /// - Throws: `IMGCONV_INVALID`.
  static func bytes(
    _ bytes: UnsafeRawPointer?, _ size: Int, _ name: UnsafePointer<CChar>?
  ) throws(CallError) -> Input {
    // A size beyond Int.max arrives as a negative number.
    if size < 0 { throw .invalid("size is more than the address space") }
    if unsafe bytes == nil && size > 0 { throw .invalid("bytes is NULL, but size is \(size)") }
    let copy = unsafe Array(UnsafeRawBufferPointer(start: bytes, count: size))
    return .bytes(copy, name: try unsafe Texts.text(name, "name") ?? "input")
  }
}
