// SPDX-License-Identifier: Apache-2.0

// What a wavelet shrinkage answers about itself.
extension WaveletShrinkage {
  /// A point map.
  package var form: StageForm { .pointMap(name: "wavelet shrinkage") }

  /// Returns the channels that an output channel depends on, in its own pixel.
  package func dependencies(
    channel: Int, y: Int, x: Int, over input: Shape
  ) -> SampleDependencies? {
    SampleDependencies(
      channels(under: channel).map {
        SampleRead(channel: $0, row: y, column: x, weight: nil)
      })
  }

  private func channels(under output: Int) -> [Int] {
    let channel = output % thresholds.count
    if output >= thresholds.count { return [smoother + channel] }
    // The detail is subtracted and added back unchanged.
    if gain == 1 && thresholds[channel] <= 0 { return [channel] }
    return Set([channel, finer + channel, smoother + channel]).sorted()
  }
}
