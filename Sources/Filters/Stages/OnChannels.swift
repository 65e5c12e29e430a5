// SPDX-License-Identifier: Apache-2.0

/// A stage on some channels of an image, while the others pass through.
///
/// The channels that pass through keep their order and every bit.  They are delayed by as many rows
/// as the stage needs, and copied: no arithmetic touches them.
public struct OnChannels: Stage {
  private let stage: any Stage
  /// The input channels that the stage reads.
  public let channels: Range<Int>
  /// The number of channels of the input.
  public let inputChannels: Int
  /// Whether the channels that the stage reads also pass through, before its outputs.
  public let keepsInput: Bool

  /// A stage on `channels` of an input with `inputChannels` channels.
  ///
  /// The output has the channels before `channels`, then those themselves if `keepsInput`, then the
  /// stage's outputs, then the channels after `channels`.
  ///
  /// - Precondition: the stage reads some of the channels.
  public init(
    _ stage: any Stage, _ channels: Range<Int>, of inputChannels: Int, keepsInput: Bool = false
  ) {
    precondition(
      !channels.isEmpty && channels.lowerBound >= 0 && channels.upperBound <= inputChannels,
      "channels \(channels) of \(inputChannels)")
    self.stage = stage.inWindow(of: inputChannels)
    self.channels = channels
    self.inputChannels = inputChannels
    self.keepsInput = keepsInput
  }

  private init(_ stage: any Stage, as other: OnChannels) {
    self.stage = stage
    channels = other.channels
    inputChannels = other.inputChannels
    keepsInput = other.keepsInput
  }

  /// Returns the prepared stage on the same channels.
  public func prepared(for input: Shape) throws(OutOfMemory) -> any Stage {
    OnChannels(try stage.prepared(for: input.with(channels: channels.count)), as: self)
  }

  /// Returns the bytes that the prepared stage holds.
  public func preparedBytes(for input: Shape) -> Int {
    stage.preparedBytes(for: input.with(channels: channels.count))
  }

  /// The map of the stage, extended to the row that passes through.
  public var rows: AxisMap { stage.rows.withOwnPosition }

  /// The map of the stage, extended to the column that passes through.
  public var columns: AxisMap { stage.columns.withOwnPosition }

  /// The border mode of the stage.
  public var border: BorderMode { stage.border }

  /// The number of rows that the stage renders together.
  public var rowsAtOnce: Int { stage.rowsAtOnce }

  /// Whether the stage treats all columns alike.
  public var treatsColumnsAlike: Bool { stage.treatsColumnsAlike }

  /// Returns the stage's value outside, for the channels that it reads.
  public func outside(channel: Int) -> Float {
    channels.contains(channel)
      ? stage.outside(channel: channel - channels.lowerBound) : border.constant ?? 0
  }

  /// Returns the stage's output with the channels that pass through.
  ///
  /// - Throws: `ShapeError.extent` if the stage changes the size of the image.
  public func outputShape(for input: Shape) throws(ShapeError) -> Shape {
    guard input.channels == inputChannels else {
      throw ShapeError.channels(expected: inputChannels, actual: input.channels)
    }
    let output = try stage.outputShape(for: input.with(channels: channels.count))
    for (expected, actual) in [(input.height, output.height), (input.width, output.width)]
    where expected != actual {
      throw ShapeError.extent(expected: expected, actual: actual)
    }
    return output.with(channels: kept.count + output.channels + inputChannels - after)
  }

  /// Returns the rows that the stage reads, and row `y`.
  public func inputRows(of y: Int) -> Range<Int> { stage.inputRows(of: y).hull(y..<(y + 1)) }

  /// Returns the columns that the stage reads, and those of the output.
  public func inputColumns(of outputs: Range<Int>) -> Range<Int> {
    stage.inputColumns(of: outputs).hull(outputs)
  }

  /// Writes one row: the stage's channels, and copies of the others.
  public func render(_ y: Int, from window: borrowing Window, into row: inout MutableRow) {
    let count = computed(of: row.channels)
    var part = row.channels(kept.count..<(kept.count + count))
    stage.render(y, from: window.channels(channels), into: &part)
    pass(y, from: window, into: &row)
  }

