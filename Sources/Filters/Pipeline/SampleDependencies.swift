// SPDX-License-Identifier: Apache-2.0

/// The input samples that one output sample of a stage is computed from.
///
/// Borders are ignored: a read outside the input has its position there.
public struct SampleDependencies: Hashable, Sendable {
  /// The samples that are read; a sample with weight 0 is not among them.
  public let reads: [SampleRead]
  /// The part of a weighted sum that does not depend on the input.
  public let bias: Float

  /// The dependencies of a sample that is computed from `reads`.
  public init(_ reads: [SampleRead], bias: Float = 0) {
    self.reads = reads
    self.bias = bias
  }
}
