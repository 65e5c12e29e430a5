// SPDX-License-Identifier: Apache-2.0

/// How filtered samples become samples that a file can hold.
///
/// Alpha is left unchanged.
public enum SampleMap: String, Hashable, Sendable, CaseIterable {
  /// Samples below 0 become 0, samples above 1 become 1.
  case clamp
  /// The absolute value, then `clamp`.
  case abs
  /// v / 2 + 1/2, so that 0 is middle gray, then `clamp`.
  case signed
  /// The smallest color sample becomes 0, the largest 1; if they are equal, all become 0.
  ///
  /// It takes one more pass over the image.
  case normalize
}
