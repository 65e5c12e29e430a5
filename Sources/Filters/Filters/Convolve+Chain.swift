// SPDX-License-Identifier: Apache-2.0

extension Convolve: FilterDefinition {
  /// The name of the command and of the recipe step.
  public static let name = "convolve"

  /// The convolution as a filter.
  public var filter: Filter { .convolve(self) }

  /// Zeros surround the image, as in deep learning.
  public var defaultBorder: BorderMode { .zero }

  /// Adds the convolution and its activation.
  ///
  /// One kernel for every channel treats alpha as the options say.  Weights for all channels treat alpha as one of
  /// them; weights for the colors alone leave it unchanged.
  ///
  /// - Throws: `FilterError` if the weights do not fit the channels, `ShapeError` if there is no output.
  public func lower(into chain: inout FilterChain, over input: Shape) throws {
    try chain.append(self, over: input)
  }
}

extension FilterChain {
  /// Adds a convolution; one kernel for every channel treats alpha as the options say.
  ///
  /// Weights for all channels treat alpha as one of them; weights for the colors alone leave it unchanged.
  fileprivate mutating func append(_ convolve: Convolve, over input: Shape) throws {
    if convolve.weights.isDepthwise && leavesAlpha(convolve) {
      append(PointMap(.premultiply))
      var convolve = convolve
      convolve.groups = 1
      convolve.bias = Array(convolve.bias.prefix(colors))
      try append(convolve, over: input, filtered: colors, samplesAlpha: true)
    } else if convolve.weights.isDepthwise {
      var convolve = convolve
      if hasAlpha && smoothed == channels && options.alpha == .premultiply
        && convolve.bias.count <= colors
      {
        // Alpha gets no bias.
        let bias = convolve.bias.first ?? 0
        let biases =
          convolve.bias.count > 1 ? convolve.bias : Array(repeating: bias, count: colors)
        convolve.bias = biases + [0]
      }
      try premultiplied { chain in
        try chain.append(convolve, over: input, filtered: chain.smoothed)
      }
    } else {
      let isForColors = hasAlpha && convolve.inputChannels == channels - 1
      try append(convolve, over: input, filtered: isForColors ? channels - 1 : channels)
      let outputs = convolve.outputChannels(over: channels)
      hasAlpha = hasAlpha && (isForColors || outputs == channels)
    }
  }

  /// Whether one kernel for every channel would set alpha to 0 everywhere.
  private func leavesAlpha(_ convolve: Convolve) -> Bool {
    hasAlpha && options.alpha == .premultiply && !convolve.isNormalized
      && convolve.weights.values.sumsToZero
  }

  /// Adds the convolution of the first `filtered` channels; the others pass through unchanged.
  ///
  /// - Parameter samplesAlpha: whether the others may be taken from the middle of the window if the output does not
  ///   coincide with an input sample.
  private mutating func append(
    _ convolve: Convolve, over input: Shape, filtered: Int, samplesAlpha: Bool = false
  ) throws {
    var (stages, padding) = try convolve.stages(
      for: Shape(channels: filtered, height: input.height, width: input.width), border: border,
      outside: outside.map { Array($0.prefix(filtered)) })
    if case .transposedTo(let height, let width) = convolve.direction {
      notes.append("\(width) x \(height) by the padding \(padding)")
    }
    if filtered < channels {
      guard stages.count == 1, let only = stages[0].form.convolution else {
        throw FilterError.alphaOfOtherSize
      }
      if only.keepsPositions {
        append(only, on: 0..<filtered, of: channels)
      } else {
        guard samplesAlpha else { throw FilterError.alphaOfOtherSize }
        append(only.sampling(channels - filtered, outside: outside))
      }
    } else {
      if hasAlpha && options.alpha != .independent, stages.count == 1,
        let all = stages[0].form.convolution, let kept = all.keepingEmptyAlpha
      {
        stages = [kept]
      }
      for stage in stages { append(stage) }
    }
    guard let function = convolve.activation.function else { return }
    let outputs = convolve.outputChannels(over: filtered) + channels - filtered
    // Weights for all channels keep alpha only if they have as many outputs.
    let keepsAlpha = filtered < channels || (options.alpha == .premultiply && outputs == channels)
    append(
      PointMap.ofColors(function, channels: outputs, hasAlpha: hasAlpha && keepsAlpha))
  }
}

extension Convolve.Activation {
  /// The function of each sample; `nil` if there is none.
  fileprivate var function: PointMap.Function? {
    switch self {
    case .none: nil
    case .relu: .relu
    case .leaky(let slope): .leaky(slope: slope)
    }
  }
}

extension Convolution {
  /// The convolution with alpha, its last channel, unchanged; `nil` unless it has as many outputs as inputs and the
  /// weights of the last output sum to 0, which would make every pixel invisible.
  fileprivate var keepingEmptyAlpha: Convolution? {
    guard outputs.count == inputChannels, let alpha = outputs.last,
      alpha.taps.map(\.weight).sumsToZero
    else { return nil }
    let tap = Tap(
      channel: inputChannels - 1, row: vertical.ownTap ?? vertical.middleTap,
      column: horizontal.ownTap ?? horizontal.middleTap, weight: 1)
    return Convolution(
      inputChannels: inputChannels, outputs: outputs.dropLast() + [Output([tap])],
      vertical: vertical, horizontal: horizontal, border: border,
      outside: (0..<inputChannels).map { outside(channel: $0) })
  }

  /// Whether output samples coincide one for one with input samples.
  fileprivate var keepsPositions: Bool { vertical.ownTap != nil && horizontal.ownTap != nil }

  /// Returns the convolution with `count` more channels, which are sampled in the middle of the window.
  fileprivate func sampling(_ count: Int, outside: [Float]?) -> Convolution {
    let row = vertical.ownTap ?? vertical.middleTap
    let column = horizontal.ownTap ?? horizontal.middleTap
    let others = (0..<count).map { index in
      Output([Tap(channel: inputChannels + index, row: row, column: column, weight: 1)])
    }
    return Convolution(
      inputChannels: inputChannels + count, outputs: outputs + others, vertical: vertical,
      horizontal: horizontal, border: border, outside: outside)
  }
}

extension [Float] {
  /// Whether weights cancel out: their sum is at most 1e-6 of the sum of their absolute values.
  ///
  /// Weights that are written with 7 digits, or rounded to `Float`, cancel out to that precision.
  fileprivate var sumsToZero: Bool {
    let sum = reduce(0) { $0 + Double($1) }
    let size = reduce(0) { $0 + abs(Double($1)) }
    return abs(sum) <= 1e-6 * size
  }
}

extension Axis {
  /// The tap in the middle of a window, the earlier of two.
  fileprivate var middleTap: Int { (taps - 1) / 2 }
}
