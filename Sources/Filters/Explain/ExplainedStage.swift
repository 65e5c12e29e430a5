// SPDX-License-Identifier: Apache-2.0

/// What is to be said of one stage of a chain.
public struct ExplainedStage: Sendable {
  /// The stage itself.
  public let stage: any Stage
  /// What it is.
  public let kind: StageKind
  /// The extent of its input.
  public let input: Shape
  /// The extent of its output.
  public let output: Shape
  /// How far outside its input it reads.
  public let borderReach: BorderReach
  /// What its output samples see of the input of the whole chain; nil if nobody can tell.
  public let field: ReceptiveField?
  /// What the output samples of the stage before it see.
  public let fieldBefore: ReceptiveField?
  /// The sums of the taps of each output channel, in order; a stage before an interleaving has a
  /// channel for each phase.
  public let tapSums: [Double]
  /// The number of taps that are not 0, over all output channels.
  public let weights: Int
  /// The multiplications over the whole image: the taps of each output channel times its samples.
  public let multiplyAdds: Int
  /// The input rows that it holds while it runs, and their bytes; none for an interleaving that runs as one with the phases
  /// before it.
  public let ring: RingSize

  /// Explains `stage` over an input of this shape.
  ///
  /// - Parameters:
  ///   - link: what runs in its place; nil if it runs as one with the stage before it.
  ///   - trace: that of the stages before it, which becomes that of the chain up to this one.
  init(
    _ stage: any Stage, as link: (any Stage)?, before next: (any Stage)?, over input: Shape,
    after trace: inout Trace?
  ) throws(ShapeError) {
    let output = try stage.outputShape(for: input)
    self.output = output
    if let link {
      ring = try Streamed.ringSize(of: link, over: input)
    } else {
      ring = RingSize(rows: 0, bytes: 0)
    }
    self.stage = stage
    self.input = input
    kind = StageKind(stage, before: next)
    let traced = stage as? any TracedStage
    borderReach = traced.map { BorderReach($0, from: input, to: output) } ?? .none
    let followed = traced.flatMap { trace?.following($0, from: input, to: output) }
    fieldBefore = trace?.field
    trace = followed
    field = trace?.field
    let outputs = (stage as? Convolution)?.outputs ?? []
    tapSums = outputs.map { $0.taps.reduce(0) { $0 + Double($1.weight) } }
    weights = outputs.reduce(0) { sum, output in
      sum + output.taps.count { $0.weight != 0 }
    }
    multiplyAdds = weights * output.height * output.width
  }

  /// The axes of a convolution, nil for any other stage.
  public var axes: (vertical: Axis, horizontal: Axis)? {
    (stage as? Convolution).map { ($0.vertical, $0.horizontal) }
  }
}

/// The rows and columns outside its input that a stage reads: taps of weight 0 do not count.
public struct BorderReach: Hashable, Sendable {
  /// Rows above the first.
  public let top: Int
  /// Columns before the first.
  public let left: Int
  /// Rows below the last.
  public let bottom: Int
  /// Columns after the last.
  public let right: Int

  /// Nothing outside.
  static let none = BorderReach(top: 0, left: 0, bottom: 0, right: 0)

  /// Whether nothing outside is read.
  public var isEmpty: Bool { self == .none }

  private init(top: Int, left: Int, bottom: Int, right: Int) {
    self.top = top
    self.left = left
    self.bottom = bottom
    self.right = right
  }

  /// That of a stage over an input of this shape.
  init(_ stage: any TracedStage, from input: Shape, to output: Shape) {
    let rows = stage.verticalReads.inputs(of: 0...(output.height - 1))
    let columns = stage.horizontalReads.inputs(of: 0...(output.width - 1))
    self.init(
      top: max(0, -rows.lowerBound), left: max(0, -columns.lowerBound),
      bottom: max(0, rows.upperBound - (input.height - 1)),
      right: max(0, columns.upperBound - (input.width - 1)))
  }
}
