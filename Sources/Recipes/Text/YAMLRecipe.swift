// SPDX-License-Identifier: Apache-2.0

/// Recipes in YAML: a list of steps, or a mapping with a `description` and `steps`.
///
///     description: softer, then its edges
///     steps:
///       - blur: {sigma: 2}
///       - edge
///
/// A step is a filter's name, or a mapping from that name to its parameters.  A parameter is named like an option
/// without its dashes; its value is written as on the command line, or as a list (`gain: [1, 2]`, `matrix: [[0, 1], [1,
/// 0]]`); a flag is true or false.
package enum YAMLRecipe {
  /// Parses the steps of a text.
  ///
  /// - Throws: `RecipeError`, with its position, for invalid YAML or an invalid recipe.
  package static func steps(_ text: String) throws(RecipeError) -> [StepText] {
    guard let root = try YAMLDocument.root(of: text), !root.isNull else {
      throw RecipeError(.start, "there are no steps")
    }
    let list: YAMLNode
    switch root.content {
    case .sequence: list = root
    case .mapping(let pairs): list = try steps(of: pairs, at: root.place)
    default:
      throw RecipeError(root.place, "a recipe is a list of steps, or has one under 'steps'")
    }
    guard let nodes = list.sequence else { throw RecipeError(list.place, "'steps' is a list") }
    if nodes.isEmpty { throw RecipeError(list.place, "there are no steps") }
    var result: [StepText] = []
    for node in nodes { result.append(try step(node)) }
    return result
  }

  private typealias Pairs = [(key: YAMLNode, value: YAMLNode)]

  private static func steps(of pairs: Pairs, at place: Place) throws(RecipeError) -> YAMLNode {
    var steps: YAMLNode?
    for (key, value) in pairs {
      switch key.scalar {
      case "steps": steps = value
      case "description" where value.scalar != nil: break
      case "description": throw RecipeError(value.place, "the description is a text")
      default:
        throw RecipeError(
          key.place, "a recipe has a 'description' and 'steps', not '\(key.scalar ?? "")'")
      }
    }
    guard let steps else { throw RecipeError(place, "the recipe has no 'steps'") }
    return steps
  }

  private static func step(_ node: YAMLNode) throws(RecipeError) -> StepText {
    if let name = node.scalar { return StepText(name: name, place: node.place) }
    guard case .mapping(let pairs) = node.content, pairs.count == 1,
      let (name, parameters) = pairs.first
    else {
      throw RecipeError(
        node.place, "a step is a filter's name, or one name with its parameters")
    }
    guard let text = name.scalar else {
      throw RecipeError(name.place, "a filter's name is a text")
    }
    var step = StepText(name: text, place: name.place)
    if parameters.isNull { return step }
    guard case .mapping(let settings) = parameters.content else {
      throw RecipeError(parameters.place, "the parameters are a mapping, such as {sigma: 2}")
    }
    for (key, value) in settings {
      guard let name = key.scalar else {
        throw RecipeError(key.place, "a parameter's name is a text")
      }
      step.parameters.append(try parameter(name, value, at: key.place))
    }
    return step
  }

  /// Returns one parameter.
  private static func parameter(
    _ name: String, _ value: YAMLNode, at place: Place
  ) throws(RecipeError) -> StepText.Parameter {
    if let isSet = value.bool {
      return StepText.Parameter(name: name, value: isSet ? "true" : "false", place: place)
    }
    if value.isNull { throw RecipeError(place, "\(name) has no value") }
    if let text = value.scalar {
      return StepText.Parameter(name: name, value: text, place: place)
    }
    if let nodes = value.sequence {
      let rows = nodes.compactMap(\.row)
      if rows.count == nodes.count {
        // A list of lists is a matrix.
        let isMatrix = nodes.contains { $0.sequence != nil }
        return StepText.Parameter(
          name: name, value: rows.joined(separator: isMatrix ? ";" : ","), place: place)
      }
    }
    throw RecipeError(value.place, "\(name) is a value, a list, or a list of lists")
  }
}

extension YAMLNode {
  /// A scalar's text, or the texts of a list of scalars with commas between them.
  fileprivate var row: String? {
    if let scalar { return scalar }
    guard let nodes = sequence else { return nil }
    let texts = nodes.compactMap(\.scalar)
    return texts.count == nodes.count ? texts.joined(separator: ",") : nil
  }
}
