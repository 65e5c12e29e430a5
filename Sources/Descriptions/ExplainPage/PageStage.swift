// SPDX-License-Identifier: Apache-2.0

internal import Batch
internal import FilterExplain
internal import Filters

/// One stage as a layer of a page.
///
/// A convolution can be changed there.  Other weighted sums are listed term by term, functions of one pixel have a
/// name, and the page shows of all others what imgconv computed.
struct PageStage {
  /// The members of the layer.
  let members: [(String, JSON)]

  /// Creates the layer of a stage.
  ///
  /// - Parameter number: the position of the stage, counted from 1.
  /// - Throws: `ExplainPage.Refusal.weights`.
  init(
    _ stage: ExplainedStage, of step: Recipe.Step?, number: Int
  ) throws(ExplainPage.Refusal) {
    if let convolution = stage.stage.form.convolution {
      // Filters of their own treat channels alike.
      var groups = stage.input.channels
      if case .convolve(let convolve) = step?.filter {
        groups = convolve.groups(over: stage.input.channels)
      }
      let layer = PageConvolution(convolution, groups: groups)
      let count = layer.weights.joined().reduce(0) { $0 + $1.count }
      guard count <= ExplainPage.maxWeights else {
        throw ExplainPage.Refusal.weights(count, stage: number)
      }
      members = layer.members
    } else {
      let name = ("name", JSON.string("\(stage.kind)"))
      if let function = Self.function(of: stage, step) {
        members = [name] + function
      } else {
        members = [name] + (try Self.terms(of: stage, number))
      }
    }
  }

  /// Returns the members of a function of one pixel that the page knows; `nil` for any other stage.
  private static func function(
    of stage: ExplainedStage, _ step: Recipe.Step?
  ) -> [(String, JSON)]? {
    guard case .pointMap(let name) = stage.kind else { return nil }
    var numbers: [(String, JSON)] = []
    switch name {
    case "relu", "absolute", "magnitude": break
    case "leaky":
      guard case .convolve(let convolve) = step?.filter,
        case .leaky(let slope) = convolve.activation
      else { return nil }
      numbers = [("slope", .float(slope))]
    case "unsharp":
      guard case .sharpen(let sharpen) = step?.filter else { return nil }
      numbers = [
        ("amount", .float(Float(sharpen.amount))), ("threshold", .float(Float(sharpen.threshold))),
      ]
    default: return nil
    }
    let isOfPairs = name == "magnitude" || name == "unsharp"
    let (inputs, outputs) = (stage.input.channels, stage.output.channels)
    // Channels that pass through come last; of the others, pairs become one.
    let mapped = isOfPairs ? inputs - outputs : outputs - passing(stage)
    return [
      ("kind", .string("point")), ("function", .string(name)), ("channels", .number(inputs)),
      ("outputs", .number(outputs)), ("mapped", .number(mapped)),
    ] + numbers
  }

  /// Returns the number of last channels that a function leaves alone: those that keep a -1.
  private static func passing(_ stage: ExplainedStage) -> Int {
    let pixel = Array(repeating: Float(-1), count: stage.input.channels)
    return stage.stage.response(toConstant: pixel).reversed().prefix { $0 == -1 }.count
  }

  /// Returns the members of a stage whose outputs are listed with what they read, if that is known.
  private static func terms(
    of stage: ExplainedStage, _ number: Int
  ) throws(ExplainPage.Refusal) -> [(String, JSON)] {
    let fixed: [(String, JSON)] = [("kind", .string("fixed"))]
    if stage.kind == .borderFold { return fixed }
    var reads: [JSON] = []
    var count = 0
    var isWeighted = true
    let output = stage.output
    for index in 0..<(output.channels * output.height * output.width) {
      let (plane, x) = (index / output.width, index % output.width)
      guard
        let sources = stage.stage.dependencies(
          channel: plane / output.height, y: plane % output.height, x: x, over: stage.input)
      else { return fixed }
      isWeighted = isWeighted && sources.reads.allSatisfy { $0.weight != nil }
      count += sources.reads.count
      guard count <= ExplainPage.maxWeights else {
        throw ExplainPage.Refusal.weights(count, stage: number)
      }
      reads.append(
        .array(
          [.float(sources.bias)]
            + sources.reads.map { read in
              .array([
                .number(read.channel), .number(read.row), .number(read.column),
                .float(read.weight ?? 1),
              ])
            }))
    }
    let outside = (0..<stage.input.channels).map(stage.stage.outside(channel:))
    return [
      ("kind", .string(isWeighted ? "linear" : "fixed")), ("reads", .array(reads)),
      ("border", .string(stage.stage.border.pageName)), ("outside", .floats(outside)),
    ]
  }
}
