// SPDX-License-Identifier: Apache-2.0

extension Filter {
  /// Translates the filter to stages, to be put over a source one after the other.
  ///
  /// - Parameters:
  ///   - input: the shape of the image, alpha included.
  ///   - hasAlpha: whether the last plane is alpha.
  /// - Returns: the stages, first to last; the output has as many channels as the input, except that a mix has one
  ///   color for each row of its matrix.
  /// - Throws: `FilterError` if a parameter is invalid, for this image or any; `ShapeError` if there is no output.
  public func lowered(
    for input: Shape, hasAlpha: Bool, options: FilterOptions = FilterOptions()
  ) throws -> Lowered {
    try Recipe(self, options: options).validate()
    var chain = FilterChain(
      channels: input.channels, hasAlpha: hasAlpha, options: options,
      border: options.border ?? defaultBorder)
    let isLinear = options.isLinear && !definition.copiesSamples
    if isLinear { chain.linearize() }
    try definition.lower(into: &chain, over: input)
    var result = Lowered(over: input, hasAlpha: chain.hasAlpha)
    for stage in chain.stages { try result.append(stage) }
    if isLinear { try result.append(toColors: .fromLinear(options.transfer)) }
    result.mark(chain.levels)
    result.notes = chain.notes
    return result
  }
}
