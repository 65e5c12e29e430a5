// SPDX-License-Identifier: Apache-2.0

/// A stage in the terms of the field, for those who explain, draw or fuse it.
public enum StageForm: Sendable {
  /// Weighted sums of samples.
  case convolution(Convolution)
  /// The interleaving of phases: a pixel shuffle, the second half of a transposed convolution.
  case interleaving(DepthToSpace)
  /// The resizing of one axis to any number of samples: a convolution whose weights depend on the phase.
  case resampling(ResizeAxis, Convolution.Direction)
  /// A function of the channels of one pixel.
  case pointMap(name: String)
  /// The folding of a transposed convolution's output outside the image back into it.
  case borderFold
  /// Any other stage.
  case other(name: String)
}

extension StageForm {
  /// The stage as a convolution; `nil` if it is another kind of stage.
  package var convolution: Convolution? {
    if case .convolution(let convolution) = self { convolution } else { nil }
  }

  /// The stage as an interleaving; `nil` if it is another kind of stage.
  package var interleaving: DepthToSpace? {
    if case .interleaving(let interleaving) = self { interleaving } else { nil }
  }
}
