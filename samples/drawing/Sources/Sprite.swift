// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// A sailing boat of 28 x 24 pixels, drawn by hand, to be enlarged.
enum Sprite {
  private static let rows = [
    "............................",
    "......................oooo..",
    "..............m......oooooo.",
    ".............wm......oooooo.",
    "............wwmr.....oooooo.",
    "............wwmrr.....oooo..",
    "...........wwwmrr...........",
    "..........wwwwmrrr..........",
    "..gg......wwwwmrrr......gg..",
    ".gggg....wwwwwmrrrr....gggg.",
    "........wwwwwwmrrrrr........",
    "........wwwwwwmrrrrr........",
    ".......wwwwwwwmrrrrrr.......",
    "......wwwwwwwwmrrrrrrr......",
    "..............m.............",
    "....bbbbbbbbbbbbbbbbbbbb....",
    ".....byyybbyyybbyyybbbb.....",
    "......bbbbbbbbbbbbbbbb......",
    "sssssffbbbbbbbbbbbbbbffsssss",
    "ssfsssssfffsssssfffssssssfss",
    "ssssssfsssssssssssssfsssssss",
    "dsssdddsssddssssddddsssdddss",
    "dddddddddfdddddddddddddfdddd",
    "dddddddddddddddddddddddddddd",
  ]

  private static let colors: [Character: SIMD3<Float>] = [
    "o": SIMD3(1.00, 0.86, 0.42), "m": SIMD3(0.25, 0.16, 0.12), "w": SIMD3(0.98, 0.97, 0.92),
    "r": SIMD3(0.84, 0.25, 0.22), "g": SIMD3(0.91, 0.80, 0.78), "b": SIMD3(0.44, 0.26, 0.16),
    "y": SIMD3(0.96, 0.78, 0.36), "s": SIMD3(0.20, 0.52, 0.66), "f": SIMD3(0.80, 0.92, 0.94),
    "d": SIMD3(0.10, 0.34, 0.50),
  ]
  private static let sky = SIMD3<Float>(0.97, 0.72, 0.60)

  /// The picture: RGB.
  static func draw() -> Image {
    var canvas = Canvas(width: rows[0].count, height: rows.count, color: sky)
    for (y, row) in rows.enumerated() {
      for (x, dot) in row.enumerated() {
        guard let color = colors[dot] else { continue }
        canvas.fill(Box(x: x, y: y, width: 1, height: 1), color)
      }
    }
    return canvas.image
  }
}
