// SPDX-License-Identifier: Apache-2.0

/// Heights at the points of a square grid, for rays that are still far above the ground.
struct HeightGrid: Sendable {
  /// Metres from one point to the next.
  private static let step: Float = 20
  /// Points to the right, half of them left of x = 0.
  private static let columns = 1100
  /// Points away from the camera, from z = `-margin` on.
  private static let rows = 1200
  private static let margin: Float = 600

  private let heights: [Float]

  /// A grid of what `height(x, z)` says.
  init(_ height: (_ x: Float, _ z: Float) -> Float) {
    heights = (0..<Self.rows).flatMap { row in
      (0..<Self.columns).map { column in
        height(
          Float(column - Self.columns / 2) * Self.step, Float(row) * Self.step - Self.margin)
      }
    }
  }

  /// The height at (`x`, `z`), bilinear between the points; outside the grid that of its edge.
  func callAsFunction(_ x: Float, _ z: Float) -> Float {
    let u = min(max(x / Self.step + Float(Self.columns / 2), 0), Float(Self.columns) - 1.001)
    let v = min(max((z + Self.margin) / Self.step, 0), Float(Self.rows) - 1.001)
    let (column, row) = (Int(u), Int(v))
    let (across, along) = (u - Float(column), v - Float(row))
    let first = row * Self.columns + column
    let near = mix(heights[first], heights[first + 1], across)
    let far = mix(heights[first + Self.columns], heights[first + Self.columns + 1], across)
    return mix(near, far, along)
  }
}
