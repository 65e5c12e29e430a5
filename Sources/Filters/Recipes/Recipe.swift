// SPDX-License-Identifier: Apache-2.0

/// A sequence of filters that run fused: the image streams through all of them at once.
///
///     let recipe = Recipe([.init(.blur(.gaussian(sigma: 2))), .init(.edge(Edge(.sobel)))])
///     let edges = try recipe.applied(to: image)
///
/// Samples are bit-identical to those of storing each filter's result as `Float` and reading it for the next.
public struct Recipe: Hashable, Sendable {
  /// One filter with its options.
  public struct Step: Hashable, Sendable {
    /// The filter.
    public var filter: Filter
    /// The border, alpha and light options.
    public var options: FilterOptions

    /// A filter with these options.
    public init(_ filter: Filter, options: FilterOptions = FilterOptions()) {
      self.filter = filter
      self.options = options
    }
  }

  /// The filters, first to last.
  public var steps: [Step]
  /// Whether colors are linearized before the first step and encoded after the last.
  public var isLinear: Bool
  /// The transfer curve of the image, for `isLinear`; the steps have their own, in their options.
  public var transfer = TransferCurve.sRGB

  /// A recipe of these steps.
  public init(_ steps: [Step], isLinear: Bool = false) {
    self.steps = steps
    self.isLinear = isLinear
  }

  /// A recipe of one filter.
  public init(_ filter: Filter, options: FilterOptions = FilterOptions()) {
    self.init([Step(filter, options: options)])
  }

  /// Returns the recipe for an image with this transfer curve, with which the recipe and each of its steps linearize.
  public func following(_ transfer: TransferCurve) -> Recipe {
    var recipe = self
    recipe.transfer = transfer
    for index in steps.indices { recipe.steps[index].options.transfer = transfer }
    return recipe
  }

  /// Checks every parameter of every step against its range, and its border mode.
  ///
  /// - Throws: `FilterError` for the first that is not allowed.
  public func validate() throws(FilterError) {
    for step in steps {
      try step.filter.validate()
      if step.options.border == .trim && !step.filter.definition.canTrim {
        throw FilterError.trimmedBorder(filter: step.filter.name)
      }
    }
  }

  /// Translates all steps to stages over an image of this shape.
  ///
  /// - Throws: `FilterError` or `ShapeError` if a step does not fit what the steps before it deliver.
  public func lowered(for input: Shape, hasAlpha: Bool) throws -> Lowered {
    var result = try begun(for: input, hasAlpha: hasAlpha, count: steps.count)
    if isLinear { try result.append(toColors: .fromLinear(transfer)) }
    return result
  }

  /// Translates the first `count` steps to stages, without the return from linear light.
  ///
  /// - Throws: as `lowered(for:hasAlpha:)`.
  func begun(for input: Shape, hasAlpha: Bool, count: Int) throws -> Lowered {
    var result = Lowered(over: input, hasAlpha: hasAlpha)
    if isLinear { try result.append(toColors: .toLinear(transfer)) }
    for step in steps.prefix(count) {
      let next = try step.filter.lowered(
        for: result.shape, hasAlpha: result.hasAlpha, options: step.options)
      result.append(next)
    }
    return result
  }
}
