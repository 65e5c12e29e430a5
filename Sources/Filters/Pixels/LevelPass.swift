// SPDX-License-Identifier: Apache-2.0

/// One half of a separable enlargement or reduction by 2, on every channel alone.
struct LevelPass {
  let axis: LevelAxis
  let direction: Convolution.Direction
  let border: BorderMode

  /// The pass that a strided convolution is, or phases and their interleaving; `nil` if they are another filter.
  init?(_ forms: ArraySlice<StageForm>) {
    guard let pass = forms.first?.convolution else { return nil }
    // The phases of the nearest sample have one tap.
    let blocks = forms.count == 2 ? forms.last?.interleaving : nil
    let isVertical = blocks.map { $0.factors.vertical == 2 } ?? (pass.vertical != .identity)
    direction = isVertical ? .vertical : .horizontal
    border = pass.border
    let (along, across) =
      isVertical ? (pass.vertical, pass.horizontal) : (pass.horizontal, pass.vertical)
    guard across == .identity, pass.keepsConstants else { return nil }
    if forms.count == 1 {
      guard along.stride == 2, let taps = pass.commonTaps(along, isVertical, phases: 1),
        let axis = LevelAxis(.half, taps)
      else { return nil }
      self.axis = axis
    } else {
      let factors = PerAxis(vertical: isVertical ? 2 : 1, horizontal: isVertical ? 1 : 2)
      guard let blocks, blocks.factors == factors, blocks.cut == PerAxis(0), along.stride == 1,
        let taps = pass.commonTaps(along, isVertical, phases: 2),
        let axis = LevelAxis(.double, taps)
      else { return nil }
      self.axis = axis
    }
  }
}

extension Convolution {
  /// Whether samples outside the image, if they are constant, are the border's own constant in all channels.
  var keepsConstants: Bool {
    guard let constant = border.constant else { return true }
    return (0..<inputChannels).allSatisfy { abs(outside(channel: $0) - constant) <= 1e-6 }
  }

  /// Returns the weights of each phase of a channel, the same in every channel, by the position that they apply to from
  /// the first one of the output's period; `nil` if channels differ or are summed.
  fileprivate func commonTaps(
    _ axis: Axis, _ isVertical: Bool, phases: Int
  ) -> [[Int: Float]]? {
    guard outputs.count == inputChannels * phases else { return nil }
    var common: [[Int: Float]] = []
    for (index, output) in outputs.enumerated() {
      let (channel, phase) = (index / phases, index % phases)
      guard output.bias == 0, output.taps.allSatisfy({ $0.channel == channel }) else { return nil }
      let places = output.taps.filter { $0.weight != 0 }.map { tap in
        ((isVertical ? tap.row : tap.column) * axis.dilation - axis.before, tap.weight)
      }
      let taps = Dictionary(places) { $0 + $1 }
      if channel == 0 { common.append(taps) }
      if taps != common[phase] { return nil }
    }
    return common
  }
}
