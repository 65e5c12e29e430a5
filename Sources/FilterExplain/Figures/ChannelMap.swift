// SPDX-License-Identifier: Apache-2.0

import Filters

/// Draws which input channels each output channel of a convolution reads: a line for each connection, in
/// the color of its group.
struct ChannelMap {
  private let inputs: Int
  private let outputs: Int
  /// The input channels that each output channel reads with a weight other than 0.
  private let connections: [Set<Int>]
  /// The parts of the channels that no line connects, in the order of their first outputs.
  private let groups: [Group]

  /// The most channels that are drawn on either side.
  static let most = 16

  private static let step = 24.0
  private static let box = 46.0
  private static let width = 190.0

  /// Outputs that share inputs.
  private struct Group {
    var outputs: [Int]
    var inputs: Set<Int>
  }

  /// Whether a convolution has enough channels, and few enough, for its map to say something.
  static func isUseful(for convolution: Convolution) -> Bool {
    let counts = [convolution.inputChannels, convolution.outputs.count]
    return (counts.max() ?? 0) > 1 && (counts.max() ?? 0) <= most
  }

  /// A map of a convolution's channels.
  init(_ convolution: Convolution) {
    inputs = convolution.inputChannels
    outputs = convolution.outputs.count
    connections = convolution.outputs.map { output in
      Set(output.taps.filter { $0.weight != 0 }.map(\.channel))
    }
    var groups: [Group] = []
    for (output, read) in connections.enumerated() {
      var joined = Group(outputs: [output], inputs: read)
      for group in groups where !group.inputs.isDisjoint(with: read) {
        joined.outputs += group.outputs
        joined.inputs.formUnion(group.inputs)
      }
      groups.removeAll { !$0.inputs.isDisjoint(with: joined.inputs) }
      groups.append(joined)
    }
    self.groups = groups.sorted { ($0.outputs.min() ?? 0) < ($1.outputs.min() ?? 0) }
  }

  /// Returns the number of the group that an output belongs to.
  func group(of output: Int) -> Int {
    groups.firstIndex { $0.outputs.contains(output) } ?? 0
  }

  /// The number of groups that share no channel.
  var groupCount: Int { groups.count }

  /// Boxes of the input channels at the left, of the output channels at the right, and lines between.
  var drawing: Drawing {
    var drawing = Drawing()
    drawing.text(0, 14, "channels", size: 12)
    let top = 24.0
    let height = Double(max(inputs, outputs)) * Self.step
    func y(_ index: Int, _ count: Int) -> Double {
      top + (height - Double(count) * Self.step) / 2 + (Double(index) + 0.5) * Self.step
    }
    for (output, read) in connections.enumerated() {
      let color = Palette.phase(group(of: output))
      for input in read.sorted() {
        drawing.line(
          Self.box, y(input, inputs), Self.width - Self.box, y(output, outputs),
          .init(color: color, width: 1.5))
      }
    }
    for input in 0..<inputs {
      let owner = groups.firstIndex { $0.inputs.contains(input) }
      Self.box("in \(input)", 0, y(input, inputs), owner.map(Palette.phase), into: &drawing)
    }
    for output in 0..<outputs {
      Self.box(
        "out \(output)", Self.width - Self.box, y(output, outputs),
        Palette.phase(group(of: output)), into: &drawing)
    }
    return drawing
  }

  private static func box(
    _ label: String, _ x: Double, _ y: Double, _ color: String?, into drawing: inout Drawing
  ) {
    drawing.rectangle(
      x, y - 9, box, 18, fill: Palette.sample,
      stroke: .init(color: color ?? Palette.rule, width: 1.5))
    drawing.text(x + box / 2, y + 4, label, size: 10, anchor: .middle)
  }
}
