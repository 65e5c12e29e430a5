// SPDX-License-Identifier: Apache-2.0

package import Filters

/// The kind of a stage, in the terms of the field.
package enum StageKind: Hashable, Sendable {
  /// A convolution.
  case convolution(ConvolutionKind)
  /// The interleaving of phases: a pixel shuffle, the second half of a transposed convolution.
  case interleaving(PerAxis<Int>)
  /// The resizing of one axis, with weights that depend on the phase.
  case resampling(ResizeAxis, Convolution.Direction)
  /// A function of the channels of one pixel, by name.
  case pointMap(String)
  /// The folding of a transposed convolution's output outside the image back into it.
  case borderFold
  /// Any other stage, by the name of its type.
  case other(String)

  /// Whether the stage is the resizing of an axis.
  var isResampling: Bool {
    if case .resampling = self { true } else { false }
  }

  /// Determines the kind of a stage, given the stage after it.
  init(_ stage: any Stage, before next: (any Stage)?) {
    switch stage.form {
    case .convolution(let convolution):
      self = .convolution(ConvolutionKind(convolution, before: next?.form.interleaving))
    case .interleaving(let interleaving): self = .interleaving(interleaving.factors)
    case .resampling(let axis, let direction): self = .resampling(axis, direction)
    case .pointMap(let name): self = .pointMap(name)
    case .borderFold: self = .borderFold
    case .other(let name): self = .other(name)
    }
  }
}

extension StageKind: CustomStringConvertible {
  /// A short description, such as `depthwise, column pass, strided`.
  package var description: String {
    switch self {
    case .convolution(let kind): kind.description
    case .interleaving(let phases):
      phases == PerAxis(1) ? "one phase, as it is" : "interleave \(phases.sizeText) phases"
    case .resampling(let axis, let direction):
      "resize, \(direction == .vertical ? "column" : "row") pass, \(axis.map.outputs) "
        + "phase\(axis.map.outputs == 1 ? "" : "s")"
    case .pointMap(let name): "point map: \(name)"
    case .borderFold: "fold of the border"
    case .other(let name): name
    }
  }
}
