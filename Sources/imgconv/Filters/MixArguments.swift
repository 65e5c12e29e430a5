// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Filters

/// `imgconv mix`.
struct MixArguments: FilterArguments {
  static let configuration = CommandConfiguration(
    commandName: "mix",
    abstract: "Mix channels with a 1x1 convolution.",
    usage: "imgconv mix [options] INPUT... OUTPUT",
    discussion: """
      FORMULA
        Output color i is bias i plus the sum of matrix (i, j) times input color j. Samples run from 0 to 1. \
      Alpha is unchanged. A gray image counts as one with three equal colors.

      PRESETS
        gray        0.2126 R + 0.7152 G + 0.0722 B (Rec. 709), one color
        sepia       the brown of old photographs
        saturate=S  between gray (0) and the image (1), and beyond
        hue=DEG     colors rotated around the gray axis
        invert      1 - x
        swap=bgr    the colors in another order, or some of them

      EXAMPLES
        imgconv mix --preset gray in.png gray.png
        imgconv mix --preset saturate=1.3 photos/ vivid/
        imgconv mix --matrix "0,0,1; 0,1,0; 1,0,0" --bias 0,0.1,0 in.png out.png
      """)

  @Option(
    help: ArgumentHelp(
      "One row per output color, one number per input color.",
      valueName: "r,g,b;..."))
  var matrix: Matrix?

  @Option(
    help: ArgumentHelp("Add to each output color. (default: 0)", valueName: "b,..."))
  var bias: Matrix?

  @Option(
    help: ArgumentHelp(
      "Use a matrix by name.", valueName: "name"))
  var preset: Preset?

  func filter(beside directory: String?) throws -> Filter {
    var mix: Mix
    switch (matrix, preset) {
    case (let matrix?, nil): mix = Mix(matrix: matrix.rows)
    case (nil, let preset?): mix = preset.mix
    default: throw ValidationError("either --matrix or --preset is needed")
    }
    if let bias {
      guard bias.rows.count == 1 else { throw ValidationError("--bias is one row of numbers") }
      mix.bias = bias.rows[0]
    }
    return .mix(mix)
  }
}

/// A named mix; some have a value.
struct Preset: ExpressibleByArgument {
  let mix: Mix

  /// The names for messages, where S and DEG are numbers.
  static var allValueStrings: [String] {
    ["gray", "sepia", "saturate=S", "hue=DEG", "invert", "swap=bgr"]
  }

  /// The shell completions: each is a valid value.
  static var defaultCompletionKind: CompletionKind {
    .list(["gray", "sepia", "saturate=1.5", "hue=90", "invert", "swap=bgr"])
  }

  init?(argument: String) {
    let parts = argument.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
    let number = parts.count == 2 ? Double(parts[1]) : nil
    switch (parts[0], parts.count) {
    case ("gray", 1): mix = .gray
    case ("sepia", 1): mix = .sepia
    case ("invert", 1): mix = .invert
    case ("saturate", 2):
      guard let number else { return nil }
      mix = .saturate(number)
    case ("hue", 2):
      guard let number, number.isFinite else { return nil }
      mix = .hue(degrees: number)
    case ("swap", 2):
      let colors = parts[1].compactMap { Array("rgb").firstIndex(of: $0) }
      guard !colors.isEmpty, colors.count == parts[1].count else { return nil }
      mix = .swap(colors)
    default:
      return nil
    }
  }
}
