// SPDX-License-Identifier: Apache-2.0

/// A filter or a recipe as stages, for an input of one shape.
public struct Lowered: Sendable {
  /// The stages, first to last.
  public private(set) var stages: [any Stage] = []
  /// The shape of the output.
  public private(set) var shape: Shape
  /// Whether the last channel of the output is alpha.
  public private(set) var hasAlpha: Bool
  /// The places where the levels of a wavelet transform can be observed; empty for other filters.
  package private(set) var levels: [WaveletLevel] = []
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

  /// Adds a function of the colors; alpha passes through.
  ///
  /// - Throws: `ShapeError` if the function has no output over the stages so far.
  package mutating func append(
    toColors function: PointMap.Function
  ) throws(ShapeError) {
    try append(PointMap.ofColors(function, channels: shape.channels, hasAlpha: hasAlpha))
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

  /// Returns the number of multiplications, each followed by an addition, over an input of this shape.
  ///
  /// - Throws: `ShapeError` if the stages were made for another shape.
  package func multiplyAdds(over input: Shape) throws(ShapeError) -> Int {
    let shapes = try stages.shapes(over: input)
    return zip(stages, shapes).reduce(0) { $0 + $1.0.cost(over: $1.1) }
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
    let links = links.stages
    for (stage, pulledRows) in zip(links, links.pulledRows) {
      bytes += try Streamed.ringSize(of: stage, over: shape, pulledRows: pulledRows).bytes
      shape = try stage.outputShape(for: shape)
    }
    return bytes
  }

  /// The maximum number of rows that the chain delivers together.
  var rowsAtOnce: Int { links.stages.last?.rowsAtOnce ?? 1 }

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
