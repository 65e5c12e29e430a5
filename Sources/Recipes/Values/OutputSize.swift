// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// The size of a result: `480,640`, rows first, or `640x480`, width first.
package struct OutputSize: ParameterValue {
  /// The number of rows.
  package let height: Int
  /// The number of columns.
  package let width: Int

  /// Reads a size in either form.
  package init?(text: String) {
    if let pair = PerAxis<Int>(text: text) {
      (height, width) = (pair.vertical, pair.horizontal)
    } else if let size = WidthByHeight(text: text) {
      (height, width) = (size.height, size.width)
    } else {
      return nil
    }
  }

  /// The size, rows first.
  package var text: String { "\(height),\(width)" }

  /// A size in either form.
  package static var form: String {
    "rows and columns such as 480,640, or WIDTHxHEIGHT such as 640x480"
  }
}
