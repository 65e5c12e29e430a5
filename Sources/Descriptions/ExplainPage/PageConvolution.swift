// SPDX-License-Identifier: Apache-2.0

internal import Batch
internal import FilterExplain
internal import Filters

/// A convolution, or a transposed one, as a page's script reads it: weights[output][input of the group][place].
struct PageConvolution {
  let weights: [[[Float]]]
  let groups: Int
  let bias: [Float]
  let kernel: (Int, Int)
  let stride: (Int, Int)
  let dilation: (Int, Int)
  /// The padding at the top, left, bottom and right.
  let padding: (Int, Int, Int, Int)
  let border: BorderMode
  let outside: [Float]
  /// The output padding of a transposed convolution; `nil` for any other.
  let outputPadding: (Int, Int)?

  /// The members of the layer.
  var members: [(String, JSON)] {
    let more = outputPadding ?? (0, 0)
    return [
      ("kind", .string("convolution")),
      ("outputs", .number(weights.count)),
      ("kernel", .integers(kernel.0, kernel.1)),
      ("groups", .number(groups)),
      ("weights", .array(weights.map { .array($0.map(JSON.floats)) })),
      ("bias", bias.allSatisfy { $0 == 0 } ? .array([]) : .floats(bias)),
      ("stride", .integers(stride.0, stride.1)),
      ("dilation", .integers(dilation.0, dilation.1)),
      ("padding", .integers(padding.0, padding.1, padding.2, padding.3)),
      ("border", .string(border.pageName)),
      ("outside", outside.allSatisfy { $0 == 0 } ? .array([]) : .floats(outside)),
      ("transposed", .bool(outputPadding != nil)),
      ("outputPadding", .integers(more.0, more.1)),
    ]
  }

  /// Creates the layer of a forward convolution.
  ///
  /// - Parameter groups: the number of groups that the weights were given for; taken if no tap crosses them.
  init(_ convolution: Convolution, groups: Int) {
    let inputs = convolution.inputChannels
    let counts = [groups, inputs, 1].filter { count in
      convolution.isGrouped(by: count)
    }
    self.groups = counts.first ?? 1
    let each = inputs / self.groups
    let perGroup = convolution.outputs.count / self.groups
    let (vertical, horizontal) = (convolution.vertical, convolution.horizontal)
    let area = vertical.taps * horizontal.taps
    weights = convolution.outputs.enumerated().map { index, output in
      var kernels = Array(repeating: Array(repeating: Float(0), count: area), count: each)
      for tap in output.taps {
        let place = tap.row * horizontal.taps + tap.column
        kernels[tap.channel - index / perGroup * each][place] += tap.weight
      }
      return kernels
    }
    bias = convolution.outputs.map(\.bias)
    kernel = (vertical.taps, horizontal.taps)
    stride = (vertical.stride, horizontal.stride)
    dilation = (vertical.dilation, horizontal.dilation)
    padding = (vertical.before, horizontal.before, vertical.after, horizontal.after)
    border = convolution.border
    outside = (0..<inputs).map(convolution.outside(channel:))
    outputPadding = nil
  }

  /// Creates the layer of a transposed convolution from the convolution that it transposes.
  ///
  /// - Parameter adjoint: a convolution from the transposed one's outputs to its inputs, with equal weights.
  init(
    transposing adjoint: Convolution, groups: Int, bias: [Float], outputPadding: PerAxis<Int>
  ) {
    let forward = PageConvolution(adjoint, groups: groups)
    let each = adjoint.outputs.count / forward.groups
    let perGroup = adjoint.inputChannels / forward.groups
    weights = (0..<adjoint.inputChannels).map { output in
      (0..<each).map { forward.weights[output / perGroup * each + $0][output % perGroup] }
    }
    self.groups = forward.groups
    self.bias = bias
    kernel = forward.kernel
    stride = forward.stride
    dilation = forward.dilation
    padding = forward.padding
    border = forward.border
    outside = []
    self.outputPadding = (outputPadding.vertical, outputPadding.horizontal)
  }
}

/// A transposed convolution that stands in a recipe as such: its phases, their interleaving and a fold are one layer.
struct PageTransposed {
  let layer: PageConvolution
  /// The number of stages that the layer stands for.
  let stageCount: Int

  /// Creates the layer if a step begins with a transposed convolution of the user's weights; `nil` otherwise.
  init?(_ explained: ExplainedStep, of step: Recipe.Step) throws {
    guard case .convolve(let convolve) = step.filter, convolve.isTransposed,
      explained.stages.count > 1, explained.stages[0].stage.form.convolution != nil,
      explained.stages[1].stage.form.interleaving != nil
    else { return nil }
    let input = explained.input
    let border = step.options.border ?? step.filter.definition.defaultBorder
    let (stages, padding) = try convolve.stages(for: input, border: border)
    layer = PageConvolution(
      transposing: try convolve.adjoint(for: input, border: border),
      groups: convolve.groups(over: input.channels), bias: convolve.biases(over: input.channels),
      outputPadding: padding.output)
    stageCount = stages.count
  }
}

extension Convolve {
  /// Returns the number of groups over an image of this many channels: one for each with one kernel for every channel.
  func groups(over channels: Int) -> Int { weights.isDepthwise ? channels : groups }
}

extension Convolution {
  /// Whether outputs and inputs form this many groups of neighboring channels that no tap crosses.
  fileprivate func isGrouped(by count: Int) -> Bool {
    guard inputChannels.isMultiple(of: count), outputs.count.isMultiple(of: count) else {
      return false
    }
    let (each, perGroup) = (inputChannels / count, outputs.count / count)
    return outputs.enumerated().allSatisfy { index, output in
      output.taps.allSatisfy { $0.channel / each == index / perGroup }
    }
  }
}

extension BorderMode {
  /// The name of the mode, without the value of a constant.
  var pageName: String {
    switch self {
    case .zero: "zero"
    case .constant: "constant"
    case .replicate: "replicate"
    case .symmetric: "symmetric"
    case .reflect: "reflect"
    case .wrap: "wrap"
    case .trim: "trim"
    }
  }
}
