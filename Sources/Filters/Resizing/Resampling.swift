// SPDX-License-Identifier: Apache-2.0

/// A stage that resizes one axis of every channel: a convolution whose weights depend on the phase of the output.
///
/// Output `o` along the axis is the sum of `axis.inputs(of: o)` times `axis.weights(of: o)`.
/// Ratios of whole numbers have cheaper stages: a strided convolution, or a transposed one.
package struct Resampling: Stage {
  /// The axis that is resized.
  let direction: Convolution.Direction
  /// The samples along it.
  let axis: ResizeAxis
  /// The rule for samples outside the input; no sample outside is read if the axis is trimmed.
  package let border: BorderMode
  private let outside: [Float]
  private let table: Table?

  /// The weights in the form that rendering needs.
  private enum Table {
    case rows(RowTaps)
    case columns(ColumnBlocks)
  }

  /// A stage for this axis.
  ///
  /// - Parameter outside: the value outside the image in each channel, if `border` is a constant.
  package init(
    _ direction: Convolution.Direction, _ axis: ResizeAxis, border: BorderMode,
    outside: [Float]? = nil
  ) {
    self.init(direction, axis, border: border, outside: outside ?? [], table: nil)
  }

  private init(
    _ direction: Convolution.Direction, _ axis: ResizeAxis, border: BorderMode, outside: [Float],
    table: Table?
  ) {
    self.direction = direction
    self.axis = axis
    self.border = border
    self.outside = outside
    self.table = table
  }

  /// Returns the stage with a table of its weights.
  ///
  /// Weights repeat with the phase, so the table has at most as many as one output row, or column, has terms:
  /// `axis.kernel.twiceSupport` for each sample of the longer of the two axes.
  package func prepared(for input: Shape) throws(OutOfMemory) -> any Stage {
    let table: Table =
      switch direction {
      case .vertical: .rows(try RowTaps(axis, channels: input.channels))
      case .horizontal: .columns(try ColumnBlocks(axis))
      }
    return Resampling(direction, axis, border: border, outside: outside, table: table)
  }

  /// Returns the size of the table.
  package func preparedBytes(for input: Shape) -> Int {
    switch direction {
    case .vertical: RowTaps.byteCount(axis)
    case .horizontal: ColumnBlocks.byteCount(axis)
    }
  }

  /// Writes one row.
  ///
  /// - Precondition: the stage is prepared.
  package func render(_ y: Int, from window: borrowing Window, into row: inout MutableRow) {
    switch table {
    case .rows(let taps):
      for channel in 0..<row.channels {
        var line = row.channel(channel)
        window.weightedSum(taps, y, channel: channel, into: &line)
      }
    case .columns(let blocks): window.resample(y, blocks, into: &row)
    case nil: preconditionFailure("a stage is prepared before it renders")
    }
  }

  /// Writes one row or two, loading the samples that both read once.
  ///
  /// - Precondition: the stage is prepared.
  package func render(_ y: Int, from window: borrowing Window, into rows: inout MutableRows) {
    guard rows.count == 2, case .rows(let taps) = table else {
      for index in 0..<rows.count {
        var row = rows.row(index)
        render(y + index, from: window, into: &row)
      }
      return
    }
    rows.withRows(0, 1) { first, second in
      for channel in 0..<first.channels {
        var line = first.channel(channel)
        var next = second.channel(channel)
        window.weightedSums(taps, y, channel: channel, into: &line, &next)
      }
    }
  }
}

// What a resampling answers about itself.
extension Resampling {
  /// The map of the axis, if it is the vertical one.
  package var rows: AxisMap { direction == .vertical ? axis.map : .identity }

  /// 2 along the vertical axis, where neighboring rows share samples.
  package var rowsAtOnce: Int { direction == .vertical ? 2 : 1 }

  /// The map of the axis, if it is the horizontal one.
  package var columns: AxisMap { direction == .horizontal ? axis.map : .identity }

  /// False: an image of some columns has another ratio.
  package var treatsColumnsAlike: Bool { direction == .vertical }

  /// The resizing of an axis.
  package var form: StageForm { .resampling(axis, direction) }

  /// Returns the value outside the input in `channel`.
  package func outside(channel: Int) -> Float {
    outside.isEmpty ? border.constant ?? 0 : outside[channel]
  }

  /// Returns the rows under the kernel, which are fewer than those of a period.
  package func inputRows(of y: Int) -> Range<Int> {
    direction == .vertical ? axis.inputs(of: y) : y..<(y + 1)
  }

  /// Returns the columns under the kernel, which are fewer than those of a period.
  package func inputColumns(of outputs: Range<Int>) -> Range<Int> {
    guard direction == .horizontal, let last = outputs.last else { return outputs }
    let first = axis.inputs(of: outputs.lowerBound)
    return first.lowerBound..<axis.inputs(of: last).upperBound
  }

  /// Returns the shape with the new number of rows or columns.
  ///
  /// - Throws: `ShapeError.extent` for another number of samples than the axis has.
  package func outputShape(for input: Shape) throws(ShapeError) -> Shape {
    let count = direction == .vertical ? input.height : input.width
    guard count == axis.input else {
      throw ShapeError.extent(expected: axis.input, actual: count)
    }
    return direction == .vertical
      ? input.with(height: axis.output) : input.with(width: axis.output)
  }

  /// Returns the number of terms of all outputs.
  package func cost(over input: Shape) -> Int {
    let across = direction == .vertical ? input.width : input.height
    return axis.termCount * across * input.channels
  }

  /// Returns the pixel itself: the weights of each output sum to 1.
  package func response(toConstant pixel: [Float]) -> [Float] { pixel }

  /// Returns the samples under the kernel and their weights, away from the ends.
  package func dependencies(
    channel: Int, y: Int, x: Int, over input: Shape
  ) -> SampleDependencies? {
    let axis = axis.untrimmed
    let output = direction == .vertical ? y : x
    return SampleDependencies(
      zip(axis.inputs(of: output), axis.weights(of: output)).map { position, weight in
        SampleRead(
          channel: channel, row: direction == .vertical ? position : y,
          column: direction == .vertical ? x : position, weight: weight)
      })
  }

  /// Returns the bounds of means with the kernel's weights, of samples of the image and the constant outside.
  package func bounds(of inputs: [SampleBound]) -> [SampleBound] {
    inputs.enumerated().map { channel, bound in
      let seen = border.constant == nil ? bound : bound.including(Double(outside(channel: channel)))
      return seen.averaged(absoluteSum: axis.maxAbsoluteSum)
    }
  }
}
