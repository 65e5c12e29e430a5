// SPDX-License-Identifier: Apache-2.0

internal import Recipes

/// Descriptions of valid values of options that are not parameters of filters, for messages.
enum ValueForms {
  /// Returns what a value must be; `nil` if that is not known.
  ///
  /// - Parameters:
  ///   - option: the option's declaration, without a list of values.
  ///   - parameters: the parameters of the command's filter, if it has one.
  static func form(
    of option: Declarations.Argument, among parameters: [any DeclaredParameter]
  ) -> String? {
    guard let name = option.longName else { return nil }
    return parameters.first { $0.name == name }?.form ?? byName[name]
      ?? option.valueName.flatMap { byValueName[$0] }
  }

  private static let whole = "a whole number"
  private static let bytes = "a size such as 500M or 2G"

  private static let byName = [
    "depth": "8 or 16",
    "memory": bytes,
    "max-pixels": "a positive whole number, such as 500000000 or 500M",
    "timeout": "a positive time such as 30, 90s or 2m",
    "shard": "I/N with I from 1 to N, such as 1/4",
    "recipe": "a .yaml file or steps, such as \"blur sigma=2 | edge\"",
    "tolerance": "a number such as 0.01 or 1/255",
    "input": WidthByHeight.form,
    "html": "the name of the page to write",
  ]

  private static let byValueName = [
    "n": whole, "c": whole,
    "q": "a whole number from 1 to 100, or keep",
    "hxw": "HEIGHTxWIDTH, such as 480x640",
  ]
}
