// SPDX-License-Identifier: Apache-2.0

/// An array that cannot be read or written.
package enum ArrayError: Error, Hashable {
  /// Strides that lead out of the address space.
  case range
  /// An output in which several samples have one place.
  case repeatedSamples
  /// An output of another shape than the result.
  case shape(Shape, needed: Shape)
}

extension ArrayError: CustomStringConvertible {
  /// A one-sentence message for the user, without a period.
  package var description: String {
    switch self {
    case .range: "the strides lead out of the address space"
    case .repeatedSamples: "several samples of the output share a place in memory"
    case .shape(let shape, let needed):
      "the output has the shape \(shape) (channels x height x width), the result has \(needed)"
    }
  }
}
