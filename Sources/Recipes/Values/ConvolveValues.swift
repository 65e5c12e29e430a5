// SPDX-License-Identifier: Apache-2.0

package import Filters

extension Convolve.Padding: ParameterValue {
  /// Reads `same`, `valid`, or the samples at the top, left, bottom and right.
  ///
  /// Two numbers are rows and columns, one is all four.
  package init?(text: String) {
    if let named = ["same": Self.same, "valid": .valid][text] {
      self = named
      return
    }
    let fields = text.split(separator: ",", omittingEmptySubsequences: false)
    let counts = fields.compactMap { Int($0) }
    guard counts.count == fields.count else { return nil }
    switch counts.count {
    case 1: self = .explicit(top: counts[0], left: counts[0], bottom: counts[0], right: counts[0])
    case 2: self = .explicit(top: counts[0], left: counts[1], bottom: counts[0], right: counts[1])
    case 4: self = .explicit(top: counts[0], left: counts[1], bottom: counts[2], right: counts[3])
    default: return nil
    }
  }

  /// The name, or the samples at the top, left, bottom and right.
  package var text: String {
    switch self {
    case .same: "same"
    case .valid: "valid"
    case .explicit(let top, let left, let bottom, let right): "\(top),\(left),\(bottom),\(right)"
    }
  }

  /// The names.
  package static var suggestions: [String] { ["same", "valid"] }

  /// A name, or one, two or four numbers.
  package static var form: String {
    "same, valid, or samples such as 1, 1,2 (rows, columns) or 0,1,0,1 (top, left, bottom, right)"
  }
}

extension Convolve.Activation: ParameterValue {
  /// Reads `none`, `relu`, or `leaky=S`.
  package init?(text: String) {
    switch text {
    case "none": self = .none
    case "relu": self = .relu
    default:
      guard text.hasPrefix("leaky="), let slope = Float(whole: text.dropFirst("leaky=".count))
      else {
        return nil
      }
      self = .leaky(slope: slope)
    }
  }

  /// The name, and the slope if there is one.
  package var text: String {
    switch self {
    case .none: "none"
    case .relu: "relu"
    case .leaky(let slope): "leaky=\(slope)"
    }
  }

  /// The names, where S is a number.
  package static var allTexts: [String] { ["none", "relu", "leaky=S"] }

  /// The names, with an example of a slope.
  package static var suggestions: [String] { ["none", "relu", "leaky=0.1"] }
}
