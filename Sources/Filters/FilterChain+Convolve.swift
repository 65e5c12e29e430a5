// SPDX-License-Identifier: Apache-2.0

extension FilterChain {
  /// One kernel for every channel treats alpha as the options say.
  ///
  /// Weights for all channels take alpha as one of them; weights for the colours alone leave it as it was.
  mutating func append(_ convolve: Convolve, over input: Shape) throws {
    if convolve.weights.isDepthwise {
      var convolve = convolve
      if hasAlpha && smoothed == channels && options.alpha == .premultiply
        && convolve.bias.count <= colours
      {
        // Opacity has no bias.
        let bias = convolve.bias.first ?? 0
        let biases =
          convolve.bias.count > 1 ? convolve.bias : Array(repeating: bias, count: colours)
        convolve.bias = biases + [0]
      }
      try premultiplied { chain in
        try chain.append(convolve, over: input, filtered: chain.smoothed)
      }
    } else {
      let isForColours = hasAlpha && convolve.inputChannels == channels - 1
      try append(convolve, over: input, filtered: isForColours ? channels - 1 : channels)
      let outputs = convolve.outputChannels(over: channels)
      hasAlpha = hasAlpha && (isForColours || outputs == channels)
    }
  }

  /// The convolution of the first `filtered` channels; the others pass by.
  private mutating func append(_ convolve: Convolve, over input: Shape, filtered: Int) throws {
    let (stages, padding) = try convolve.stages(
      for: Shape(channels: filtered, height: input.height, width: input.width), border: border,
      outside: outside.map { Array($0.prefix(filtered)) })
    if case .transposedTo(let height, let width) = convolve.direction {
      notes.append("\(width) x \(height) by the padding \(padding)")
    }
    if filtered < channels {
      guard stages.count == 1, let only = stages[0] as? Convolution,
        let both = only.passing(channels - filtered, outside: outside)
      else { throw FilterError.alphaOfOtherSize }
      append(both)
    } else {
      for stage in stages { append(stage) }
    }
    let alphaPasses = hasAlpha && (filtered < channels || options.alpha == .premultiply)
    switch convolve.activation {
    case .none: break
    case .relu: append(PointMap(.relu, hasAlpha: alphaPasses))
    case .leaky(let slope): append(PointMap(.leaky(slope: slope), hasAlpha: alphaPasses))
    }
  }
}

extension Convolution {
  /// The same with some channels more, which come out behind the others as they are; nil if the outputs do not stand on the
  /// inputs one for one.
  fileprivate func passing(_ count: Int, outside: [Float]?) -> Convolution? {
    guard let row = vertical.ownTap, let column = horizontal.ownTap else { return nil }
    let others = (0..<count).map { index in
      Output([Tap(channel: inputChannels + index, row: row, column: column, weight: 1)])
    }
    return Convolution(
      inputChannels: inputChannels + count, outputs: outputs + others, vertical: vertical,
      horizontal: horizontal, border: border, outside: outside)
  }
}

extension Axis {
  /// The tap that reads the sample at the output's own place; nil if there is none or the size changes.
  fileprivate var ownTap: Int? {
    guard stride == 1, before + after == reach - 1, before.isMultiple(of: dilation) else {
      return nil
    }
    return before / dilation
  }
}
