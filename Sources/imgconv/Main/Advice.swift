// SPDX-License-Identifier: Apache-2.0

import Batch
import FilterExplain
package import Filters
import ImageFiles

/// The messages of the libraries' errors, with the options that help.
///
/// The libraries do not know the command line: their errors carry cases and numbers.
package enum Advice {
  /// Returns the message of an error, with the option that helps.
  static func message(for error: any Error) -> String {
    switch error {
    case let error as FileError: message(for: error)
    case let error as PlanError: message(for: error)
    case let error as FilterError: message(for: error)
    case let error as MatrixReport.Refusal: message(for: error)
    default: "\(error)"
    }
  }

  /// Returns the message of a filter's error.
  package static func message(for error: FilterError) -> String {
    switch error {
    case .alphaOfOtherSize:
      "\(error); filter it too: --alpha independent, or weights for all channels"
    case .weightsChannels(let shape, _, let isTransposed, let image):
      "\(error)" + weights(of: shape, isTransposed: isTransposed, for: image)
    default: "\(error)"
    }
  }

  private static func message(for error: MatrixReport.Refusal) -> String {
    switch error {
    case .tooManySamples: "\(error): use --input 4x4 --channels 1"
    case .noConvolution, .otherShape: "\(error)"
    }
  }

  /// Returns the option with which weights fit an image of `image` channels; empty if there is none.
  private static func weights(of shape: [Int], isTransposed: Bool, for image: Int) -> String {
    let (outputs, inputs) = (shape[0], shape[1])
    if isTransposed { return inputs == image ? "; they would fit without --transposed" : "" }
    let groups = image / inputs
    if image.isMultiple(of: inputs), groups > 0, outputs.isMultiple(of: groups) {
      let numbers = shape.map(String.init).joined(separator: ", ")
      let kind = inputs == 1 ? "(\(numbers)) looks depthwise: " : ""
      return "; \(kind)" + (groups == 1 ? "leave out --groups" : "add --groups \(groups)")
    }
    return outputs == image
      ? "; for a transposed convolution they would fit: add --transposed" : ""
  }
}
