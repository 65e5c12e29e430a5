// SPDX-License-Identifier: Apache-2.0

extension Convolve {
  /// The weights with their shape, and all other parameters.
  public var canonicalParameters: [CanonicalParameter] {
    [
      .init("shape", list: weights.shape), .init("weights", list: weights.values),
      .init("bias", list: bias), .init("stride", stride), .init("dilation", dilation),
      .init("padding", effectivePadding.canonicalText), .init("groups", groups),
      .init("flip", isFlipped), .init("normalize", isNormalized), .init("transposed", isTransposed),
    ] + direction.canonicalParameters + [.init("activation", activation.canonicalText)]
  }
}

extension Convolve.Padding {
  fileprivate var canonicalText: String {
    switch self {
    case .same: "same"
    case .valid: "valid"
    case .explicit(let top, let left, let bottom, let right): "\(top),\(left),\(bottom),\(right)"
    }
  }
}

extension Convolve.Direction {
  fileprivate var canonicalParameters: [CanonicalParameter] {
    switch self {
    case .forward, .transposed(outputPadding: nil): []
    case .transposed(outputPadding: .some(let padding)): [.init("output-padding", padding)]
    case .transposedTo(let height, let width): [.init("output-size", list: [height, width])]
    }
  }
}

extension Convolve.Activation {
  fileprivate var canonicalText: String {
    switch self {
    case .none: "none"
    case .relu: "relu"
    case .leaky(let slope): "leaky=\(slope)"
    }
  }
}
