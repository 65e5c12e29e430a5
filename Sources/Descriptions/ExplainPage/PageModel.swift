// SPDX-License-Identifier: Apache-2.0

internal import Batch
internal import FilterExplain
internal import Filters

/// The image and the layers of a page, as its script reads them.
struct PageModel {
  private let input: ExplainPage.Input
  private var layers: [JSON] = []

  /// Computes the layers of a recipe over an image.
  ///
  /// - Throws: `ExplainPage.Refusal`, or an error of the recipe.
  init(_ explanation: Explanation, of recipe: Recipe, input: ExplainPage.Input) throws {
    self.input = input
    let shape = input.image.shape
    guard max(shape.height, shape.width) <= ExplainPage.maxSide,
      shape.channels <= ExplainPage.maxChannels
    else { throw ExplainPage.Refusal.image(shape) }
    var image = input.image
    var first = 0
    // Before the first step of a recipe in linear light stands the curve.
    let offset = recipe.isLinear ? 1 : 0
    for (index, step) in explanation.steps.enumerated() {
      let steps = recipe.steps
      let own = steps.indices.contains(index - offset) ? steps[index - offset] : nil
      try add(step, of: own, from: first, to: &image)
      first += step.stages.count
    }
  }

  /// The image and the layers.
  var json: JSON {
    let shape = input.image.shape
    let (kind, name) =
      switch input.kind {
      case .count: ("count", "")
      case .ramp: ("ramp", "")
      case .file(let name): ("file", name)
      }
    return .object([
      (
        "image",
        .object([
          ("kind", .string(kind)), ("name", .string(name)), ("shape", shape.json),
          ("samples", .floats(input.image.samples)),
        ])
      ),
      ("layers", .array(layers)),
    ])
  }

  /// Adds the layers of one step, and sends the image through them.
  private mutating func add(
    _ step: ExplainedStep, of own: Recipe.Step?, from first: Int, to image: inout Image
  ) throws {
    var stages = step.stages[...]
    if let own, let transposed = try PageTransposed(step, of: own) {
      let count = transposed.stageCount
      try add(
        transposed.layer.members, step, stages.prefix(count), first + 1, to: &image)
      stages = stages.dropFirst(count)
    }
    for (index, stage) in zip(stages.indices, stages) {
      let members = try PageStage(stage, of: own, number: first + index + 1).members
      try add(members, step, [stage], first + index + 1, to: &image)
    }
  }

  private mutating func add(
    _ members: [(String, JSON)], _ step: ExplainedStep, _ stages: ArraySlice<ExplainedStage>,
    _ number: Int, to image: inout Image
  ) throws {
    let output = stages.last?.output ?? image.shape
    guard max(output.height, output.width) <= ExplainPage.maxOutputSide,
      output.channels * output.height * output.width <= ExplainPage.maxOutputSamples
    else { throw ExplainPage.Refusal.output(output, stage: number) }
    image = try image.applying(stages.map(\.stage))
    layers.append(
      .object(
        [("step", .string(step.title)), ("shape", output.json)] + members
          + [("result", .floats(image.samples))]))
  }
}

extension Shape {
  /// The channels, the height and the width as an array.
  var json: JSON { .array([.number(channels), .number(height), .number(width)]) }
}

extension JSON {
  /// Returns numbers in the fewest digits that tell each `Float` from its neighbors.
  static func floats(_ values: [Float]) -> JSON { .array(values.map(float)) }

  /// Returns a number in the fewest digits that tell a `Float` from its neighbors.
  static func float(_ value: Float) -> JSON {
    if let whole = Int(exactly: value), abs(value) < 1e6 { return .number(whole) }
    return .real(Double("\(value)") ?? Double(value))
  }

  /// Returns integers as an array.
  static func integers(_ values: Int...) -> JSON { .array(values.map { .number($0) }) }
}
