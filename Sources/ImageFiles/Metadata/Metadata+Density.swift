// SPDX-License-Identifier: Apache-2.0

extension Metadata {
  /// Pixels per unit of length, or only the ratio of a pixel's height to its width.
  public struct Density: Hashable, Sendable {
    /// The unit of both numbers.
    public enum Unit: String, Hashable, Sendable {
      /// No unit: only the ratio means something.
      case aspect
      /// PNG's unit.
      case perMetre
      /// JPEG's units.
      case perInch, perCentimetre
    }

    /// Pixels per unit along a row.
    public var x: UInt32
    /// Pixels per unit along a column.
    public var y: UInt32
    /// The unit of both numbers.
    public var unit: Unit

    /// Creates a density of `x` by `y` pixels per unit.
    public init(x: UInt32, y: UInt32, unit: Unit) {
      self.x = x
      self.y = y
      self.unit = unit
    }
  }
}
