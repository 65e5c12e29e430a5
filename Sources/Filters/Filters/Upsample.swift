// SPDX-License-Identifier: Apache-2.0

/// An enlargement by whole factors.
public struct Upsample: Hashable, Sendable {
  /// Output rows for each input row, and output columns for each input column.
  public var scale: PerAxis<Int>
  /// The kernel that weights the samples around a position.
  public var kernel: ResamplingKernel
  /// The input step between neighboring taps.
  public var dilation: Int

  /// An enlargement by `scale`.
  public init(_ scale: PerAxis<Int>, kernel: ResamplingKernel = .bicubic, dilation: Int = 1) {
    self.scale = scale
    self.kernel = kernel
    self.dilation = dilation
  }
}

extension Upsample: FilterDefinition {
  /// The name of the command and of the recipe step.
  public static let name = "upsample"

  /// The enlargement as a filter.
  public var filter: Filter { .upsample(self) }

  /// The factors, the kernel and the dilation.
  public var canonicalParameters: [CanonicalParameter] {
    [
      .init("scale", scale), .init("kernel", kernel.rawValue),
      .init("dilation", dilation),
    ]
  }

  /// Checks the factors and the dilation.
  ///
  /// - Throws: `FilterError.outOfRange`.
  public func validate() throws(FilterError) {
    try FilterError.check("scale", Double(scale.vertical), 1...Double(Filter.maxScale))
    try FilterError.check("scale", Double(scale.horizontal), 1...Double(Filter.maxScale))
    try FilterError.check("dilation", Double(dilation), 1...Double(Filter.maxDilation))
  }

  /// Adds an enlargement along rows first, while there are fewer of them, then along columns.
  public func lower(into chain: inout FilterChain, over input: Shape) {
    chain.premultiplied { chain in
      chain.enlarge(.horizontal, by: scale.horizontal, kernel.function, dilation: dilation)
      chain.enlarge(.vertical, by: scale.vertical, kernel.function, dilation: dilation)
    }
  }
}
