// SPDX-License-Identifier: Apache-2.0

extension FilterOptions {
  /// The error, in levels of the output's depth, that cheaper chains may add to a sample unless `--exact` is given.
  public static let tolerableLevels = 0.05
}

extension Recipe {
  /// Returns the recipe with a tolerance for each step that leaves it open, so that together they change no sample of
  /// the result by more than `error`.
  ///
  /// Later steps amplify an error by their sums of absolute weights and their steepest slopes.  It also grows with the
  /// range of the samples before the step.  A step gets the tolerance 0 if either is unknown: before a threshold, an
  /// angle or a division by alpha, and after a step whose range is unknown.
  ///
  /// - Parameters:
  ///   - error: the maximum error of a sample of the result.
  ///   - input: the shape of an image whose samples lie in 0...1.
  ///   - hasAlpha: whether the image's last channel is alpha.
  ///   - ending: adds the stages that follow the recipe's; it is called with the recipe's own.
  /// - Throws: as `lowered(for:hasAlpha:)`; what `ending` throws.
  public func tolerating(
    _ error: Double, over input: Shape, hasAlpha: Bool,
    ending: (inout Lowered) throws -> Void = { _ in }
  ) throws -> Recipe {
    var recipe = self
    var open = steps.indices.filter { steps[$0].leavesToleranceOpen }
    for index in open { recipe.steps[index].options.tolerance = 0 }
    guard error > 0, !open.isEmpty else { return recipe }
    let flow = try ErrorFlow(recipe, over: input, hasAlpha: hasAlpha, ending: ending)
    while let first = open.first {
      switch flow.outcome(of: open, each: error) {
      case .unknown(let step): open.removeAll { $0 <= max(step, first) }
      case .known(let total, let widths):
        // No error of a chain is larger than `error`, so the sum grows at least as fast as each of them.
        let share = error * min(1, error / total)
        for index in open {
          recipe.steps[index].options.tolerance = share / max(1, widths[index] ?? .infinity)
        }
        return recipe
      }
    }
    return recipe
  }
}

extension Recipe.Step {
  /// Whether the step could use a cheaper chain and has no tolerance set.
  fileprivate var leavesToleranceOpen: Bool {
    options.tolerance == nil && filter.definition.hasCheaperChain
  }
}

/// The growth of the errors of steps through a recipe that is lowered with full kernels.
private struct ErrorFlow {
  enum Outcome {
    /// The error of the result, and the range of the samples before the convolutions of each step.
    case known(error: Double, widths: [Int: Double])
    /// The last step whose error may grow without bound.
    case unknown(step: Int)
  }

  /// The stages of each step; those before and after the recipe's steps belong to none.
  private var parts: [(step: Int?, stages: [any Stage])] = []
  private let channels: Int

  init(
    _ recipe: Recipe, over input: Shape, hasAlpha: Bool, ending: (inout Lowered) throws -> Void
  ) throws {
    channels = input.channels
    var lowered = Lowered(over: input, hasAlpha: hasAlpha)
    func rest(of lowered: Lowered, from count: Int) -> [any Stage] {
      Array(lowered.stages.dropFirst(count))
    }
    if recipe.isLinear {
      try lowered.append(toColors: .toLinear(recipe.transfer))
      parts.append((nil, lowered.stages))
    }
    for (index, step) in recipe.steps.enumerated() {
      let next = try step.presumed(over: lowered.shape, hasAlpha: lowered.hasAlpha)
        .lowered(for: lowered.shape, hasAlpha: lowered.hasAlpha, options: step.options)
      parts.append((index, next.stages))
      lowered.append(next)
    }
    let count = lowered.stages.count
    if recipe.isLinear {
      try lowered.append(toColors: .fromLinear(recipe.transfer))
    }
    try ending(&lowered)
    parts.append((nil, rest(of: lowered, from: count)))
  }

  /// Returns the effect of an error of `size` in the result of each of some steps.
  func outcome(of open: [Int], each size: Double) -> Outcome {
    var bounds = Array(repeating: SampleBound.unit, count: channels)
    var widths: [Int: Double] = [:]
    var last = -1
    for (step, stages) in parts {
      for stage in stages {
        if let step, widths[step] == nil, let convolution = stage.form.convolution {
          widths[step] = convolution.width(of: bounds)
        }
        bounds = stage.bounds(of: bounds)
        if bounds.contains(where: { !$0.error.isFinite }) { return .unknown(step: last) }
      }
      guard let step, open.contains(step) else { continue }
      if !(widths[step] ?? .infinity).isFinite { return .unknown(step: step) }
      for channel in bounds.indices { bounds[channel].error += size }
      last = step
    }
    return .known(error: bounds.map(\.error).max() ?? 0, widths: widths)
  }
}

extension Convolution {
  /// Returns the width of the widest range of a channel's samples, including the constant outside.
  fileprivate func width(of inputs: [SampleBound]) -> Double {
    let seen = inputs.enumerated().map { channel, bound in
      border.constant == nil ? bound : bound.including(Double(outside(channel: channel)))
    }
    return seen.map(\.width).max() ?? 0
  }
}
