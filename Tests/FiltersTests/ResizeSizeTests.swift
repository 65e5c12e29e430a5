// SPDX-License-Identifier: Apache-2.0

import Filters
import TestSupport
import Testing

@Suite("the size of a resize")
struct ResizeSizeTests {
  /// Returns the size of the result, width first, and of the image before it is cropped or padded.
  private func sizes(
    _ size: ResizeSize, _ fit: Resize.Fit = .inside, enlarges: Bool = true,
    of image: (width: Int, height: Int) = (4000, 3000)
  ) throws -> [Int] {
    let resize = Resize(size, fit: fit, enlarges: enlarges)
    let layout = try resize.layout(
      over: Shape(channels: 1, height: image.height, width: image.width))
    let canvas = [layout.canvas.horizontal, layout.canvas.vertical]
    return layout.canvas == layout.image
      ? canvas : canvas + [layout.image.horizontal, layout.image.vertical]
  }

  @Test("follows from one side, a fraction or a number of pixels")
  func oneNumber() throws {
    #expect(try sizes(.width(1333)) == [1333, 1000])
    #expect(try sizes(.height(1000)) == [1333, 1000])
    #expect(try sizes(.width(1)) == [1, 1])
    #expect(try sizes(.scale(numerator: 1, denominator: 3)) == [1333, 1000])
    #expect(try sizes(.scale(numerator: 3, denominator: 2), of: (3, 1)) == [5, 2])
    #expect(try sizes(.scale(numerator: 1, denominator: 100), of: (30, 40)) == [1, 1])
    #expect(try sizes(.pixels(2_000_000)) == [1632, 1224])
    #expect(try sizes(.pixels(12_000_000)) == [4000, 3000])
    #expect(try sizes(.pixels(48_000_000)) == [4000, 3000])
    #expect(try sizes(.pixels(1), of: (1000, 3)) == [18, 1])
  }

  @Test("fits a box")
  func boxes() throws {
    let box = ResizeSize.box(width: 800, height: 800)
    #expect(try sizes(box) == [800, 600])
    #expect(try sizes(box, .outside) == [1067, 800])
    #expect(try sizes(box, .stretch) == [800, 800])
    #expect(try sizes(box, .cover) == [800, 800, 1067, 800])
    #expect(try sizes(box, .contain) == [800, 800, 800, 600])
    #expect(try sizes(box, of: (300, 400)) == [600, 800])
    #expect(try sizes(box, .outside, of: (300, 400)) == [800, 1067])
  }

  @Test("does not grow where that is forbidden")
  func noEnlargement() throws {
    let box = ResizeSize.box(width: 800, height: 800)
    let small = (width: 400, height: 1000)
    #expect(try sizes(box, enlarges: false, of: small) == [320, 800])
    #expect(try sizes(box, .outside, enlarges: false, of: small) == [400, 1000])
    #expect(try sizes(box, .stretch, enlarges: false, of: small) == [400, 800])
    #expect(try sizes(box, .cover, enlarges: false, of: small) == [400, 800, 400, 1000])
    #expect(
      try sizes(box, .contain, enlarges: false, of: (400, 300)) == [800, 800, 400, 300])
    #expect(try sizes(.width(9000), enlarges: false) == [4000, 3000])
  }

  @Test("inside fits and touches the box, outside covers and touches it", arguments: 0..<300)
  func fitsTouch(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let image = (width: generator.int(1...5000), height: generator.int(1...5000))
    let (width, height) = (generator.int(1...5000), generator.int(1...5000))
    let inside = try sizes(.box(width: width, height: height), of: image)
    #expect(inside[0] <= width && inside[1] <= height)
    #expect(inside[0] == width || inside[1] == height)
    let outside = try sizes(.box(width: width, height: height), .outside, of: image)
    #expect(outside[0] >= width && outside[1] >= height)
    #expect(outside[0] == width || outside[1] == height)
  }

  @Test("is too large beyond 2^30 samples a side")
  func tooLarge() {
    #expect(throws: ShapeError.side(4_000_000_000_000, maximum: 1 << 30)) {
      try sizes(.scale(numerator: 1_000_000_000, denominator: 1))
    }
    #expect(throws: FilterError.self) { try Resize(.width(0)).validate() }
    #expect(throws: FilterError.self) { try Resize(.width(1_000_001)).validate() }
  }

  @Test("pads with the background: black, transparent, or as given")
  func backgrounds() throws {
    let image = Image(Shape(channels: 2, height: 2, width: 1), repeating: 0.5)
    func row(_ background: [Float], hasAlpha: Bool) throws -> [Float] {
      let resize = Resize(
        .box(width: 3, height: 2), fit: .contain, background: background)
      let result = try apply(.resize(resize), to: image, hasAlpha: hasAlpha)
      return [result[0, 0, 0], result[1, 0, 0], result[0, 0, 1], result[1, 0, 1]]
    }
    #expect(try row([], hasAlpha: false) == [0, 0, 0.5, 0.5])
    #expect(try row([], hasAlpha: true) == [0, 0, 0.5, 0.5])
    #expect(try row([1], hasAlpha: true) == [1, 1, 0.5, 0.5])
    #expect(try row([0.25, 0.75], hasAlpha: false) == [0.25, 0.75, 0.5, 0.5])
    #expect(try row([0.25, 0.75], hasAlpha: true) == [0.25, 0.75, 0.5, 0.5])
    #expect(throws: FilterError.backgroundCount(3, colors: 1)) {
      try row([0, 0, 0], hasAlpha: true)
    }
  }

  @Test("trims weights for no other filter")
  func trimIsForResize() throws {
    let options = FilterOptions(border: .trim)
    #expect(throws: FilterError.trimmedBorder(filter: "blur")) {
      try Recipe(.blur(.gaussian(sigma: 1)), options: options).validate()
    }
    #expect(throws: FilterError.trimmedBorder(filter: "sharpen")) {
      try Filter.sharpen(Sharpen()).lowered(
        for: Shape(channels: 1, height: 2, width: 2), hasAlpha: false, options: options)
    }
    try Recipe(.resize(Resize(.width(3))), options: options).validate()
  }
}
