// SPDX-License-Identifier: Apache-2.0

// Some filters need measurements of the whole image before the first row, which take a pass of their own.

extension Recipe {
  /// Whether a step depends on numbers that must be measured in the image first.
  public var needsMeasuring: Bool { steps.contains { $0.filter.definition.needsMeasuring } }

  /// Returns the recipe with all measured numbers filled in: each step that needs them takes one run of the steps
  /// before it.
  ///
  /// - Parameters:
  ///   - hasAlpha: whether the image's last channel is alpha.
  ///   - reading: a fresh source of the image's rows; called once for each such step.
  /// - Throws: as `lowered(for:hasAlpha:)`; what `reading` throws; `RowError`.
  public func measured(
    hasAlpha: Bool, reading: () throws -> any RowSource
  ) throws -> Recipe {
    var recipe = self
    for (index, step) in steps.enumerated() where step.filter.definition.needsMeasuring {
      let source = try reading()
      let before = try recipe.begun(for: source.shape, hasAlpha: hasAlpha, count: index)
      recipe.steps[index].filter = try step.filter.definition.measured(
        over: before.streamed(over: source), hasAlpha: before.hasAlpha, options: step.options
      ).filter
    }
    return recipe
  }

  /// The recipe with the steps that need measuring simplified: shapes, stages and costs are the same, samples are not.
  public var unmeasured: Recipe {
    var recipe = self
    for (index, step) in steps.enumerated() where step.filter.definition.needsMeasuring {
      recipe.steps[index].filter = step.filter.definition.unmeasured.filter
    }
    return recipe
  }

  /// Returns one sentence for each measurement of this recipe's steps, level by level.
  ///
  /// - Parameter measured: the recipe that `measured(hasAlpha:reading:)` made of this one.
  public func measurements(in measured: Recipe) -> [String] {
    zip(steps, measured.steps).flatMap { step, known in
      step.filter.definition.needsMeasuring ? known.filter.definition.measurements : []
    }
  }
}

extension Recipe.Step {
  /// Returns the filter with placeholders for numbers that would be measured in an image of this shape.
  package func presumed(over input: Shape, hasAlpha: Bool) -> Filter {
    let isKept = hasAlpha && options.alpha == .keep
    return filter.definition.presumed(channels: input.channels - (isKept ? 1 : 0)).filter
  }
}
