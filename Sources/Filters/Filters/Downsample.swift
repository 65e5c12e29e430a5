// SPDX-License-Identifier: Apache-2.0

/// A reduction by whole factors: the transpose of `Upsample` with the same kernel, scaled so that its weights sum to 1.
///
/// A block of `rows` x `columns` input samples that the image's edge truncates gives an output sample too; the border
/// mode fills it.
public struct Downsample: Hashable, Sendable {
  /// Input rows for each output row.
  public var rows: Int
  /// Input columns for each output column.
  public var columns: Int
  /// The kernel that weights the samples around a position, in output samples.
  public var kernel: ResamplingKernel

  /// A reduction by `rows` x `columns`.
  public init(rows: Int, columns: Int, kernel: ResamplingKernel = .lanczos3) {
    self.rows = rows
    self.columns = columns
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
    [.init("scale", list: [rows, columns]), .init("kernel", kernel.rawValue)]
  }

  /// Checks the factors.
  ///
  /// - Throws: `FilterError.outOfRange`.
  public func validate() throws(FilterError) {
    try FilterError.check("scale", Double(rows), 1...Double(Filter.maxScale))
    try FilterError.check("scale", Double(columns), 1...Double(Filter.maxScale))
  }

  /// Adds a reduction along columns first, so that fewer rows are left to reduce, then along rows.
  public func lower(into chain: inout FilterChain, over input: Shape) {
    chain.premultiplied { chain in
      chain.reduce(.vertical, by: rows, kernel)
      chain.reduce(.horizontal, by: columns, kernel)
    }
  }
}
