// SPDX-License-Identifier: Apache-2.0

import Filters

/// Traces which positions along one axis of the input the output samples of a chain depend on.
///
/// It knows less than `Trace`, and takes far less work where both axes have many phases: for each phase of the axis it
/// keeps the positions from the first to the last, over all channels and all phases of the other axis.  The
/// two agree on chains whose stages treat the axes and the channels apart, such as a resize.
struct LaneTrace {
  /// The maximum number of reads that are followed; beyond it there is no result.
  private static let maxWork = 4_000_000

  private let direction: Convolution.Direction
  /// The map of the chain along the axis, whose outputs are the phases.
  private(set) var map = AxisMap.identity
  /// The positions of each phase; `nil` where a sample depends on nothing.
  private var reached: [Range<Int>?] = [0..<1]

  /// Creates the trace of an empty chain.
  init(_ direction: Convolution.Direction) { self.direction = direction }

  /// The largest number of positions that one output depends on, from the first to the last.
  var extent: Int { reached.map { $0?.count ?? 0 }.max() ?? 0 }

  /// Returns this trace extended by one stage; `nil` if that is too much work, or if the stage's dependencies are not
  /// known.
  func following(_ stage: any Stage, from input: Shape, to output: Shape) -> LaneTrace? {
    let isVertical = direction == .vertical
    let own = isVertical ? stage.rows : stage.columns
    let across = (isVertical ? stage.columns : stage.rows).outputs
    guard own != .identity else { return self }
    var next = self
    next.map = own.after(map)
    next.reached = []
    var work = 0
    for position in 0..<next.map.outputs {
      var union: Range<Int>?
      for other in 0..<across {
        for channel in 0..<output.channels {
          let (y, x) = isVertical ? (position, other) : (other, position)
          guard work <= Self.maxWork,
            let reads = stage.dependencies(channel: channel, y: y, x: x, over: input)?.reads
          else { return nil }
          work += reads.count + 1
          for read in reads {
            guard let range = sample(isVertical ? read.row : read.column) else { continue }
            union = union?.hull(range) ?? range
          }
        }
      }
      next.reached.append(union)
    }
    return next
  }

  /// Returns the positions that the sample at `position` depends on; `nil` if it depends on nothing.
  private func sample(_ position: Int) -> Range<Int>? {
    reached[position.modulo(map.outputs)]?
      .moved(position.dividedDown(by: map.outputs) * map.inputs)
  }
}
