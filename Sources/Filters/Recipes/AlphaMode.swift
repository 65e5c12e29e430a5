// SPDX-License-Identifier: Apache-2.0

/// The handling of color and alpha in a filter.
public enum AlphaMode: String, Hashable, Sendable, CaseIterable {
  /// Color is filtered premultiplied by alpha, so that invisible pixels never bleed into visible ones.
  case premultiply
  /// Alpha is a channel like any other.
  case independent
  /// Color is filtered without regard to alpha; alpha is unchanged (and enlarged with the image).
  case keep
}
