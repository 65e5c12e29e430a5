// SPDX-License-Identifier: Apache-2.0

extension Convolve {
  /// One weight between an input channel and an output channel.
  struct Connection {
    let input: Int
    let output: Int
    let row: Int
    let column: Int
    let weight: Float
  }

  /// Returns all weights over an image with `channels` channels, ordered by kernel row, then input
  /// channel, output channel and kernel column.
  ///
  /// Kernel rows come first, so that two neighboring output rows read the same samples in the same
  /// order; see `TapList.overlap`.
  ///
  /// - Throws: `FilterError.sum` if normalization would divide by a sum of 0.
  func connections(channels: Int) throws(FilterError) -> [Connection] {
    let values = isNormalized ? try normalizedValues() : weights.values
    let (height, width) = (weights.height, weights.width)
    var list: [Connection] = []
    list.reserveCapacity(weights.isDepthwise ? values.count * channels : values.count)
    let pairs = channelPairs(channels: channels)
    for row in 0..<height {
      for pair in pairs {
        for column in 0..<width {
          let (y, x) = isFlipped ? (height - 1 - row, width - 1 - column) : (row, column)
          list.append(
            Connection(
              input: pair.input, output: pair.output, row: row, column: column,
              weight: values[(pair.kernel * height + y) * width + x]))
        }
      }
    }
    return list
  }

  /// Returns the channels that each kernel connects, ordered by input, then output.
  ///
  /// Kernels are numbered in the order of the weights.
  private func channelPairs(channels: Int) -> [(input: Int, output: Int, kernel: Int)] {
    guard !weights.isDepthwise else { return (0..<channels).map { ($0, $0, 0) } }
    let (first, second) = weights.leading
    let block = first / groups
    let pairs = (0..<first).flatMap { own in
      (0..<second).map { other in
        let across = own / block * second + other
        return isTransposed
          ? (input: own, output: across, kernel: own * second + other)
          : (input: across, output: own, kernel: own * second + other)
      }
    }
    return isTransposed ? pairs : pairs.sorted { ($0.input, $0.output) < ($1.input, $1.output) }
  }

  /// Returns the weights, with those of each output channel divided by their sum.
  ///
  /// - Throws: `FilterError.sum` for a sum that is 0 within the rounding of the weights, or
  ///   quotients that are not finite.
  package func normalizedValues() throws(FilterError) -> [Float] {
    let outputs = (0..<(weights.leading.first * weights.leading.second)).map(output(ofKernel:))
    let size = weights.height * weights.width
    var sums = Array(repeating: 0.0, count: (outputs.max() ?? 0) + 1)
    var sizes = sums
    for (index, value) in weights.values.enumerated() {
      sums[outputs[index / size]] += Double(value)
      sizes[outputs[index / size]] += abs(Double(value))
    }
    // Rounding has changed each weight by at most 2^-24 of its value.
    for (output, sum) in sums.enumerated() where abs(sum) <= sizes[output] * 0x1p-24 {
      throw FilterError.sum(sum, output: output)
    }
    let quotients = weights.values.enumerated().map { index, value in
      Float(Double(value) / sums[outputs[index / size]])
    }
    if let index = quotients.firstIndex(where: { !$0.isFinite }) {
      throw FilterError.sum(sums[outputs[index / size]], output: outputs[index / size])
    }
    return quotients
  }

  /// Returns the output channel of a kernel, numbered in the order of the weights.
  private func output(ofKernel kernel: Int) -> Int {
    guard !weights.isDepthwise else { return 0 }
    let (first, second) = weights.leading
    guard isTransposed else { return kernel / second }
    return kernel / second / (first / groups) * second + kernel % second
  }
}
