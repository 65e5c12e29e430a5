// SPDX-License-Identifier: Apache-2.0

/// A reduction by whole factors: the transpose of `Upsample` with the same kernel, scaled so that its weights sum to 1.
///
/// A block of `scale` input samples that the image's edge truncates gives an output sample too; the border
/// mode fills it.
public struct Downsample: Hashable, Sendable {
  /// Input rows for each output row, and input columns for each output column.
  public var scale: PerAxis<Int>
  /// The kernel that weights the samples around a position, in output samples.
  public var kernel: ResamplingKernel

  /// A reduction by `scale`.
  public init(_ scale: PerAxis<Int>, kernel: ResamplingKernel = .lanczos3) {
    self.scale = scale
    self.kernel = kernel
  }
}

extension Downsample: FilterDefinition {
  /// The name of the command and of the recipe step.
  public static let name = "downsample"

  /// The reduction as a filter.
  public var filter: Filter { .downsample(self) }

  /// The factors and the kernel.
  public var canonicalParameters: [CanonicalParameter] {
    [.init("scale", scale), .init("kernel", kernel.rawValue)]
  }

  /// Checks the factors.
  ///
  /// - Throws: `FilterError.outOfRange`.
  public func validate() throws(FilterError) {
    try FilterError.check("scale", Double(scale.vertical), 1...Double(Filter.maxScale))
    try FilterError.check("scale", Double(scale.horizontal), 1...Double(Filter.maxScale))
  }

  /// Adds a reduction along columns first, so that fewer rows are left to reduce, then along rows.
  public func lower(into chain: inout FilterChain, over input: Shape) {
    chain.premultiplied { chain in
      chain.reduce(.vertical, by: scale.vertical, kernel)
      chain.reduce(.horizontal, by: scale.horizontal, kernel)
    }
  }
}
