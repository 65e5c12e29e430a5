// SPDX-License-Identifier: Apache-2.0

/// A pure function from a few input rows to an output row.
///
/// A stage is a stateless value: it says which input rows and columns an output sample needs and
/// how to compute it.  `Streamed` runs it: it keeps those rows, extends them by the border mode and
/// calls `render`.
///
///     /// The mean of each sample and the one below it.
///     struct Pairs: Stage {
///       var rows: AxisMap { AxisMap(reach: 0...1) }
///       var columns: AxisMap { .identity }
///       var border: BorderMode { .replicate }
///
///       func outputShape(for input: Shape) throws(ShapeError) -> Shape { input }
///
///       func render(_ y: Int, from window: borrowing Window, into row: inout MutableRow) {
///         for channel in 0..<window.channels {
///           let own = window.samples(row: y, channel: channel)
///           let below = window.samples(row: y + 1, channel: channel)
///           var line = row.channel(channel)
///           for x in line.indices { line[x] = (own[x] + below[x]) / 2 }
///         }
///       }
///     }
///
/// A stage of one's own states its geometry, its output shape and its function; the rest has
/// defaults.  `StageValidator` checks that it does what it states.
public protocol Stage: Sendable {
  /// The input rows that output rows read, away from the top and the bottom of the image.
  var rows: AxisMap { get }

  /// The input columns that output columns read, away from the sides of the image.
  var columns: AxisMap { get }

  /// The rule for rows and columns outside the input.
  var border: BorderMode { get }

  /// Returns the value outside the input in `channel` if the border mode is a constant.
  ///
  /// It differs between channels inside a filter of several stages: the first stage's output for the constant is the
  /// constant of the second.  By default it is the constant of the border mode.
  func outside(channel: Int) -> Float

  /// Returns the shape of the output over an input of this shape.
  func outputShape(for input: Shape) throws(ShapeError) -> Shape

  /// Returns the input rows that output row `y` reads, possibly outside the image.
  ///
  /// Neither bound decreases as `y` grows.  By default they follow from `rows`.
  func inputRows(of y: Int) -> Range<Int>

  /// Returns the input columns that some output columns read, possibly outside the image.
  ///
  /// By default they follow from `columns`.
  func inputColumns(of outputs: Range<Int>) -> Range<Int>

  /// Whether an output column depends on its position only by its phase in `columns`; true by default.
  ///
  /// Then the stage over some columns of an image computes samples of the whole, and threads can divide the columns.
  var treatsColumnsAlike: Bool { get }

  /// Returns the stage ready to render images of this shape; by default the stage itself.
  ///
  /// Stages with tables whose size depends on the image make them here, once for each image.
  func prepared(for input: Shape) throws(OutOfMemory) -> any Stage

  /// Returns the bytes that the prepared stage holds; 0 by default.
  func preparedBytes(for input: Shape) -> Int

  /// Writes all channels and columns of output row `y`; does not allocate and does not fail.
  func render(_ y: Int, from window: borrowing Window, into row: inout MutableRow)

  /// The number of output rows that are best rendered together, at most `MutableRows.maxCount`; 1 by default.
  var rowsAtOnce: Int { get }

  /// Writes the output rows from `y` on, at most `rowsAtOnce`, from a window that holds the input rows of all of them.
  ///
  /// The samples equal those of calls for single rows; stages that save work this way implement it.
  func render(_ y: Int, from window: borrowing Window, into rows: inout MutableRows)

  /// Returns the number of multiplications, each followed by an addition, over a whole image; 0 by default.
  func cost(over input: Shape) -> Int

  /// Returns the stage's output pixel for an image that is `pixel` everywhere, also outside.
  ///
  /// By default the stage runs over an image no larger than its reach.
  ///
  /// - Precondition: the stage's constant outside is `pixel`, or it reads nothing outside.
  func response(toConstant pixel: [Float]) -> [Float]

  /// Returns what output sample `[channel, y, x]` is computed from, away from the borders; `nil`, the default, if it is
  /// not known.
  func dependencies(
    channel: Int, y: Int, x: Int, over input: Shape
  ) -> SampleDependencies?

  /// Returns the bounds of each output channel, given those of each input channel.
  ///
  /// Ranges follow interval arithmetic; errors are multiplied by the sums of absolute weights and by the steepest
  /// slopes.  By default they are unknown, except that inputs without error give outputs without error.
  func bounds(of inputs: [SampleBound]) -> [SampleBound]

