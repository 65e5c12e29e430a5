// SPDX-License-Identifier: Apache-2.0

/// An observer that measures the noise of one wavelet level: the median of the absolute details divided by 0.6745,
/// which is the standard deviation if they are normally distributed.
///
/// The median comes from a histogram with 256 bins per octave, interpolated linearly within a bin: it is within 0.4 %
/// of the exact one.
///
/// Source: Donoho and Johnstone, "Ideal spatial adaptation by wavelet shrinkage", Biometrika 81(3), 1994.
final class NoiseMeter: RowObserver {
  /// The upper quartile of the standard normal distribution.
  private static let upperQuartile = 0.674_489_750_196_081_7
  /// The number of low bits of a `Float` that a bin ignores: of 32 bits, the sign (0), 8 of the exponent and 8 of the
  /// fraction remain.
  private static let shift = 15

  /// The number of bins in one plane's histogram.
  private static let bins = 1 << (32 - shift - 1)
  /// The number of bytes in one plane's histogram.
  static let bytesOfPlane = bins * MemoryLayout<Int>.stride

  private let planes: [WaveletLevel.Planes]
  /// The histograms of the planes, one after the other.
  private var counts: Counts

  /// A meter of the details of these planes.
  ///
  /// - Throws: `OutOfMemory`.
  init(_ planes: [WaveletLevel.Planes]) throws(OutOfMemory) {
    self.planes = planes
    counts = try Counts(planes.count * Self.bins)
  }

  func observe(_ row: inout MutableRow) throws(RowError) {
    for (index, plane) in planes.enumerated() {
      let finer = row.samples(plane.finer)
      let smoother = row.samples(plane.smoother)
      for x in finer.indices {
        let detail = finer[x] - smoother[x]
        counts[index * Self.bins + Int(abs(detail).bitPattern >> Self.shift)] += 1
      }
    }
  }

  /// The standard deviation of each plane.
  var noise: [Float] {
    planes.indices.map { Float(median(ofPlane: $0) / Self.upperQuartile) }
  }

  private func median(ofPlane plane: Int) -> Double {
    let first = plane * Self.bins
    let half = Double((0..<Self.bins).reduce(0) { $0 + counts[first + $1] }) / 2
    var below = 0
    for bin in 0..<Self.bins where counts[first + bin] > 0 {
      let count = counts[first + bin]
      if Double(below + count) >= half {
        let low = Double(Float(bitPattern: UInt32(bin) << Self.shift))
        let high = Double(Float(bitPattern: UInt32(bin + 1) << Self.shift))
        // Zeros are a single value, not a range to interpolate in.
        if bin == 0 { return 0 }
        return low + (high - low) * (half - Double(below)) / Double(count)
      }
      below += count
    }
    return 0
  }
}

extension Lowered {
  /// The number of bytes that measuring the noise of all levels takes, besides the rows.
  package var noiseMeterBytes: Int {
    levels.reduce(0) { $0 + $1.planes.count } * NoiseMeter.bytesOfPlane
  }
}
