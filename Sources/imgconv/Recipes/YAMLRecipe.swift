// SPDX-License-Identifier: Apache-2.0

import Yams

/// Recipes in YAML: a list of steps, or a mapping with a `description` and `steps`.
///
///     description: softer, then its edges
///     steps:
///       - blur: {sigma: 2}
///       - edge
///
/// A step is a filter's name, or a mapping of that name to its parameters.  A parameter is the name of an option without its dashes;
/// its value is written as on the command line, or as a list (`gain: [1, 2]`, `matrix: [[0, 1], [1, 0]]`); a flag is true or
/// false.
enum YAMLRecipe {
  /// The steps of a text.
  ///
  /// - Throws: `RecipeError` with the place of what is no YAML, or no recipe.
  static func steps(_ text: String) throws(RecipeError) -> [StepText] {
    guard let root = try document(text) else { throw RecipeError(.start, "there are no steps") }
    let list: Node
    switch root {
    case .sequence: list = root
    case .mapping(let mapping): list = try steps(of: mapping, at: root.place)
    default:
      throw RecipeError(root.place, "a recipe is a list of steps, or has one under 'steps'")
    }
    guard case .sequence(let nodes) = list else {
      throw RecipeError(list.place, "'steps' is a list")
    }
    if nodes.isEmpty { throw RecipeError(list.place, "there are no steps") }
    var result: [StepText] = []
    for node in nodes { result.append(try step(node)) }
    return result
  }

  private static func document(_ text: String) throws(RecipeError) -> Node? {
    do {
      return try Yams.compose(yaml: text, .default, .default, .utf8)
    } catch let error as YamlError {
      throw RecipeError(error, in: text)
    } catch {
      throw RecipeError(nil, "\(error)")
    }
  }

  private static func steps(of mapping: Node.Mapping, at place: Place) throws(RecipeError) -> Node {
    var steps: Node?
    for (key, value) in mapping {
      switch key.scalar?.string {
      case "steps": steps = value
      case "description" where value.scalar != nil: break
      case "description": throw RecipeError(value.place, "the description is a text")
      default:
        throw RecipeError(
          key.place, "a recipe has a 'description' and 'steps', not '\(key.scalar?.string ?? "")'")
      }
    }
    guard let steps else { throw RecipeError(place, "the recipe has no 'steps'") }
    return steps
  }

  private static func step(_ node: Node) throws(RecipeError) -> StepText {
    if case .scalar(let name) = node { return StepText(name: name.string, place: node.place) }
    guard case .mapping(let mapping) = node, mapping.count == 1,
      let (name, parameters) = mapping.first
    else {
      throw RecipeError(
        node.place, "a step is a filter's name, or one name with its parameters")
    }
    guard case .scalar(let scalar) = name else {
      throw RecipeError(name.place, "a filter's name is a text")
    }
    var step = StepText(name: scalar.string, place: name.place)
    if parameters.isEmptyScalar { return step }
    guard case .mapping(let pairs) = parameters else {
      throw RecipeError(parameters.place, "the parameters are a mapping, such as {sigma: 2}")
    }
    for (key, value) in pairs {
      guard case .scalar(let scalar) = key else {
        throw RecipeError(key.place, "a parameter's name is a text")
      }
      step.parameters.append(try parameter(scalar.string, value, at: key.place))
    }
    return step
  }

  /// One parameter.
  private static func parameter(
    _ name: String, _ value: Node, at place: Place
  ) throws(RecipeError) -> StepText.Parameter {
    switch value {
    case .scalar(let scalar) where value.tag == Tag(.bool):
      let isSet = Bool.construct(from: scalar) ?? false
      return StepText.Parameter(name: name, value: isSet ? "true" : "false", place: place)
    case .scalar where value.isEmptyScalar:
      throw RecipeError(place, "\(name) has no value")
    case .scalar(let scalar):
      return StepText.Parameter(name: name, value: scalar.string, place: place)
    case .sequence(let nodes):
      let rows = nodes.compactMap(\.row)
      guard rows.count == nodes.count else { break }
      // A list of lists is a matrix.
      let isMatrix = nodes.contains { $0.sequence != nil }
      return StepText.Parameter(
        name: name, value: rows.joined(separator: isMatrix ? ";" : ","), place: place)
    default: break
    }
    throw RecipeError(value.place, "\(name) is a value, a list, or a list of lists")
  }
}

extension Node {
  fileprivate var place: Place {
    mark.map { Place(line: $0.line, column: $0.column) } ?? .start
  }

  /// Whether nothing stands where a value could.
  fileprivate var isEmptyScalar: Bool { scalar != nil && tag == Tag(.null) }

  /// A scalar's text, or those of a list of scalars with commas between.
  fileprivate var row: String? {
    switch self {
    case .scalar(let scalar): return scalar.string
    case .sequence(let nodes):
      let texts = nodes.compactMap { $0.scalar?.string }
      return texts.count == nodes.count ? texts.joined(separator: ",") : nil
    default: return nil
    }
  }
}

extension RecipeError {
  /// What the YAML parser found.
  fileprivate init(_ error: YamlError, in text: String) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      self.init(Place(line: mark.line, column: mark.column), "no valid YAML: \(problem)")
    case .duplicatedKeysInMapping(let duplicates, let context):
      let names = duplicates.joined(separator: ", ")
      self.init(
        Place(line: context.mark.line, column: context.mark.column), "\(names) is given twice")
    case .reader(let problem, _, _, _):
      self.init(nil, "no valid YAML: \(problem)")
    default:
      self.init(nil, "no valid YAML: \(error)")
    }
  }
}