  /// The stage in the terms of the field; by default another stage with the name of its type.
  var form: StageForm { get }

  /// Returns the stage for windows with `channels` channels, of which it reads the first; by default the stage itself.
  ///
  /// Only a stage that counts the rows of a window by itself needs another.
  func inWindow(of channels: Int) -> any Stage

  /// Returns one stage that computes the samples of this one followed by `next`, with equal bits; `nil`, the default,
  /// if there is none that saves work.
  func fused(with next: any Stage) -> (any Stage)?
}

extension Stage {
  /// Returns the constant of the border mode, the same in every channel.
  public func outside(channel: Int) -> Float { border.constant ?? 0 }

  /// Returns the input rows by the map of rows.
  public func inputRows(of y: Int) -> Range<Int> { rows.inputs(of: y) }

  /// Returns the input columns by the map of columns.
  public func inputColumns(of outputs: Range<Int>) -> Range<Int> { columns.inputs(of: outputs) }

  /// True: by default, columns differ only by their phase.
  public var treatsColumnsAlike: Bool { true }

  /// Returns the stage itself: by default, there is nothing to prepare.
  public func prepared(for input: Shape) throws(OutOfMemory) -> any Stage { self }

  /// Returns 0: by default, there is nothing to prepare.
  public func preparedBytes(for input: Shape) -> Int { 0 }

  /// 1: by default, nothing is saved by rendering rows together.
  public var rowsAtOnce: Int { 1 }

  /// Writes the output rows one after the other.
  public func render(_ y: Int, from window: borrowing Window, into rows: inout MutableRows) {
    for index in 0..<rows.count {
      var row = rows.row(index)
      render(y + index, from: window, into: &row)
    }
  }

  /// Returns 0: by default, a stage multiplies nothing.
  public func cost(over input: Shape) -> Int { 0 }

  /// Returns the first output pixel over a constant image as large as the reach.
  public func response(toConstant pixel: [Float]) -> [Float] {
    let shape = Shape(
      channels: pixel.count, height: rows.reach.count, width: columns.reach.count)
    let area = shape.height * shape.width
    let input = Image(
      shape, samples: pixel.flatMap { Array(repeating: $0, count: area) })
    guard let output = try? input.applying([self]) else {
      preconditionFailure("a stage has an output over an image as large as its reach")
    }
    return (0..<output.shape.channels).map { output[$0, 0, 0] }
  }

  /// Returns `nil`: by default, the dependencies are not known.
  public func dependencies(
    channel: Int, y: Int, x: Int, over input: Shape
  ) -> SampleDependencies? { nil }

  /// Returns unknown bounds, except that inputs without error give outputs without error.
  public func bounds(of inputs: [SampleBound]) -> [SampleBound] {
    let input = Shape(
      channels: inputs.count, height: rows.reach.count, width: columns.reach.count)
    let channels = (try? outputShape(for: input))?.channels ?? inputs.count
    let error = inputs.map(\.error).max() ?? 0
    return Array(repeating: .unknown(error: error), count: channels)
  }

  /// The name of the type.
  public var form: StageForm { .other(name: "\(type(of: self))") }

  /// Returns the stage itself: by default, it asks the window for samples by row and channel.
  public func inWindow(of channels: Int) -> any Stage { self }

  /// Returns `nil`: by default, stages run one by one.
  public func fused(with next: any Stage) -> (any Stage)? { nil }
}

extension Stage {
  /// Returns the columns on either side of an input that the output reads.
  ///
  /// - Parameters:
  ///   - input: the number of columns of the input.
  ///   - output: the number of columns of the output.
  package func halo(over input: Int, for output: Int) -> Halo {
    Halo(of: inputColumns(of: 0..<output), outside: input)
  }
}

extension [any Stage] {
  /// Returns the shape of the input and of the output of each stage.
  ///
  /// - Throws: `ShapeError` if a stage has no output for the shape that the stages before it have.
  package func shapes(over input: Shape) throws(ShapeError) -> [Shape] {
    var shapes = [input]
    var shape = input
    for stage in self {
      shape = try stage.outputShape(for: shape)
      shapes.append(shape)
    }
    return shapes
  }
}
