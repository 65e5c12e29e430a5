// SPDX-License-Identifier: Apache-2.0

/// A read of one input sample for an output sample.
public struct SampleRead: Hashable, Sendable {
  /// The input channel.
  public let channel: Int
  /// The input row, possibly outside the image.
  public let row: Int
  /// The input column, possibly outside the image.
  public let column: Int
  /// The factor of the sample in a weighted sum; `nil` for any other function.
  public let weight: Float?

  /// A read of the sample at a channel, row and column.
  public init(channel: Int, row: Int, column: Int, weight: Float?) {
    self.channel = channel
    self.row = row
    self.column = column
    self.weight = weight
  }
}
