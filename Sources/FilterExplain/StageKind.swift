// SPDX-License-Identifier: Apache-2.0

package import Filters

/// The kind of a stage, in the terms of the field.
package enum StageKind: Hashable, Sendable {
  /// A convolution.
  case convolution(ConvolutionKind)
  /// The interleaving of phases: a pixel shuffle, the second half of a transposed convolution.
  case interleaving(Extents)
  /// A function of the channels of one pixel, by name.
  case pointMap(String)
  /// The folding of a transposed convolution's output outside the image back into it.
  case borderFold
  /// Any other stage, by the name of its type.
  case other(String)

  /// Determines the kind of a stage, given the stage after it.
  init(_ stage: any Stage, before next: (any Stage)?) {
    switch stage {
    case let convolution as Convolution:
      self = .convolution(ConvolutionKind(convolution, before: next as? DepthToSpace))
    case let interleaving as DepthToSpace:
      self = .interleaving(Extents(rows: interleaving.rows, columns: interleaving.columns))
    case let map as PointMap:
      self = .pointMap(map.function.name)
    case is WaveletShrinkage:
      self = .pointMap("wavelet shrinkage")
    case is BorderFold:
      self = .borderFold
    default:
      self = .other("\(type(of: stage))")
    }
  }
}

/// A pair of numbers, one for rows and one for columns.
package struct Extents: Hashable, Sendable, CustomStringConvertible {
  /// The number along the vertical axis.
  package let rows: Int
  /// The number along the horizontal axis.
  package let columns: Int

  /// The extents 1 x 1.
  static let one = Extents(rows: 1, columns: 1)

  /// The extents as `rows x columns`.
  package var description: String { "\(rows) x \(columns)" }
}

/// The properties in which convolutions differ.
package struct ConvolutionKind: Hashable, Sendable {
  /// How output channels connect to input channels.
  package enum Connection: Hashable, Sendable {
    /// Every output channel reads one input channel.
    case depthwise
    /// The channels form this many independent groups.
    case grouped(Int)
    /// All outputs and inputs are connected.
    case dense
  }

  /// The axes along which there are taps.
  package enum Extent: Hashable, Sendable {
    /// A 1 x 1 kernel.
    case point
    /// Taps in several rows only: one half of a separable kernel.
    case column
    /// Taps in several columns only: the other half of a separable kernel.
    case row
    /// Taps along both axes.
    case area
  }

  /// How output channels connect to input channels.
  package let connection: Connection
  /// The axes along which there are taps.
  package let extent: Extent
  /// The strides.
  package let stride: Extents
  /// The dilations.
  package let dilation: Extents
  /// The output phases of a transposed convolution that the stage computes as channels; `nil` for
  /// any other convolution.
  package let phases: Extents?

  init(_ convolution: Convolution, before interleaving: DepthToSpace?) {
    let axes = (convolution.vertical, convolution.horizontal)
    connection = Self.connection(of: convolution)
    extent =
      switch (axes.0.taps > 1, axes.1.taps > 1) {
      case (false, false): .point
      case (true, false): .column
      case (false, true): .row
      case (true, true): .area
      }
    stride = Extents(rows: axes.0.stride, columns: axes.1.stride)
    dilation = Extents(rows: axes.0.dilation, columns: axes.1.dilation)
    phases = interleaving.map { Extents(rows: $0.rows, columns: $0.columns) }
  }

  /// Determines the connection by joining each output with the inputs it reads and counting the
  /// parts.
  private static func connection(of convolution: Convolution) -> Connection {
    let read = convolution.outputs.map { output in
      Set(output.taps.filter { $0.weight != 0 }.map(\.channel))
    }
    if read.allSatisfy({ $0.count <= 1 }) { return .depthwise }
    var groups: [Set<Int>] = []
    for channels in read where !channels.isEmpty {
      let joined = groups.filter { !$0.isDisjoint(with: channels) }
      groups.removeAll { !$0.isDisjoint(with: channels) }
      groups.append(joined.reduce(channels) { $0.union($1) })
    }
    return groups.count == 1 ? .dense : .grouped(groups.count)
  }
}

extension StageKind: CustomStringConvertible {
  /// A short description, such as `depthwise, column pass, strided`.
  package var description: String {
    switch self {
    case .convolution(let kind): kind.description
    case .interleaving(let phases): "interleave \(phases) phases"
    case .pointMap(let name): "point map: \(name)"
    case .borderFold: "fold of the border"
    case .other(let name): name
    }
  }
}

extension ConvolutionKind: CustomStringConvertible {
  /// A short description, such as `depthwise, column pass, strided`.
  package var description: String {
    var words = phases.map { "\($0) phases, " } ?? ""
    switch connection {
    case .depthwise: words += extent == .point ? "pointwise" : "depthwise"
    case .grouped(let groups): words += "\(extent == .point ? "pointwise, " : "")\(groups) groups"
    case .dense: words += extent == .point ? "pointwise" : "dense"
    }
    switch extent {
    case .point, .area: break
    case .column: words += ", column pass"
    case .row: words += ", row pass"
    }
    if stride != .one { words += ", strided" }
    if dilation != .one { words += ", dilated" }
    return words
  }
}

extension PointMap.Function {
  /// The name of the case, without its numbers.
  var name: String { String("\(self)".prefix { $0 != "(" }) }
}
