// SPDX-License-Identifier: Apache-2.0

package import Filters

/// The result of filtering an array.
package struct ArrayResult: Sendable {
  /// The name of the array in messages.
  package static let name = "the array"

  /// Notes on choices that the recipe left open and on clamped samples, one sentence each.
  package let notes: [String]
  /// The measurements of the image, one sentence each.
  package let details: [String]
}

/// What a conversion makes of an array: its shape, and whether its last channel is alpha.
package struct ArrayShape: Sendable {
  /// The extent.
  package let shape: Shape
  /// Whether the last channel is alpha, not premultiplied.
  package let hasAlpha: Bool
}
