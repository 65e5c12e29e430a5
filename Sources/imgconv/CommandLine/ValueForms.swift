// SPDX-License-Identifier: Apache-2.0

/// Descriptions of valid option values, for messages.
enum ValueForms {
  /// Returns what a value must be; `nil` if that is not known.
  ///
  /// - Parameter option: the option's declaration, without a list of values.
  static func form(of option: Declarations.Argument) -> String? {
    option.longName.flatMap { byName[$0] } ?? option.valueName.flatMap { byValueName[$0] }
  }

  private static let whole = "a whole number"
  private static let number = "a number"
  private static let wholePair = "a whole number such as 2, or two such as 2,3 (rows, columns)"
  private static let bytes = "a size such as 500M or 2G"

  private static let byName = [
    "border": "zero, constant=V, replicate, symmetric, reflect or wrap",
    "padding":
      "same, valid, or samples such as 1, 1,2 (rows, columns) or 0,1,0,1 (top, left, bottom, right)",
    "output-size": "rows and columns such as 480,640, or WIDTHxHEIGHT such as 640x480",
    "depth": "8 or 16",
    "memory": bytes,
    "max-pixels": "a positive whole number, such as 500000000 or 500M",
    "timeout": "a positive time such as 30, 90s or 2m",
    "shard": "I/N with I from 1 to N, such as 1/4",
    "gain": "numbers with commas between, such as 1,2,1.5",
    "bias": "numbers with commas between, such as 0,0.1,0",
    "matrix": "rows of numbers, such as \"0,0,1; 0,1,0; 1,0,0\"",
    "weights": "a .npy file or rows of numbers, such as \"1 2 1; 2 4 2; 1 2 1\"",
    "recipe": "a .yaml file or steps, such as \"blur sigma=2 | edge\"",
    "tolerance": "a number such as 0.01 or 1/255",
    "input": "WIDTHxHEIGHT, such as 640x480",
    "html": "the name of the page to write",
  ]

  private static let byValueName = [
    "n": whole, "d": whole, "g": whole, "r": whole, "c": whole,
    "q": "a whole number from 1 to 100, or keep",
    "s": number, "a": number, "t": number, "k": number,
    "s[,sx]": "a number such as 2, or two such as 1,5 (vertical, horizontal)",
    "n[,nx]": wholePair, "sy[,sx]": wholePair, "dy[,dx]": wholePair, "oy,ox": wholePair,
    "hxw": "HEIGHTxWIDTH, such as 480x640",
  ]
}
