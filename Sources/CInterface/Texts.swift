// SPDX-License-Identifier: Apache-2.0

internal import CImgconv
internal import FileSystem

/// Texts and names that a caller passes.
enum Texts {
  /// The maximum length of a recipe, in bytes.
  static let maxLength = 1 << 20

  /// Returns the text of a given length.
  ///
  /// - Throws: `IMGCONV_INVALID` if it is NULL, too long or not UTF-8.
  static func text(
    _ pointer: UnsafePointer<CChar>?, length: Int, _ name: String
  ) throws(CallError) -> String {
    let start = try unsafe Gate.required(pointer, name)
    guard (0...maxLength).contains(length) else {
      throw .invalid("\(name) has more than \(maxLength) bytes")
    }
    let bytes = unsafe UnsafeRawBufferPointer(start: start, count: length)
    guard let text = unsafe String(validating: bytes, as: UTF8.self) else {
      throw .invalid("\(name) is not UTF-8")
    }
    return text
  }

  /// Returns the text up to its NUL; `nil` for NULL.
  ///
  /// - Throws: `IMGCONV_INVALID` if it is not UTF-8.
  static func text(
    _ pointer: UnsafePointer<CChar>?, _ name: String
  ) throws(CallError) -> String? {
    guard let pointer = unsafe pointer else { return nil }
    guard let text = unsafe String(validatingCString: pointer) else {
      throw .invalid("\(name) is not UTF-8")
    }
    return text
  }

  /// Returns the path that bytes up to a NUL name.
  ///
  /// - Throws: `IMGCONV_INVALID` if it is NULL or empty.
  static func path(
    _ pointer: UnsafePointer<CChar>?, _ name: String
  ) throws(CallError) -> Path {
    let start = try unsafe Gate.required(pointer, name)
    var bytes: [UInt8] = []
    var next = unsafe start
    while unsafe next.pointee != 0 {
      bytes.append(unsafe UInt8(bitPattern: next.pointee))
      unsafe next += 1
    }
    if bytes.isEmpty { throw .invalid("\(name) is empty") }
    return Path(bytes: bytes)
  }
}
