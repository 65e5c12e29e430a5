// SPDX-License-Identifier: Apache-2.0

/// Recipes on one line: `blur sigma=2 | edge | upsample scale=2 kernel=lanczos3`.
///
/// `|` separates steps and spaces separate words; a value that contains either is quoted, as in `weights="1 2 1; 2 4 2;
/// 1 2 1"`. A word without `=` sets a flag, as does one with `=true`; `=false` leaves the flag unset.
package enum InlineRecipe {
  /// Parses the steps of a text.
  ///
  /// - Throws: `RecipeError` for a missing step, an unclosed quote, or a parameter before the filter's name.
  package static func steps(_ text: String) throws(RecipeError) -> [StepText] {
    var steps: [StepText] = []
    var words: [Word] = []
    for token in try tokens(text) {
      switch token {
      case .word(let word): words.append(word)
      case .bar(let place), .end(let place):
        steps.append(try step(words, before: place))
        words = []
      }
    }
    return steps
  }

  private struct Word {
    var text = ""
    let place: Place
    /// The number of characters before the first `=` outside quotes; `nil` if there is none.
    var nameLength: Int?
  }

  private enum Token {
    case word(Word)
    case bar(Place)
    case end(Place)
  }

  private static func step(_ words: [Word], before end: Place) throws(RecipeError) -> StepText {
    guard let first = words.first else { throw RecipeError(end, "a step is missing here") }
    guard first.nameLength == nil else {
      throw RecipeError(first.place, "a step begins with the name of a filter, as in blur sigma=2")
    }
    var step = StepText(name: first.text, place: first.place)
    for word in words.dropFirst() {
      let name = word.nameLength.map { String(word.text.prefix($0)) } ?? word.text
      let value = word.nameLength.map { String(word.text.dropFirst($0 + 1)) }
      step.parameters.append(.init(name: name, value: value, place: word.place))
    }
    return step
  }

  private static func tokens(_ text: String) throws(RecipeError) -> [Token] {
    var tokens: [Token] = []
    var word: Word?
    var quote: (mark: Unicode.Scalar, place: Place)?
    var place = Place.start
    for scalar in text.unicodeScalars {
      if let open = quote {
        if scalar == open.mark { quote = nil } else { word?.text.unicodeScalars.append(scalar) }
      } else if scalar == "|" || scalar.properties.isWhitespace {
        if let done = word { tokens.append(.word(done)) }
        word = nil
        if scalar == "|" { tokens.append(.bar(place)) }
      } else {
        var current = word ?? Word(place: place)
        if scalar == "\"" || scalar == "'" {
          quote = (scalar, place)
        } else {
          if scalar == "=" && current.nameLength == nil { current.nameLength = current.text.count }
          current.text.unicodeScalars.append(scalar)
        }
        word = current
      }
      place.column += 1
      if scalar == "\n" { place = Place(line: place.line + 1, column: 1) }
    }
    if let quote { throw RecipeError(quote.place, "the quote has no end") }
    if let done = word { tokens.append(.word(done)) }
    return tokens + [.end(place)]
  }
}
