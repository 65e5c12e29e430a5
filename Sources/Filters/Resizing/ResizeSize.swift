// SPDX-License-Identifier: Apache-2.0

/// The size that a resize gives.
public enum ResizeSize: Hashable, Sendable {
  /// The width; the height follows from the aspect ratio.
  case width(Int)
  /// The height; the width follows from the aspect ratio.
  case height(Int)
  /// A box, which `Resize.Fit` says how to fill.
  case box(width: Int, height: Int)
  /// Both sides times a fraction of positive whole numbers.
  case scale(numerator: Int, denominator: Int)
  /// At most this number of pixels, in the aspect ratio of the image; smaller images stay as they are.
  case pixels(Int)

  /// The maximum side of a box.
  public static let maxSide = 1_000_000
  /// The maximum numerator and denominator of a scale.
  public static let maxTerm = 1_000_000_000
}

extension ResizeSize {
  /// The size with all of its numbers.
  var canonicalText: String {
    switch self {
    case .width(let width): "\(width)x"
    case .height(let height): "x\(height)"
    case .box(let width, let height): "\(width)x\(height)"
    case .scale(let numerator, let denominator):
      "\(numerator / greatestCommonDivisor(numerator, denominator))/"
        + "\(denominator / greatestCommonDivisor(numerator, denominator))"
    case .pixels(let count): "\(count)pixels"
    }
  }

  /// Checks that all numbers are positive and not too large.
  ///
  /// - Throws: `FilterError.outOfRange`.
  func validate() throws(FilterError) {
    let (numbers, maximum): ([Int], Int) =
      switch self {
      case .width(let side), .height(let side): ([side], Self.maxSide)
      case .box(let width, let height): ([width, height], Self.maxSide)
      case .scale(let numerator, let denominator): ([numerator, denominator], Self.maxTerm)
      case .pixels(let count): ([count], 1 << 40)
      }
    for number in numbers {
      try FilterError.check("size", Double(number), 1...Double(maximum))
    }
  }

  /// Returns the numbers of rows and columns of an image of this size, before it is cropped or padded.
  ///
  /// Sides are rounded to nearest, halves up, and at least 1.
  func sides(of image: PerAxis<Int>, fit: Resize.Fit) -> PerAxis<Int> {
    switch self {
    case .width(let width):
      return PerAxis(
        vertical: Self.rounded(image.vertical, times: width, over: image.horizontal),
        horizontal: width)
    case .height(let height):
      return PerAxis(
        vertical: height,
        horizontal: Self.rounded(image.horizontal, times: height, over: image.vertical))
    case .scale(let numerator, let denominator):
      return PerAxis(
        vertical: Self.rounded(image.vertical, times: numerator, over: denominator),
        horizontal: Self.rounded(image.horizontal, times: numerator, over: denominator))
    case .pixels(let count): return Self.sides(of: image, pixels: count)
    case .box(let width, let height):
      if fit == .stretch { return PerAxis(vertical: height, horizontal: width) }
      // The width decides if the image is at least as wide as the box, for its height.
      let isWide = width * image.vertical <= height * image.horizontal
      let side: ResizeSize = isWide == fit.isWithinBox ? .width(width) : .height(height)
      return side.sides(of: image, fit: fit)
    }
  }

  /// Returns a * b / c, rounded to nearest, halves up, and at least 1.
  private static func rounded(_ a: Int, times b: Int, over c: Int) -> Int {
    // At most 2^31 * 2^30; the quotient is checked against the largest side later.
    max(1, (2 * a * b + c) / (2 * c))
  }

  /// Returns the largest sides in the aspect ratio of the image with at most `pixels` pixels, each rounded down.
  private static func sides(of image: PerAxis<Int>, pixels: Int) -> PerAxis<Int> {
    guard image.area > pixels else { return image }
    // side * sqrt(pixels / area) = sqrt(side * pixels / the other side)
    func side(_ own: Int, _ other: Int) -> Int {
      let (high, low) = own.multipliedFullWidth(by: pixels)
      return max(1, squareRoot(other.dividingFullWidth((high, low)).quotient))
    }
    return PerAxis(
      vertical: side(image.vertical, image.horizontal),
      horizontal: side(image.horizontal, image.vertical))
  }

  /// Returns the largest whole number whose square is at most `square`.
  private static func squareRoot(_ square: Int) -> Int {
    var root = Int(Double(square).squareRoot())
    while root * root > square { root -= 1 }
    while (root + 1) * (root + 1) <= square { root += 1 }
    return root
  }
}

extension Resize.Fit {
  /// Whether the resized image lies within the box, before it is padded.
  fileprivate var isWithinBox: Bool { self == .inside || self == .contain }
}
