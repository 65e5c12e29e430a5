// SPDX-License-Identifier: Apache-2.0

/// The extent of an image or of a stage's output: channels x height x width, in this order.
public struct Shape: Hashable, Sendable {
  /// The number of planes, at least 1.
  public let channels: Int
  /// The number of rows, at least 1.
  public let height: Int
  /// The number of samples in a row of one plane, at least 1.
  public let width: Int

  /// A shape of at least one sample.
  ///
  /// - Precondition: all three are positive.
  public init(channels: Int, height: Int, width: Int) {
    precondition(
      channels > 0 && height > 0 && width > 0,
      "a shape needs at least one sample, not \(channels) x \(height) x \(width)")
    self.channels = channels
    self.height = height
    self.width = width
  }

  /// Returns the shape with another number of channels.
  package func with(channels: Int) -> Shape {
    Shape(channels: channels, height: height, width: width)
  }

  /// Returns the shape with another number of rows.
  package func with(height: Int) -> Shape {
    Shape(channels: channels, height: height, width: width)
  }

  /// Returns the shape with another number of columns.
  package func with(width: Int) -> Shape {
    Shape(channels: channels, height: height, width: width)
  }
}

extension Shape: CustomStringConvertible {
  /// The shape for messages, as `channels x height x width`.
  public var description: String { "\(channels) x \(height) x \(width)" }
}
