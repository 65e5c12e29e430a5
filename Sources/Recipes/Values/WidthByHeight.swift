// SPDX-License-Identifier: Apache-2.0

/// The size of an image, width first: `640x480`.
package struct WidthByHeight: ParameterValue {
  /// The maximum number of rows and of columns.
  private static let longest = 1_000_000

  /// The number of columns.
  package let width: Int
  /// The number of rows.
  package let height: Int

  /// A size.
  package init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  /// Reads a size.
  package init?(text: String) {
    let numbers = text.lowercased().split(separator: "x", omittingEmptySubsequences: false)
      .map { Int($0) }
    guard numbers.count == 2, let width = numbers[0], let height = numbers[1],
      (1...Self.longest).contains(width), (1...Self.longest).contains(height)
    else { return nil }
    self.init(width: width, height: height)
  }

  /// The size, width first.
  package var text: String { "\(width)x\(height)" }

  /// A size, width first.
  package static var form: String { "WIDTHxHEIGHT, such as 640x480" }
}
