// SPDX-License-Identifier: Apache-2.0

extension Image {
  /// Creates an image of interleaved 8-bit samples, as cameras, canvases and most libraries hold them.
  ///
  /// Sample `n` becomes `n / 255`.
  ///
  /// - Parameter samples: all channels of the first pixel, then those of the pixel to its right, row after row.
  /// - Precondition: there are `width * height * channels` samples, all three positive.
  public init(interleaved samples: [UInt8], width: Int, height: Int, channels: Int) {
    self.init(interleaved: samples, Shape(channels: channels, height: height, width: width))
  }

  /// Creates an image of interleaved 16-bit samples.
  ///
  /// Sample `n` becomes `n / 65535`.
  ///
  /// - Parameter samples: all channels of the first pixel, then those of the pixel to its right, row after row.
  /// - Precondition: there are `width * height * channels` samples, all three positive.
  public init(interleaved samples: [UInt16], width: Int, height: Int, channels: Int) {
    self.init(interleaved: samples, Shape(channels: channels, height: height, width: width))
  }

  private init<Sample: FixedWidthInteger & UnsignedInteger>(
    interleaved samples: [Sample], _ shape: Shape
  ) {
    let (channels, pixels) = (shape.channels, shape.height * shape.width)
    precondition(
      samples.count == channels * pixels, "\(samples.count) samples do not fill \(shape)")
    let scale = Float(Sample.max)
    var planes: [Float] = []
    planes.reserveCapacity(samples.count)
    for channel in 0..<channels {
      for pixel in 0..<pixels { planes.append(Float(samples[pixel * channels + channel]) / scale) }
    }
    self.init(shape, samples: planes)
  }

  /// Returns all samples interleaved, as 8 bits: all channels of the first pixel, then those of the pixel to its right.
  ///
  /// Samples are clamped to 0...1 (NaN becomes 0), multiplied by 255 and rounded to nearest, ties to even.
  public func interleaved8() -> [UInt8] { interleaved() }

  /// Returns all samples interleaved, as 16 bits: all channels of the first pixel, then those of the pixel to its
  /// right.
  ///
  /// Samples are clamped to 0...1 (NaN becomes 0), multiplied by 65535 and rounded to nearest, ties to even.
  public func interleaved16() -> [UInt16] { interleaved() }

  private func interleaved<Sample: FixedWidthInteger & UnsignedInteger>() -> [Sample] {
    let (channels, pixels, scale) = (shape.channels, shape.height * shape.width, Float(Sample.max))
    // Adding 1.5 * 2^23 rounds to an integer, which is then in the low bits.
    let shift: Float = 12_582_912
    var result: [Sample] = []
    result.reserveCapacity(samples.count)
    for pixel in 0..<pixels {
      for channel in 0..<channels {
        let sample = min(max(0, samples[channel * pixels + pixel] * scale), scale)
        result.append(Sample(truncatingIfNeeded: (sample + shift).bitPattern))
      }
    }
    return result
  }
}
