// SPDX-License-Identifier: Apache-2.0

/// A convolution as a list of taps for each output channel: bias + sum of weight * input[channel][row][column].
///
/// Depthwise, grouped, dense, pointwise, dilated and strided convolutions differ only in which taps exist.  Output
/// sample (o, y, x) is
///
///     bias[o] + sum over taps t of o, in order, of
///       weight[t] * input[channel[t], y * stride - before + row[t] * dilation, likewise for x]
///
/// in `Float`, each product and each sum rounded.  Taps of weight 0 are left out, so that cost does not depend on
/// dilation.
public struct Convolution: Stage {
  /// One term of the sum.
  public struct Tap: Hashable, Sendable {
    /// The input channel.
    public let channel: Int
    /// The index along the vertical axis, in `0..<vertical.taps`.
    public let row: Int
    /// The index along the horizontal axis, in `0..<horizontal.taps`.
    public let column: Int
    /// The factor of the sample.
    public let weight: Float

    /// A term that reads `channel` at (`row`, `column`) of the kernel.
    public init(channel: Int, row: Int = 0, column: Int = 0, weight: Float) {
      self.channel = channel
      self.row = row
      self.column = column
      self.weight = weight
    }
  }

  /// The terms of one output channel.
  public struct Output: Hashable, Sendable {
    /// The terms, summed in this order.
    public let taps: [Tap]
    /// The initial value of the sum.
    public let bias: Float

    /// A sum of `taps` on top of `bias`.
    public init(_ taps: [Tap], bias: Float = 0) {
      self.taps = taps
      self.bias = bias
    }
  }

  /// The number of input channels.
  public let inputChannels: Int
  /// The terms of each output channel.
  public let outputs: [Output]
  /// The mapping of output rows to input rows.
  public let vertical: Axis
  /// The mapping of output columns to input columns.
  public let horizontal: Axis
  /// The rule for samples outside the input.
  public let border: BorderMode
  /// The input rows from the first tap that is not 0 to the last.
  public let rows: AxisMap
  /// The input columns from the first tap that is not 0 to the last.
  public let columns: AxisMap
  /// The number of rows whose sums share samples.
  public let rowsAtOnce: Int
  private let outside: [Float]
  /// The number of channels of the window, of which the convolution reads the first.
  private let windowChannels: Int
  private let lists: [TapList]
  private let groups: [TapGroup]

  /// A convolution of these terms.
  ///
  /// - Parameter outside: the value outside the image in each input channel if `border` is a constant; by default that
  ///   constant in all of them.
  /// - Precondition: there is at least one output; the taps lie within the channels and the axes.
  public init(
    inputChannels: Int, outputs: [Output], vertical: Axis = .identity, horizontal: Axis = .identity,
    border: BorderMode = .zero, outside: [Float]? = nil
  ) {
    self.init(
      inputChannels: inputChannels, outputs: outputs, vertical: vertical, horizontal: horizontal,
      border: border, outside: outside, windowChannels: inputChannels)
  }

  private init(
    inputChannels: Int, outputs: [Output], vertical: Axis, horizontal: Axis, border: BorderMode,
    outside: [Float]?, windowChannels: Int
  ) {
    precondition(!outputs.isEmpty, "a convolution has an output channel")
    for tap in outputs.joined() {
      precondition(
        (0..<inputChannels).contains(tap.channel) && (0..<vertical.taps).contains(tap.row)
          && (0..<horizontal.taps).contains(tap.column),
        "tap \(tap) lies outside \(inputChannels) channels, \(vertical.taps) x \(horizontal.taps)")
    }
    let constant = border.constant ?? 0
    self.inputChannels = inputChannels
    self.outputs = outputs
    self.vertical = vertical
    self.horizontal = horizontal
    self.border = border
    self.windowChannels = windowChannels
    self.outside = outside ?? Array(repeating: constant, count: inputChannels)
    precondition(self.outside.count == inputChannels, "one sample outside for each channel")
    rows = vertical.map(of: outputs, \.row)
    columns = horizontal.map(of: outputs, \.column)
    // The window begins with the first row that a tap reads.
    let first = rows.reach.lowerBound + vertical.before
    let lists = outputs.map { output in
      TapList(
        output.taps.filter { $0.weight != 0 }.map { tap in
          (
            row: (tap.row * vertical.dilation - first) * windowChannels + tap.channel,
            column: tap.column * horizontal.dilation - horizontal.before,
            weight: tap.weight
          )
        }, down: windowChannels * vertical.stride)
    }
    self.lists = lists
    groups = TapGroup.groups(lists, biases: outputs.map(\.bias))
    rowsAtOnce =
      horizontal.stride == 1
      ? groups.lazy.filter { $0.channels.count == 1 }.map(\.first.rowsAtOnce).max() ?? 1 : 1
  }

