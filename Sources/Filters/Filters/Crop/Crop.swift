// SPDX-License-Identifier: Apache-2.0

/// A rectangle cut out of the image.
///
/// Samples are copied, alpha included: no arithmetic touches them, whatever the options say.
public struct Crop: Hashable, Sendable {
  /// The place of the rectangle in the image.
  public enum Placement: Hashable, Sendable {
    /// The column and the row of the rectangle's first pixel; a negative number counts from the right or bottom edge,
    /// so that -1 is the last column or row.
    case at(x: Int, y: Int)
    /// Against an edge or a corner, or in the center.
    case gravity(Gravity)
  }

  /// The number of columns.
  public var width: Int
  /// The number of rows.
  public var height: Int
  /// The place in the image.
  public var placement: Placement

  /// A rectangle of `width` columns and `height` rows with its first pixel at column `x`, row `y`.
  ///
  /// - Parameters:
  ///   - x: the column; if negative, columns before the right edge.
  ///   - y: the row; if negative, rows above the bottom edge.
  public init(x: Int, y: Int, width: Int, height: Int) {
    self.width = width
    self.height = height
    placement = .at(x: x, y: y)
  }

  /// A rectangle of `width` columns and `height` rows in the center, or against an edge or a corner.
  public init(width: Int, height: Int, gravity: Gravity = .center) {
    self.width = width
    self.height = height
    placement = .gravity(gravity)
  }

  /// The maximum number of rows and of columns, and of rows and columns before the rectangle.
  public static let maxSide = Int(Int32.max)
}

extension Crop: FilterDefinition {
  /// The name of the command and of the recipe step.
  public static let name = "crop"

  /// The crop as a filter.
  public var filter: Filter { .crop(self) }

  /// True: samples are copied.
  public var copiesSamples: Bool { true }

  /// The position and the size, or the size and the gravity.
  public var canonicalParameters: [CanonicalParameter] {
    switch placement {
    case .at(let x, let y): [.init("box", list: [x, y, width, height])]
    case .gravity(let gravity):
      [.init("size", "\(width)x\(height)"), .init("gravity", gravity.rawValue)]
    }
  }

  /// Checks the size and the position.
  ///
  /// - Throws: `FilterError.outOfRange`.
  public func validate() throws(FilterError) {
    let (sides, places) = (1...Double(Crop.maxSide), -Double(Crop.maxSide)...Double(Crop.maxSide))
    try FilterError.check("crop width", Double(width), sides)
    try FilterError.check("crop height", Double(height), sides)
    guard case .at(let x, let y) = placement else { return }
    try FilterError.check("crop x", Double(x), places)
    try FilterError.check("crop y", Double(y), places)
  }

  /// A selection of magnitudes is one of magnitudes.
  public func isMagnitude(after isMagnitude: Bool) -> Bool { isMagnitude }

  /// Adds the stage that copies the rectangle.
  ///
  /// - Throws: `FilterError.rectangle` if the rectangle does not lie in the image.
  public func lower(into chain: inout FilterChain, over input: Shape) throws(FilterError) {
    let (x, y) = position(in: input)
    guard x >= 0, y >= 0, x + width <= input.width, y + height <= input.height else {
      throw FilterError.rectangle(self, imageWidth: input.width, imageHeight: input.height)
    }
    chain.append(Canvas(y: y, x: x, height: height, width: width, of: input))
  }

  /// Returns the column and the row of the rectangle's first pixel, which may lie outside the image.
  private func position(in image: Shape) -> (x: Int, y: Int) {
    switch placement {
    case .at(let x, let y):
      (x < 0 ? image.width + x : x, y < 0 ? image.height + y : y)
    case .gravity(let gravity):
      gravity.position(of: (width, height), in: image)
    }
  }
}

extension Crop: CustomStringConvertible {
  /// The rectangle for messages: `500x500 at (10, 10)`; without a position if gravity places it.
  public var description: String {
    switch placement {
    case .at(let x, let y): "\(width)x\(height) at (\(x), \(y))"
    case .gravity: "\(width)x\(height)"
    }
  }
}
