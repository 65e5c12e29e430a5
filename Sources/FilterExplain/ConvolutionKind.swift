// SPDX-License-Identifier: Apache-2.0

package import Filters

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
  package let stride: PerAxis<Int>
  /// The dilations.
  package let dilation: PerAxis<Int>
  /// The output phases of a transposed convolution that the stage computes as channels; `nil` for
  /// any other convolution.
  package let phases: PerAxis<Int>?
  /// Whether the outputs are the input channels in another order.
  package let isPermutation: Bool

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
    stride = PerAxis(vertical: axes.0.stride, horizontal: axes.1.stride)
    dilation = PerAxis(vertical: axes.0.dilation, horizontal: axes.1.dilation)
    phases = interleaving?.factors
    isPermutation = interleaving == nil && convolution.permutation != nil
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

extension ConvolutionKind: CustomStringConvertible {
  /// A short description, such as `depthwise, column pass, strided`.
  package var description: String {
    var words =
      phases.map { $0 == PerAxis(1) ? "transposed, " : "\($0.sizeText) phases, " } ?? ""
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
    if isPermutation { words += ", permutation" }
    if stride != PerAxis(1) { words += ", strided" }
    if dilation != PerAxis(1) { words += ", dilated" }
    return words
  }
}
