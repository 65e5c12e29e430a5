// SPDX-License-Identifier: Apache-2.0

/// The columns of a chain of stages: which part of the input gives which columns of the result.
struct ColumnChain {
  /// A part of the input, and the place in its result of the columns that were wanted.
  struct Part {
    /// The columns of the input.
    let input: Range<Int>
    /// The number of columns of the part's result before the wanted ones.
    let skipped: Int
  }

  private let stages: [any Stage]
  /// The shape of the input and of each stage's output.
  private let shapes: [Shape]

  /// The columns of a chain over an input of this shape; `nil` if a stage does not treat all columns alike or has no
  /// output.
  init?(_ stages: [any Stage], over shape: Shape) {
    guard stages.allSatisfy(\.treatsColumnsAlike), let shapes = try? stages.shapes(over: shape)
    else { return nil }
    self.stages = stages
    self.shapes = shapes
  }

  /// The number of columns of the result.
  var width: Int { shapes[stages.count].width }

  /// Returns the smallest part of the input that gives some columns of the result with equal bits; `nil` if there is
  /// none but the whole.
  ///
  /// A part begins with a whole period of every stage, so that phases stay phases.  It may be larger than what the
  /// columns need, where a stage crops.
  func part(for columns: Range<Int>) -> Part? {
    guard let needed = needs(of: columns), let first = needed.first else { return nil }
    let whole = 0..<shapes[0].width
    let period = stages.map(\.columns).chained.inputs
    let start = first.lowerBound / period * period
    var extra = 0
    while true {
      let input = start..<min(whole.upperBound, first.upperBound + extra)
      if let skipped = skipped(over: input, needs: needed) {
        return input == whole ? nil : Part(input: input, skipped: skipped)
      }
      guard input.upperBound < whole.upperBound else { return nil }
      extra = max(period, 2 * extra)
    }
  }

  /// Returns the columns of the input and of each stage's output that some columns of the result are computed from;
  /// `nil` if a border repeats the image.
  private func needs(of columns: Range<Int>) -> [Range<Int>]? {
    var needs = [columns]
    for (stage, input) in zip(stages, shapes).reversed() {
      guard let next = needs.last else { return nil }
      let read = stage.inputColumns(of: next)
      let inside = read.clamped(to: 0..<input.width)
      guard stage.border != .wrap || inside == read else { return nil }
      needs.append(folded(read, over: input.width, stage.border) ?? inside)
    }
    return needs.reversed()
  }

  /// Returns the smallest range of columns that shows all columns of a range, some of which may lie outside; `nil` if
  /// nothing but a constant is shown.
  private func folded(_ range: Range<Int>, over width: Int, _ border: BorderMode) -> Range<Int>? {
    let outside = [range.prefix { $0 < 0 }, range.suffix(Swift.max(0, range.upperBound - width))]
    let shown = outside.joined().compactMap { border.index($0, count: width) }
    let inside = range.clamped(to: 0..<width)
    guard let first = shown.min(), let last = shown.max() else {
      return inside.isEmpty ? nil : inside
    }
    let folds = first..<(last + 1)
    return inside.isEmpty ? folds : inside.hull(folds)
  }

  /// Returns the number of columns of the chain's result over a part of the input that come before the needed ones;
  /// `nil` if the part gives other samples than the whole in one of the columns that are needed.
  private func skipped(over part: Range<Int>, needs: [Range<Int>]) -> Int? {
    var offset = part.lowerBound
    var shape = Shape(
      channels: shapes[0].channels, height: shapes[0].height, width: part.count)
    for (index, stage) in stages.enumerated() {
      let width = shapes[index].width
      let held = offset..<(offset + shape.width)
      guard held.holds(needs[index]) else { return nil }
      let read = stage.inputColumns(of: needs[index + 1])
      guard showsAlike(read, of: held, over: width, stage.border) else { return nil }
      guard let output = try? stage.outputShape(for: shape) else { return nil }
      let map = stage.columns
      precondition(offset.isMultiple(of: map.inputs), "a part begins with a period")
      offset = offset / map.inputs * map.outputs
      shape = output
    }
    guard (offset..<(offset + shape.width)).holds(needs[stages.count]) else { return nil }
    return needs[stages.count].lowerBound - offset
  }

  /// Whether columns outside an image of `width` columns are shown alike by a part of it.
  private func showsAlike(
    _ read: Range<Int>, of part: Range<Int>, over width: Int, _ border: BorderMode
  ) -> Bool {
    read.allSatisfy { column in
      if column >= 0 && column < width { return part.contains(column) }
      let whole = border.index(column, count: width)
      let local = border.index(column - part.lowerBound, count: part.count)
      return whole == local.map { $0 + part.lowerBound }
        && (column < 0) == (column < part.lowerBound)
        && (column >= width) == (column >= part.upperBound)
    }
  }
}

extension Range where Bound == Int {
  /// Returns whether all positions of another range are in this one.
  fileprivate func holds(_ other: Range) -> Bool {
    other.isEmpty || lowerBound <= other.lowerBound && other.upperBound <= upperBound
  }
}
