// SPDX-License-Identifier: Apache-2.0

extension TinyPNG {
  /// A small picture with no symmetry: slopes that differ by channel, and a bright block.
  public static func picture(
    width: Int = 24, height: Int = 17, colorType: ColorType = .rgb, bitDepth: Int = 8
  ) -> TinyPNG {
    let largest = (1 << bitDepth) - 1
    let samples = (0..<height).flatMap { y in
      (0..<width).flatMap { x in
        (0..<colorType.samples).map { c -> Int in
          if x > width / 2 && y < height / 3 { return largest }
          return (x * (7 + c) + y * (11 - 2 * c)) * largest / 255 % (largest + 1)
        }
      }
    }
    return TinyPNG(
      width: width, height: height, colorType: colorType, bitDepth: bitDepth, samples: samples)
  }

  /// A picture of one sample value everywhere.
  public static func flat(
    _ pixel: [Int], width: Int = 9, height: Int = 7, colorType: ColorType, bitDepth: Int = 8
  ) -> TinyPNG {
    let samples = (0..<width * height).flatMap { _ in pixel }
    return TinyPNG(
      width: width, height: height, colorType: colorType, bitDepth: bitDepth, samples: samples)
  }
}
