// SPDX-License-Identifier: Apache-2.0

/// The space that text takes in a figure, whatever sans-serif face a viewer has.
///
/// Viewers replace Helvetica by what they have: Liberation Sans, which is as wide, or DejaVu Sans, which
/// is wider.  Widths are those of the wider face, so text fits in both.
enum TextWidth {
  /// The widths of the characters from the space to `~`, in hundredths of the size: the larger of the
  /// advance widths in DejaVu Sans 2.37 and Liberation Sans 1.07, rounded up.
  private static let regular: [UInt8] = [
    32, 41, 46, 84, 64, 96, 78, 28, 40, 40, 50, 84, 32, 37, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64,
    64, 64, 34, 34, 84, 84, 84, 56, 102, 69, 69, 73, 78, 67, 62, 78, 76, 30, 50, 67, 56, 87, 75, 79,
    67, 79, 73, 67, 62, 74, 69, 99, 69, 67, 69, 40, 34, 40, 84, 56, 50, 62, 64, 55, 64, 62, 36, 64,
    64, 28, 28, 58, 28, 98, 64, 62, 64, 64, 42, 53, 40, 64, 60, 82, 60, 60, 53, 64, 34, 64, 84,
  ]
  /// The widths in the bold faces.
  private static let bold: [UInt8] = [
    35, 46, 53, 84, 70, 101, 88, 31, 46, 46, 53, 84, 38, 42, 38, 37, 70, 70, 70, 70, 70, 70, 70, 70,
    70, 70, 40, 40, 84, 84, 84, 62, 100, 78, 77, 74, 84, 69, 69, 83, 84, 38, 56, 78, 64, 100, 84,
    86, 74, 86, 78, 73, 69, 82, 78, 111, 78, 73, 73, 46, 37, 46, 84, 56, 50, 68, 72, 60, 72, 68, 44,
    72, 72, 35, 35, 67, 35, 105, 72, 69, 72, 72, 50, 60, 48, 72, 66, 93, 65, 66, 59, 72, 37, 72, 84,
  ]
  /// The width of any other character, in hundredths of the size; a wide one of East Asia fills a square.
  private static let other = 105

  /// Returns the most pixels that a text takes at a font size in pixels.
  static func pixels(_ string: String, size: Double, isBold: Bool = false) -> Double {
    let table = isBold ? bold : regular
    let hundredths = string.unicodeScalars.reduce(0) { sum, scalar in
      let index = Int(scalar.value) - 32
      return sum + (table.indices.contains(index) ? Int(table[index]) : other)
    }
    return Double(hundredths) * size / 100
  }

  /// Returns the lines of a text, none wider than `width` pixels: broken at spaces, and a word that is
  /// wider still between any two characters.
  static func lines(
    _ string: String, size: Double, isBold: Bool = false, within width: Double
  ) -> [String] {
    func fits(_ text: String) -> Bool { pixels(text, size: size, isBold: isBold) <= width }
    var lines: [String] = []
    var line = ""
    for word in string.split(separator: " ") {
      let longer = line.isEmpty ? String(word) : line + " " + word
      if fits(longer) {
        line = longer
        continue
      }
      if !line.isEmpty { lines.append(line) }
      line = ""
      for character in word {
        if !line.isEmpty && !fits(line + String(character)) {
          lines.append(line)
          line = ""
        }
        line.append(character)
      }
    }
    if !line.isEmpty || lines.isEmpty { lines.append(line) }
    return lines
  }
}
