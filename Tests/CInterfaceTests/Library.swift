// SPDX-License-Identifier: Apache-2.0

import CImgconv
import Testing

/// The C interface, with results as Swift values.
enum Library {
  /// Returns a recipe, which the caller frees.
  static func recipe(_ text: String) throws -> OpaquePointer {
    var recipe: OpaquePointer?
    var error = imgconv_error()
    let status = imgconv_recipe_parse(text, text.utf8.count, &recipe, &error)
    #expect(status == IMGCONV_OK, "\(message(error))")
    return try #require(recipe)
  }

  /// Returns the message of an error.
  static func message(_ error: imgconv_error) -> String {
    withUnsafeBytes(of: error.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }

  /// Returns the bytes of a result, and frees it.
  static func take(_ bytes: OpaquePointer?) -> [UInt8] {
    defer { imgconv_bytes_free(bytes) }
    let buffer = UnsafeRawBufferPointer(
      start: imgconv_bytes_data(bytes), count: imgconv_bytes_size(bytes))
    return Array(buffer)
  }

  /// Returns the text of a result, and frees it.
  static func text(_ bytes: OpaquePointer?) -> String {
    String(decoding: take(bytes), as: UTF8.self)
  }

  /// Options with everything at its default.
  static func options() -> imgconv_options {
    var options = imgconv_options()
    options.size = MemoryLayout<imgconv_options>.size
    return options
  }
}
