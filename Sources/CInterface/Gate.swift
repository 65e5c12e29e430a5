// SPDX-License-Identifier: Apache-2.0

internal import CImgconv

/// The one way through which every function of the interface runs: errors become a status and an `imgconv_error`.
enum Gate {
  /// Calls `body`; returns `IMGCONV_OK`, or the status of its error, which is stored in `error` unless that is `nil`.
  static func call(
    _ error: UnsafeMutablePointer<imgconv_error>?, _ body: () throws -> Void
  ) -> Int32 {
    do {
      try body()
      return Int32(IMGCONV_OK)
    } catch let failure {
      let failure = CallError(failure)
      if let error = unsafe error { unsafe store(failure, in: error) }
      return failure.code
    }
  }

  private static func store(
    _ failure: CallError, in error: UnsafeMutablePointer<imgconv_error>
  ) {
    var result = imgconv_error()
    result.code = failure.code
    result.detail = failure.detail
    result.number = failure.number
    result.line = failure.place.line
    result.column = failure.place.column
    unsafe withUnsafeMutableBytes(of: &result.message) { message in
      // Everything is 0 already, so the text ends with one.
      unsafe message.copyBytes(from: whole(failure.message, atMost: message.count - 1))
    }
    unsafe error.initialize(to: result)
  }

  /// Returns the UTF-8 of a text on one line, cut off between two characters.
  private static func whole(_ text: String, atMost limit: Int) -> [UInt8] {
    var bytes = Array(text.utf8.prefix(limit + 1)).map { $0 < 0x20 ? UInt8(ascii: " ") : $0 }
    if bytes.count <= limit { return bytes }
    // A byte that continues a character must not be the first one left out.
    while let last = bytes.last, last & 0xC0 == 0x80 { bytes.removeLast() }
    return bytes.dropLast()
  }

  /// Returns the target of a pointer that the caller has to give.
  ///
  /// - Throws: `IMGCONV_INVALID` for NULL.
  static func required<Value>(
    _ pointer: UnsafeMutablePointer<Value>?, _ name: String
  ) throws(CallError) -> UnsafeMutablePointer<Value> {
    guard let pointer = unsafe pointer else { throw .invalid("\(name) is NULL") }
    return unsafe pointer
  }

  /// Returns the target of a pointer that the caller has to give.
  ///
  /// - Throws: `IMGCONV_INVALID` for NULL.
  static func required<Value>(
    _ pointer: UnsafePointer<Value>?, _ name: String
  ) throws(CallError) -> UnsafePointer<Value> {
    guard let pointer = unsafe pointer else { throw .invalid("\(name) is NULL") }
    return unsafe pointer
  }

  /// Returns a flag of a struct.
  ///
  /// - Throws: `IMGCONV_INVALID` for a number that is neither 0 nor 1.
  static func flag(_ number: Int32, _ name: String) throws(CallError) -> Bool {
    guard number == 0 || number == 1 else {
      throw .invalid("\(name) is \(number); it must be 0 or 1")
    }
    return number == 1
  }

  /// Returns a struct that begins with its size; what a caller with an older header does not have is 0.
  ///
  /// - Throws: `IMGCONV_INVALID` for a size that no version has.
  static func versioned<Value>(
    _ pointer: UnsafePointer<Value>, _ empty: Value, _ name: String
  ) throws(CallError) -> Value {
    let size = unsafe UnsafeRawPointer(pointer).loadUnaligned(as: UInt.self)
    let known = MemoryLayout<Value>.size
    guard size >= 2 * UInt(MemoryLayout<UInt>.size), size <= UInt(known), size.isMultiple(of: 8)
    else { throw .invalid("\(name) has the size \(size), this library's has \(known)") }
    var result = empty
    unsafe withUnsafeMutableBytes(of: &result) { bytes in
      unsafe bytes.copyMemory(from: UnsafeRawBufferPointer(start: pointer, count: Int(size)))
    }
    return result
  }
}
