// SPDX-License-Identifier: Apache-2.0

import Filters
import Recipes

/// Reads a recipe in YAML; what it says is the same on one line.
func yamlFault(_ bytes: [UInt8]) -> String? {
  let text = String(decoding: bytes, as: UTF8.self)
  guard let steps = try? YAMLRecipe.steps(text) else {
    return errorFault { try Recipe(yaml: text) }
  }
  if let fault = errorFault({ try Recipe(yaml: text) }) { return fault }
  guard let recipe = try? Recipe(yaml: text) else { return nil }
  guard let again = try? Recipe(inline: inlineText(steps)) else {
    return "YAML: the same recipe on one line is refused"
  }
  return again == recipe && again.canonicalText == recipe.canonicalText
    ? nil : "YAML: the same recipe on one line is another"
}

/// Reads a recipe on one line; what it says is the same on one line with quotes, and in YAML.
func inlineFault(_ bytes: [UInt8]) -> String? {
  let text = String(decoding: bytes, as: UTF8.self)
  if let fault = errorFault({ try Recipe(inline: text) }) { return fault }
  guard let steps = try? InlineRecipe.steps(text), let recipe = try? Recipe(inline: text) else {
    return nil
  }
  guard let quoted = try? Recipe(inline: inlineText(steps)) else {
    return "recipe: refused once its words have quotes"
  }
  guard let yaml = try? Recipe(yaml: yamlText(steps)) else {
    return "recipe: the same recipe in YAML is refused"
  }
  return quoted == recipe && yaml == recipe ? nil : "recipe: another one once it is written again"
}

/// An error has a reason of one line, and a place in the text.
private func errorFault(_ read: () throws -> Recipe) -> String? {
  do {
    _ = try read()
    return nil
  } catch let error as RecipeError {
    if error.reason.isEmpty { return "recipe: an error without a reason" }
    guard let place = error.place else { return nil }
    return place.line > 0 && place.column > 0 ? nil : "recipe: an error at no place"
  } catch {
    return "recipe: an error of another kind, \(error)"
  }
}

/// Writes steps on one line; every word is quoted, in pieces where it has quotes itself.
private func inlineText(_ steps: [StepText]) -> String {
  func quoted(_ text: String) -> String {
    let pieces = text.unicodeScalars.split(separator: "'", omittingEmptySubsequences: false)
    return "'" + pieces.map { String($0) }.joined(separator: "'\"'\"'") + "'"
  }
  return steps.map { step in
    ([quoted(step.name)]
      + step.parameters.map { quoted($0.name) + ($0.value.map { "=" + quoted($0) } ?? "") })
      .joined(separator: " ")
  }.joined(separator: " | ")
}

/// Writes steps in YAML, in which a mapping has each key once: the last one counts.
private func yamlText(_ steps: [StepText]) -> String {
  func quoted(_ text: String) -> String {
    "\""
      + text.unicodeScalars.map { scalar in
        let isPlain = (0x20..<0x7f).contains(scalar.value) && scalar != "\"" && scalar != "\\"
        let digits = String(scalar.value, radix: 16)
        return isPlain
          ? String(scalar) : "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
      }.joined() + "\""
  }
  return steps.map { step in
    var parameters: [StepText.Parameter] = []
    for parameter in step.parameters {
      parameters.removeAll { $0.name == parameter.name }
      parameters.append(parameter)
    }
    let pairs = parameters.map { "\(quoted($0.name)): \($0.value.map(quoted) ?? "true")" }
    return "- \(quoted(step.name)): {\(pairs.joined(separator: ", "))}\n"
  }.joined()
}

/// Reads a text as weights and as the value of each parameter of each filter.
///
/// Weights are the numbers that a plain reading finds, and a value that is read can be written and read again.
func valuesFault(_ bytes: [UInt8]) -> String? {
  let text = String(decoding: bytes, as: UTF8.self)
  if let fault = weightsFault(text) { return fault }
  for parameter in FilterCatalog.all.flatMap({ $0.stepParameters }) {
    if let fault = rereadFault(parameter, text) { return "\(parameter.name): \(fault)" }
  }
  return nil
}

private func rereadFault<P: DeclaredParameter>(_ parameter: P, _ text: String) -> String? {
  guard let value = P.Value(text: text) else { return nil }
  guard let again = P.Value(text: value.text) else { return "'\(value.text)' is not read again" }
  return again.text == value.text ? nil : "'\(value.text)' is read as '\(again.text)'"
}

private func weightsFault(_ text: String) -> String? {
  guard let rows = NumberRows(text: text)?.rows else { return nil }
  if rows.isEmpty || rows.contains(where: \.isEmpty) { return "weights: an empty row" }
  let plain = text.split(separator: ";", omittingEmptySubsequences: false).map { row in
    row.split { $0 == "," || $0 == " " }.map { $0.contains("\0") ? .nan : Double($0) ?? .nan }
  }
  let bits = { (rows: [[Double]]) in rows.map { $0.map { $0.isNaN ? 0 : $0.bitPattern } } }
  return bits(plain) == bits(rows) ? nil : "weights: other numbers than plainly read"
}
