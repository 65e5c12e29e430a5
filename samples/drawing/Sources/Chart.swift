// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// A resolution chart: what a filter does to edges, lines, corners, points, text and colors.
enum Chart {
  private static let paper = SIMD3<Float>(repeating: 0.93)
  private static let black = SIMD3<Float>()
  private static let white = SIMD3<Float>(repeating: 1)

  /// The picture: RGB.
  static func draw() -> Image {
    var canvas = Canvas(width: 640, height: 480, color: paper)
    frame(&canvas)
    star(&canvas, Box(x: 14, y: 14, width: 144, height: 144))
    text(&canvas, x: 172, y: 16)
    linePairs(&canvas, x: 14, y: 170)
    sweep(&canvas, Box(x: 514, y: 170, width: 112, height: 72))
    edges(&canvas, y: 254)
    patches(&canvas, x: 14, y: 362)
    ramps(&canvas, x: 14, y: 436)
    return canvas.image
  }

  /// Marks of 8 pixels along the picture's very edge, where a border mode shows.
  private static func frame(_ canvas: inout Canvas) {
    let (width, height) = (canvas.width, canvas.height)
    let mark = { (x: Int, y: Int) in (x / 8 + y / 8) % 2 == 0 ? black : white }
    canvas.paint(Box(x: 0, y: 0, width: width, height: 6), mark)
    canvas.paint(Box(x: 0, y: height - 6, width: width, height: 6), mark)
    canvas.paint(Box(x: 0, y: 0, width: 6, height: height), mark)
    canvas.paint(Box(x: width - 6, y: 0, width: 6, height: height), mark)
  }

  /// A Siemens star: 36 black spokes of 5 degrees.
  private static func star(_ canvas: inout Canvas, _ box: Box) {
    let radius = Float(box.width) / 2
    canvas.fill(box, white)
    canvas.blend(box, black) { x, y in
      let turn = Math.atan2(y, x) / (2 * .pi) * 36
      return length(x, y) < radius - 2 && turn - turn.rounded(.down) < 0.5
    }
  }

  /// Letters of 7 to 49 pixels, dark on light and light on dark.
  private static func text(_ canvas: inout Canvas, x: Int, y: Int) {
    canvas.write("IMGCONV", x: x, y: y, size: 7)
    canvas.write("BLUR EDGE UPSAMPLE", x: x, y: y + 58, size: 4)
    canvas.write("0123456789 + - * / = % ? !", x: x, y: y + 94, size: 2)
    canvas.write("THE QUICK BROWN FOX JUMPS OVER THE LAZY DOG.", x: x, y: y + 114)
    canvas.fill(Box(x: x, y: y + 126, width: 454, height: 16), SIMD3(0.10, 0.14, 0.32))
    let inverse = "SPHINX OF BLACK QUARTZ, JUDGE MY VOW: 5 X 7 DOTS A LETTER, ONE PIXEL A DOT"
    canvas.write(inverse, x: x + 5, y: y + 130, white)
    canvas.write("RED", x: x + 384, y: y, size: 2, SIMD3(0.85, 0.1, 0.1))
    canvas.write("GREEN", x: x + 384, y: y + 18, size: 2, SIMD3(0.1, 0.55, 0.15))
    canvas.write("BLUE", x: x + 384, y: y + 36, size: 2, SIMD3(0.1, 0.2, 0.85))
  }

  /// Line pairs 16 to 2 pixels wide, upright above and lying below.
  private static func linePairs(_ canvas: inout Canvas, x: Int, y: Int) {
    var left = x
    for period in [16, 12, 8, 6, 5, 4, 3, 2] {
      let width = max(72 / period, 9) * period * 2 / 3
      let box = Box(x: left, y: y, width: min(width, 70), height: 34)
      canvas.paint(box) { x, _ in 2 * (x % period) < period ? black : white }
      let lower = Box(x: left, y: y + 38, width: box.width, height: 34)
      canvas.paint(lower) { _, y in 2 * (y % period) < period ? black : white }
      canvas.write("\(period)", x: left, y: y + 75, SIMD3(repeating: 0.3))
      left += box.width + 9
    }
  }

  /// A wave that grows finer to the right, to half a cycle a pixel, and weaker downwards.
  private static func sweep(_ canvas: inout Canvas, _ box: Box) {
    let steepness = Float.pi / 2 / Float(box.width)
    canvas.paint(box) { x, y in
      let contrast = 1 - Float(y) / Float(box.height)
      return SIMD3(repeating: 0.5 + 0.5 * contrast * Math.cos(steepness * Float(x * x)))
    }
  }