  /// Returns the convolution for windows with more channels, of which it reads the first.
  public func inWindow(of channels: Int) -> any Stage {
    Convolution(
      inputChannels: inputChannels, outputs: outputs, vertical: vertical, horizontal: horizontal,
      border: border, outside: outside, windowChannels: channels)
  }

  /// The number of terms in all outputs, not counting weights of 0.
  package var tapCount: Int { lists.reduce(0) { $0 + $1.count } }

  /// Returns the value outside the input in `channel`.
  public func outside(channel: Int) -> Float { outside[channel] }

  /// Returns a shape with one channel for each output and the extents of `Axis.outputCount`.
  public func outputShape(for input: Shape) throws(ShapeError) -> Shape {
    guard input.channels == inputChannels else {
      throw ShapeError.channels(expected: inputChannels, actual: input.channels)
    }
    return Shape(
      channels: outputs.count, height: try vertical.outputCount(input.height),
      width: try horizontal.outputCount(input.width))
  }

  /// Writes one row of sums.
  public func render(_ y: Int, from window: borrowing Window, into row: inout MutableRow) {
    for group in groups { render(group, y, from: window, into: &row) }
  }

  /// Writes rows of sums, loading the samples that several of them read once.
  public func render(_ y: Int, from window: borrowing Window, into output: inout MutableRows) {
    for group in groups {
      guard let overlap = overlap(of: group) else {
        for index in 0..<output.count {
          var row = output.row(index)
          render(group, y + index, from: window, into: &row)
        }
        continue
      }
      let channel = group.channels.lowerBound
      window.weightedSums(
        sum(channel, from: rows.inputs(of: y).lowerBound), overlap: overlap, step: vertical.stride,
        channel: channel, into: &output)
    }
  }

  /// Returns the overlap of a group with itself one output row down, in the sense of `TapList.overlap`; `nil` if its
  /// rows are computed one by one.
  private func overlap(of group: TapGroup) -> Int? {
    group.channels.count == 1 && horizontal.stride == 1 ? group.first.overlap : nil
  }

  /// Returns the overlap of the sums of two output channels, in the sense of `TapList.overlap`; `nil` if there is none.
  func overlap(from channel: Int, over next: Int) -> Int? {
    lists[channel].overlap(over: lists[next])
  }

  /// Returns the sum of an output channel, to be computed together with another.
  func sum(_ channel: Int, from top: Int) -> Window.PairedSum {
    Window.PairedSum(taps: lists[channel], bias: outputs[channel].bias, first: top)
  }

  /// Returns some output channels as the phases of one channel, whose samples alternate between them.
  ///
  /// - Precondition: both strides are 1.
  func interleaved(_ channels: Range<Int>) -> TapPhases {
    precondition(vertical.stride == 1 && horizontal.stride == 1, "phases have no stride")
    return TapPhases(lists[channels], biases: outputs[channels].map(\.bias))
  }

  /// Writes the channels of a group, together if the horizontal stride is 1.
  private func render(
    _ group: TapGroup, _ y: Int, from window: borrowing Window, into row: inout MutableRow
  ) {
    let top = rows.inputs(of: y).lowerBound
    if group.channels.count > 1 && horizontal.stride == 1 {
      return window.weightedSums(group, first: top, into: &row)
    }
    for channel in group.channels {
      var line = row.channel(channel)
      window.weightedSum(
        lists[channel], bias: outputs[channel].bias, first: top, stride: horizontal.stride,
        into: &line)
    }
  }
}

extension Axis {
  /// Returns the map from the first tap that is not 0 to the last; without any, an output reads its own position.
  fileprivate func map(
    of outputs: [Convolution.Output], _ place: (Convolution.Tap) -> Int
  ) -> AxisMap {
    let places = outputs.joined().filter { $0.weight != 0 }.map(place)
    guard let first = places.min(), let last = places.max() else { return AxisMap(inputs: stride) }
    return AxisMap(
      inputs: stride, reach: (first * dilation - before)...(last * dilation - before))
  }
}

extension Sequence where Element == Convolution.Output {
  /// The taps of all outputs.
  fileprivate func joined() -> [Convolution.Tap] { flatMap(\.taps) }
}
