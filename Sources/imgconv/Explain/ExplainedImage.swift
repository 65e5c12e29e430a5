// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Filters
import ImageFiles

/// The image of `imgconv explain --image`: a ramp, or the samples of a file.
enum ExplainedImage: ExpressibleByArgument, Hashable {
  /// 0, 1, 2, ... divided by their number.
  case ramp
  /// An NPY file of the shape (channels, height, width) or (height, width).
  case file(String)

  init?(argument: String) {
    if argument == "ramp" {
      self = .ramp
    } else if argument.lowercased().hasSuffix(".npy") {
      self = .file(argument)
    } else {
      return nil
    }
  }

  static var defaultCompletionKind: CompletionKind { .file(extensions: ["npy"]) }

  /// Returns the image of the file; `nil` for a ramp, which fits any shape.
  ///
  /// - Throws: `FileError`, or `ValidationError` for an array of other axes.
  func read() throws -> Image? {
    guard case .file(let path) = self else { return nil }
    let array = try NPYArray(reading: path)
    guard (2...3).contains(array.shape.count) else {
      throw ValidationError(
        "--image \(path) has \(array.shape.count) axes; it must be (channels, height, width) or (height, width)"
      )
    }
    let sizes = array.shape.count == 2 ? [1] + array.shape : array.shape
    return Image(
      Shape(channels: sizes[0], height: sizes[1], width: sizes[2]), samples: array.values)
  }

  /// The file's name; empty for a ramp.
  var name: String {
    if case .file(let path) = self { path } else { "" }
  }
}
