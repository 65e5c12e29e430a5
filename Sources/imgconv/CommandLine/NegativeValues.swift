// SPDX-License-Identifier: Apache-2.0

/// Support for values that begin with `-`, which ArgumentParser takes for options.
///
/// A word that is `-` followed by a digit or a period is the value of the option before it: `--amount -0.5` is passed
/// to the parser as `--amount=-0.5`. This applies to every option with a value, as found in the declarations.
enum NegativeValues {
  /// Returns the words of a command line, with such values joined to their options.
  static func joined(_ command: CommandSyntax) -> [String] {
    let words = command.optionWords
    // Reading the declarations takes longer than filtering an icon.
    guard words.contains(where: isNegative) else { return command.path + command.words }
    let options = command.options
    var result: [String] = []
    var awaiting: Declarations.Argument?
    for word in words {
      if let name = awaiting?.longName, isNegative(word) {
        let previous = result.removeLast()
        // `-vj -4` becomes `-v --jobs=-4`.
        if !previous.hasPrefix("--") && previous.count > 2 {
          result.append(String(previous.dropLast()))
        }
        result.append("--\(name)=\(word)")
        awaiting = nil
      } else {
        result.append(word)
        awaiting = options.optionAwaitingValue(word)
      }
    }
    return command.path + result + command.words.dropFirst(words.count)
  }

  /// Whether a word is `-` followed by a digit or a period.
  static func isNegative(_ word: String) -> Bool {
    let second = word.dropFirst().first
    return word.hasPrefix("-") && (second == "." || second.map { "0"..."9" ~= $0 } == true)
  }
}