  /// Checkerboards, a slanted edge, a disc and thin lines, and single bright and dark pixels.
  private static func edges(_ canvas: inout Canvas, y: Int) {
    for (index, size) in [1, 2, 4, 8].enumerated() {
      let box = Box(x: 14 + index * 72, y: y, width: 64, height: 96)
      canvas.paint(box) { x, y in (x / size + y / size) % 2 == 0 ? black : white }
    }
    slantedEdge(&canvas, Box(x: 302, y: y, width: 96, height: 96))
    thinLines(&canvas, Box(x: 406, y: y, width: 96, height: 96))
    impulses(&canvas, Box(x: 510, y: y, width: 58, height: 96), black, white)
    impulses(&canvas, Box(x: 568, y: y, width: 58, height: 96), white, black)
  }

  /// A square turned by 5 degrees, as edge profiles are measured with (ISO 12233).
  private static func slantedEdge(_ canvas: inout Canvas, _ box: Box) {
    let (cosine, sine) = (Math.cos(.pi / 36), Math.sin(.pi / 36))
    canvas.fill(box, SIMD3(repeating: 0.85))
    canvas.blend(box, SIMD3(repeating: 0.15)) { x, y in
      abs(cosine * x + sine * y) < 32 && abs(cosine * y - sine * x) < 32
    }
  }

  /// Rings and spokes a pixel wide.
  private static func thinLines(_ canvas: inout Canvas, _ box: Box) {
    canvas.fill(box, white)
    canvas.blend(box, SIMD3(0.75, 0.1, 0.1)) { x, y in
      let away = length(x, y)
      return away < 46 && abs(away.remainder(dividingBy: 9)) < 0.5
    }
    canvas.blend(box, SIMD3(0.1, 0.1, 0.5)) { x, y in
      let (u, v) = (0.966 * x + 0.259 * y, 0.966 * y - 0.259 * x)
      return length(x, y) < 46 && min(abs(u), abs(v), abs(u - v) * 0.7071) < 0.5
    }
  }

  /// Single pixels on an even ground: after a filter, each is a picture of the kernel.
  private static func impulses(
    _ canvas: inout Canvas, _ box: Box, _ ground: SIMD3<Float>, _ point: SIMD3<Float>
  ) {
    canvas.fill(box, ground)
    for (x, y) in [(14, 16), (43, 16), (14, 48), (43, 48), (14, 80), (43, 80)] {
      canvas.fill(Box(x: box.x + x, y: box.y + y, width: 1, height: 1), point)
    }
  }

  /// Patches of 18 colors that touch, with no line between them.
  private static func patches(_ canvas: inout Canvas, x: Int, y: Int) {
    let names: [SIMD3<Float>] = [
      SIMD3(1, 0, 0), SIMD3(0, 1, 0), SIMD3(0, 0, 1), SIMD3(0, 1, 1), SIMD3(1, 0, 1),
      SIMD3(1, 1, 0), SIMD3(0.45, 0.32, 0.27), SIMD3(0.77, 0.59, 0.51), SIMD3(0.37, 0.48, 0.61),
      SIMD3(0.35, 0.42, 0.26), SIMD3(0.51, 0.50, 0.69), SIMD3(0.40, 0.74, 0.67),
      SIMD3(0.84, 0.49, 0.17), SIMD3(0.30, 0.36, 0.65), SIMD3(0.76, 0.35, 0.39),
      SIMD3(0.36, 0.24, 0.42), SIMD3(0.62, 0.74, 0.25), SIMD3(0.88, 0.64, 0.18),
    ]
    for (index, color) in names.enumerated() {
      canvas.fill(Box(x: x + index * 34, y: y, width: 34, height: 66), color)
    }
  }

  /// A ramp of gray from black to white, and the same in 17 steps.
  private static func ramps(_ canvas: inout Canvas, x: Int, y: Int) {
    canvas.paint(Box(x: x, y: y, width: 612, height: 16)) { x, _ in
      SIMD3(repeating: Float(x) / 611)
    }
    canvas.paint(Box(x: x, y: y + 16, width: 612, height: 14)) { x, _ in
      SIMD3(repeating: Float(x / 36) / 16)
    }
  }
}
