// SPDX-License-Identifier: Apache-2.0

/// An enlargement by whole factors.
public struct Upsample: Hashable, Sendable {
  /// Output rows for each input row.
  public var rows: Int
  /// Output columns for each input column.
  public var columns: Int
  /// The kernel that weights the samples around a position.
  public var kernel: ResamplingKernel
  /// The input step between neighboring taps.
  public var dilation: Int

  /// An enlargement by `rows` x `columns`.
  public init(rows: Int, columns: Int, kernel: ResamplingKernel = .bicubic, dilation: Int = 1) {
    self.rows = rows
    self.columns = columns
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
      .init("scale", list: [rows, columns]), .init("kernel", kernel.rawValue),
      .init("dilation", dilation),
    ]
  }

  /// Checks the factors and the dilation.
  ///
  /// - Throws: `FilterError.outOfRange`.
  public func validate() throws(FilterError) {
    try FilterError.check("scale", Double(rows), 1...Double(Filter.maxScale))
    try FilterError.check("scale", Double(columns), 1...Double(Filter.maxScale))
    try FilterError.check("dilation", Double(dilation), 1...Double(Filter.maxDilation))
  }

  /// Adds an enlargement along rows first, while there are fewer of them, then along columns.
  public func lower(into chain: inout FilterChain, over input: Shape) {
    chain.premultiplied { chain in
      let (rowWeights, rowAxis) = kernel.transposed(scale: columns, dilation: dilation)
      chain.append(
        rowWeights.enumerated().map { (row: 0, column: $0.offset, weight: $0.element) },
        vertical: .identity, horizontal: rowAxis, border: chain.border)
      let (columnWeights, columnAxis) = kernel.transposed(scale: rows, dilation: dilation)
      chain.append(
        columnWeights.enumerated().map { (row: $0.offset, column: 0, weight: $0.element) },
        vertical: columnAxis, horizontal: .identity, border: chain.border)
    }
  }
}
