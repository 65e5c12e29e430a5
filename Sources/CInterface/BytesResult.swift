// SPDX-License-Identifier: Apache-2.0

internal import Batch
internal import CImgconv
internal import Filters

/// A result that a caller receives through an `imgconv_bytes **`.
@safe struct BytesResult {
  private let target: UnsafeMutablePointer<OpaquePointer?>

  /// A result that the caller has to take; it is NULL until it is set.
  ///
  /// - Throws: `IMGCONV_INVALID` for NULL.
  init(
    required target: UnsafeMutablePointer<OpaquePointer?>?, _ name: String
  ) throws(CallError) {
    let target = try unsafe Gate.required(target, name)
    unsafe self.target = unsafe target
    unsafe target.pointee = nil
  }

  /// A result that the caller may not want; `nil` for NULL.
  init?(optional target: UnsafeMutablePointer<OpaquePointer?>?) {
    guard let target = unsafe target else { return nil }
    unsafe self.target = unsafe target
    unsafe target.pointee = nil
  }

  /// Hands bytes to the caller.
  ///
  /// - Throws: `OutOfMemory`.
  func set(_ bytes: [UInt8]) throws(OutOfMemory) {
    let made = unsafe bytes.withUnsafeBytes { unsafe ici_bytes_make($0.baseAddress, $0.count) }
    guard let made = unsafe made else { throw OutOfMemory(bytes: bytes.count) }
    unsafe target.pointee = unsafe made
  }

  /// Hands a text to the caller.
  ///
  /// - Throws: `OutOfMemory`.
  func set(_ text: String) throws(OutOfMemory) { try set(Array(text.utf8)) }

  /// Hands JSON to the caller, without a line break.
  ///
  /// - Throws: `OutOfMemory`.
  func set(_ json: JSON) throws(OutOfMemory) { try set(String(json.line.dropLast())) }
}
