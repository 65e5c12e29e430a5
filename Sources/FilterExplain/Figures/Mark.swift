// SPDX-License-Identifier: Apache-2.0

import Filters

/// Something in a figure that its legend explains, in the order of the legend.
enum Mark: Int, Comparable {
  /// A weight above 0.
  case positive
  /// A weight below 0.
  case negative
  /// A weight that rounds to 0 at the decimals that are printed.
  case tiny
  /// A sample that no tap reads.
  case unread
  /// A sample outside the image that the border mode makes.
  case outside
  /// A place outside the output of a transposed convolution.
  case cropped
  /// The output sample that is looked at, and its kernel.
  case output
  /// One pixel in the planes of all channels.
  case pixel
  /// The input sample of a transposed convolution that is looked at, and where it goes.
  case spread
  /// The next sample and its kernel or its spread.
  case next
  /// A sample that something reads that is no weighted sum.
  case read
  /// An output of a resize and its weights.
  case resized
  /// What passes beyond the limit of the coarser grid.
  case beyond

  /// The mark of a weight that is printed.
  init(of weight: Float) {
    self = Palette.label(weight) == Palette.tiny ? .tiny : weight < 0 ? .negative : .positive
  }

  static func < (a: Mark, b: Mark) -> Bool { a.rawValue < b.rawValue }

  /// What the legend says.
  var text: String {
    switch self {
    case .positive: "positive weight; the stronger the color, the larger"
    case .negative: "negative weight"
    case .tiny: "~0: rounds to 0 at three decimals"
    case .unread: "a sample that is not read"
    case .outside: "outside; =0: sample 0 stands there, (0): zero"
    case .cropped: "outside the output"
    case .output: "the output sample; its kernel is framed"
    case .pixel: "the same pixel in each channel"
    case .spread: "an input sample; its spread is framed"
    case .next: "the next sample and its frame"
    case .read: "read, but not by a weighted sum"
    case .resized: "an output of a resize and its weights"
    case .beyond: "what passes beyond the limit is false"
    }
  }

  /// The color of its square in the legend.
  var fill: String {
    switch self {
    case .positive: Palette.fill(0.5, largest: 1)
    case .negative: Palette.fill(-0.5, largest: 1)
    case .tiny: Palette.fill(0, largest: 1)
    case .unread, .next: Palette.sample
    case .outside, .cropped: Palette.outside
    case .output, .pixel, .spread: Palette.output
    case .read: Palette.read
    case .resized: Palette.phase(0)
    case .beyond: Palette.fill(-0.3, largest: 1)
    }
  }
}
