// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The options of a group for ArgumentParser, which finds options by reflection and decodes them by their names: both
/// follow from the declarations.
struct DeclaredArguments<Values: OptionValues>: ParsableArguments {
  /// The values that the command line gives.
  private(set) var values = Values()

  init() {}

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: OptionKey.self)
    for declaration in Values.declarations { try declaration.decode(container, &values) }
  }

  func validate() throws { try values.validate() }
}

extension DeclaredArguments: CustomReflectable {
  /// The options, named as the storage of wrapped properties.
  var customMirror: Mirror {
    Mirror(
      self, children: Values.declarations.map { ("_" + $0.name, $0.wrapper()) },
      displayStyle: .struct)
  }
}
