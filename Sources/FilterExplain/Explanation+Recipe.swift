// SPDX-License-Identifier: Apache-2.0

package import Filters

extension Explanation {
  /// Explains a recipe over an input of this shape.
  ///
  /// Values that a step would measure in an image are assumed: noise of standard deviation 1. This
  /// affects only the receptive field of a transform that removes no noise.
  ///
  /// - Throws: as `Recipe.lowered(for:hasAlpha:)`.
  package init(_ recipe: Recipe, over input: Shape, hasAlpha: Bool) throws {
    try self.init(
      Explanation(Self.steps(of: recipe, over: input, hasAlpha: hasAlpha), over: input),
      lowering: { shape in
        try Self.steps(of: recipe, over: shape, hasAlpha: hasAlpha).flatMap(\.stages)
      })
  }

  private static func steps(
    of recipe: Recipe, over input: Shape, hasAlpha: Bool
  ) throws -> [Step] {
    var steps: [Step] = []
    var last = Lowered(over: input, hasAlpha: hasAlpha)
    func addMap(_ title: String, _ function: PointMap.Function) {
      let map = PointMap.ofColors(
        function, channels: last.shape.channels, hasAlpha: last.hasAlpha)
      steps.append(Step(title, [map]))
    }
    if recipe.isLinear { addMap("linearize", .toLinear(recipe.transfer)) }
    for step in recipe.steps {
      let filter = step.presumed(over: last.shape, hasAlpha: last.hasAlpha)
      let resized = try resized(by: filter, over: last.shape, border: step.options.border)
      last = try filter.lowered(for: last.shape, hasAlpha: last.hasAlpha, options: step.options)
      steps.append(Step(step.filter.name, last.stages, resized: resized))
    }
    if recipe.isLinear { addMap("encode", .fromLinear(recipe.transfer)) }
    return steps
  }

  private static func resized(
    by filter: Filter, over input: Shape, border: BorderMode?
  ) throws(ShapeError) -> [ResizedAxis] {
    guard case .resize(let resize) = filter else { return [] }
    return try ResizedAxis.axes(of: resize, over: input, border: border)
  }
}
