// SPDX-License-Identifier: Apache-2.0

/// The place in a `Lowered` where the planes of a wavelet level can be observed: after `stageCount` stages.
package struct WaveletLevel: Hashable, Sendable {
  /// The two channels of a level in the rows at that place: the detail is `finer` minus `smoother`.
  package struct Planes: Hashable, Sendable {
    /// The channel of c[j - 1].
    package let finer: Int
    /// The channel of c[j].
    package let smoother: Int
  }

  /// The number of stages before that place.
  package let stageCount: Int
  /// The planes of each filtered channel of the image.
  package let planes: [Planes]

  /// Returns this level moved by a number of stages.
  func moved(by count: Int) -> WaveletLevel {
    WaveletLevel(stageCount: stageCount + count, planes: planes)
  }
}
