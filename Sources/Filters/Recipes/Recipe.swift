// SPDX-License-Identifier: Apache-2.0

/// A sequence of filters that run fused: the image streams through all of them at once.
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

  /// Checks every parameter of every step against its range.
  ///
  /// - Throws: `FilterError` for the first parameter outside its range.
  public func validate() throws(FilterError) {
    for step in steps { try step.filter.validate() }
  }

  /// Translates all steps to stages over an image of this shape.
  ///
  /// - Throws: `FilterError` or `ShapeError` if a step does not fit what the steps before it deliver.
  public func lowered(for input: Shape, hasAlpha: Bool) throws -> Lowered {
    var result = try begun(for: input, hasAlpha: hasAlpha, count: steps.count)
    if isLinear { try result.append(PointMap(.fromLinear(transfer), hasAlpha: result.hasAlpha)) }
    return result
  }

  /// Translates the first `count` steps to stages, without the return from linear light.
  ///
  /// - Throws: as `lowered(for:hasAlpha:)`.
  func begun(for input: Shape, hasAlpha: Bool, count: Int) throws -> Lowered {
    var result = Lowered(over: input, hasAlpha: hasAlpha)
    if isLinear { try result.append(PointMap(.toLinear(transfer), hasAlpha: hasAlpha)) }
    for step in steps.prefix(count) {
      let next = try step.filter.lowered(
        for: result.shape, hasAlpha: result.hasAlpha, options: step.options)
      result.append(next)
    }
    return result
  }
}

/// A filter or a recipe as stages, for an input of one shape.
public struct Lowered: Sendable {
  /// The stages, first to last.
  public private(set) var stages: [any Stage] = []
  /// The shape of the output.
  public private(set) var shape: Shape
  /// Whether the last channel of the output is alpha.
  public private(set) var hasAlpha: Bool
  /// The places where the levels of a wavelet transform can be observed; empty for other filters.
  public private(set) var levels: [WaveletLevel] = []
  /// The choices made for this shape that the user left open, one sentence each.
  public internal(set) var notes: [String] = []

  /// An empty chain over an input of this shape.
  public init(over input: Shape, hasAlpha: Bool) {
    shape = input
    self.hasAlpha = hasAlpha
  }

  /// Adds a stage; `hasAlpha` is needed only if it changes.
  ///
  /// - Throws: `ShapeError` if the stage has no output over those so far.
  public mutating func append(_ stage: any Stage, hasAlpha: Bool? = nil) throws(ShapeError) {
    shape = try stage.outputShape(for: shape)
    stages.append(stage)
    self.hasAlpha = hasAlpha ?? self.hasAlpha
  }

  /// Adds the stages of a filter that was lowered for this output.
  mutating func append(_ next: Lowered) {
    levels += next.levels.map { $0.moved(by: stages.count) }
    stages += next.stages
    shape = next.shape
    hasAlpha = next.hasAlpha
    notes += next.notes
  }

  /// Marks places where the levels of a wavelet transform can be observed.
  mutating func mark(_ levels: [WaveletLevel]) {
    self.levels += levels
  }

  /// Returns the bytes of samples that the rings of all stages would hold over an input of this shape.
  ///
  /// - Parameter threads: as for `streamed(over:threads:)`.
  /// - Throws: `ShapeError` if the stages were made for another shape.
  public func bytesHeld(over input: Shape, threads: Int = 1) throws(ShapeError) -> Int {
    if let plan = BandPlan(stages, over: input, threads: threads) {
      return try Banded.bytesHeld(stages, over: input, plan)
    }
    var bytes = 0
    var shape = input
    for stage in links.stages {
      bytes += try Streamed.ringSize(of: stage, over: shape).bytes
      shape = try stage.outputShape(for: shape)
    }
    return bytes
  }

  /// Puts all stages over a source, which must not be used elsewhere.
  ///
  /// - Parameter threads: with more than one, expensive chains run on several, each over some of the columns.  The
  ///   result does not depend on it.
  /// - Throws: `ShapeError` for a source of another shape; `OutOfMemory`.
  public func streamed(
    over source: any RowSource, threads: Int
  ) throws -> any RowSource {
    guard let plan = BandPlan(stages, over: source.shape, threads: threads) else {
      return try source.streamed(through: stages)
    }
    return try Banded(stages, over: source, plan)
  }

  /// Puts all stages over a source.
  ///
  /// `observe` may wrap the source that a number of stages form, but not the one between phases and their interleaving.
  ///
  /// - Throws: `ShapeError` for a source of another shape; `OutOfMemory`; what `observe` throws.
  public func streamed(
    over source: any RowSource,
    observe: (_ stageCount: Int, any RowSource) throws -> any RowSource = { $1 }
  ) throws -> any RowSource {
    var source = try observe(0, source)
    let links = links
    for (stage, end) in zip(links.stages, links.ends) {
      source = try observe(end, try Streamed(stage, over: source))
    }
    return source
  }

  private var links: FusedStages { FusedStages(stages, cuts: Set(levels.map(\.stageCount))) }
}
