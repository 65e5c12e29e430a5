// SPDX-License-Identifier: Apache-2.0

/// A weighted sum by its definition: runs of 32 products, each summed in order and rounded, the bias before those of
/// the first; then the sums of the runs, in order.
public struct RunSum: Sendable {
  private var earlier: Float?
  private var run: Float?
  private var count = 0

  /// A sum that begins with `bias`.
  public init(_ bias: Float) { run = bias }

  /// Adds the next product.
  public mutating func add(_ product: Float) {
    if count == 32 {
      earlier = total
      run = nil
      count = 0
    }
    run = run.map { $0 + product } ?? product
    count += 1
  }

  /// The sum of all products so far.
  public var total: Float {
    guard let run else { return earlier ?? 0 }
    return earlier.map { $0 + run } ?? run
  }
}
