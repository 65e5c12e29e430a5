// SPDX-License-Identifier: Apache-2.0

import Filters
import Foundation
import ImageFiles
import TestSupport
import Testing

/// The mean of squared differences of samples clamped to 0...1, as decibels below 1.
private func psnr(_ image: Image, against truth: Image) -> Double {
  let squares = zip(image.samples, truth.samples).map { a, b in
    let error = Double(min(max(a, 0), 1)) - Double(b)
    return error * error
  }
  let mean = squares.reduce(0, +) / Double(squares.count)
  return -10 * log10(mean)
}

@Test("atrous gains 6 dB on a picture with Gaussian noise of sigma 20/255")
func denoiseGain() throws {
  let scene = fixture("../../samples/scene.png")
  let truth = try readImage(scene).image
  var generator = SeededGenerator(seed: 1)
  let noisy = Image(
    truth.shape, samples: truth.samples.map { $0 + Float(generator.normal()) * 20 / 255 })
  let clean = try Filter.atrous(Atrous(denoise: 3)).applied(to: noisy)
  let gain = psnr(clean, against: truth) - psnr(noisy, against: truth)
  #expect(gain >= 6)
}
