// SPDX-License-Identifier: Apache-2.0

import Filters
import ImageFiles
import TestSupport
import Testing

@Suite("JPEG files of another encoder (Tests/Fixtures)")
struct JPEGInputTests {
  /// R = 255 (1 - C)(1 - K) and so on of the four patches, as `make_ink_jpegs.py` prints them.
  private let colors: [[Float]] = [
    [255, 255, 255], [0, 255, 255], [167.03, 111.06, 55.09], [122.02, 27.39, 82.18],
  ]

  @Test(
    "inks become RGB, with and without an Adobe marker",
    arguments: [
      ("cmyk-adobe.jpg", FileHeader.ColorModel.cmyk), ("cmyk-plain.jpg", .cmyk),
      ("ycck-adobe.jpg", .ycck),
    ])
  func inksBecomeRGB(name: String, model: FileHeader.ColorModel) throws {
    let (image, reader) = try readImage(fixture(name))
    #expect(image.shape == Shape(channels: 3, height: 16, width: 64))
    #expect(reader.header.colorModel == model)
    for (index, color) in colors.enumerated() {
      for c in 0..<3 {
        // JPEG at quality 100 moves an ink by a level or two.
        let sample = image[c, 8, 16 * index + 8] * 255
        #expect(abs(sample - color[c]) < 2.5, "\(name), patch \(index), channel \(c): \(sample)")
      }
    }
  }
}