  /// Writes some rows together.
  public func render(_ y: Int, from window: borrowing Window, into rows: inout MutableRows) {
    let count = computed(of: rows.channels)
    var part = rows.channels(kept.count..<(kept.count + count))
    stage.render(y, from: window.channels(channels), into: &part)
    for index in 0..<rows.count {
      var row = rows.row(index)
      pass(y + index, from: window, into: &row)
    }
  }

  /// The channels that come before the stage's outputs.
  private var kept: Range<Int> { 0..<(keepsInput ? channels.upperBound : channels.lowerBound) }

  /// The first channel after those that the stage reads.
  private var after: Int { channels.upperBound }

  /// Returns the number of the stage's output channels in a row of `count`.
  private func computed(of count: Int) -> Int { count - kept.count - (inputChannels - after) }

  private func pass(_ y: Int, from window: borrowing Window, into row: inout MutableRow) {
    let shift = row.channels - inputChannels
    for channel in kept {
      var line = row.channel(channel)
      line.copy(window.samples(row: y, channel: channel), from: 0)
    }
    for channel in after..<inputChannels {
      var line = row.channel(channel + shift)
      line.copy(window.samples(row: y, channel: channel), from: 0)
    }
  }
}

// What the stage answers, with the channels that pass through.
extension OnChannels {
  /// Returns the cost of the stage: copies multiply nothing.
  public func cost(over input: Shape) -> Int {
    stage.cost(over: input.with(channels: channels.count))
  }

  /// Returns the stage's response with the samples that pass through.
  public func response(toConstant pixel: [Float]) -> [Float] {
    pixel[kept] + stage.response(toConstant: Array(pixel[channels])) + pixel[after...]
  }

  /// Returns the dependencies of the stage; a channel that passes through depends on its own sample.
  public func dependencies(
    channel: Int, y: Int, x: Int, over input: Shape
  ) -> SampleDependencies? {
    func own(_ channel: Int) -> SampleDependencies {
      SampleDependencies([SampleRead(channel: channel, row: y, column: x, weight: 1)])
    }
    if kept.contains(channel) { return own(channel) }
    let part = input.with(channels: channels.count)
    guard let computed = try? stage.outputShape(for: part).channels else { return nil }
    let index = channel - kept.count
    if index >= computed { return own(after + index - computed) }
    guard let sources = stage.dependencies(channel: index, y: y, x: x, over: part) else {
      return nil
    }
    let reads = sources.reads.map {
      SampleRead(
        channel: $0.channel + channels.lowerBound, row: $0.row, column: $0.column,
        weight: $0.weight)
    }
    return SampleDependencies(reads, bias: sources.bias)
  }

  /// Returns the bounds of the stage with those that pass through.
  public func bounds(of inputs: [SampleBound]) -> [SampleBound] {
    inputs[kept] + stage.bounds(of: Array(inputs[channels])) + inputs[after...]
  }

  /// The form of the stage; a convolution shows the channels that pass through with a weight of 1.
  public var form: StageForm {
    guard let inner = stage.form.convolution,
      let whole = inner.embedded(in: channels, of: inputChannels, kept: kept)
    else { return stage.form }
    return .convolution(whole)
  }
}

extension AxisMap {
  /// The map with a reach that holds the output's own position.
  fileprivate var withOwnPosition: AxisMap {
    AxisMap(
      outputs: outputs, inputs: inputs, reach: min(0, reach.lowerBound)...max(0, reach.upperBound))
  }
}

extension Convolution {
  /// Returns the convolution with all channels of an input, of which those that it does not read pass through; `nil` if
  /// no tap reads the output's own position.
  fileprivate func embedded(
    in channels: Range<Int>, of count: Int, kept: Range<Int>
  ) -> Convolution? {
    guard let row = vertical.ownTap, let column = horizontal.ownTap else { return nil }
    func own(_ channel: Int) -> Output {
      Output([Tap(channel: channel, row: row, column: column, weight: 1)])
    }
    let moved = outputs.map { output in
      Output(
        output.taps.map {
          Tap(
            channel: $0.channel + channels.lowerBound, row: $0.row, column: $0.column,
            weight: $0.weight)
        }, bias: output.bias)
    }
    let constants = (0..<count).map { channel in
      channels.contains(channel)
        ? outside(channel: channel - channels.lowerBound) : border.constant ?? 0
    }
    return Convolution(
      inputChannels: count,
      outputs: kept.map(own) + moved + (channels.upperBound..<count).map(own),
      vertical: vertical, horizontal: horizontal, border: border, outside: constants)
  }
}
