// SPDX-License-Identifier: Apache-2.0

/// A filter from 8-bit pixels to 8-bit pixels that is computed on their levels, without planes of floats between.
///
/// Three kinds of chains have this form: products of RGB with a matrix, enlargements and reductions by 2 with weights
/// that are whole numbers over a power of two, and the magnitude of Sobel's gradient.
///
/// Results are those of the chain on the samples n / 255, rounded to nearest, and nearer to the exact ones: resampling
/// and gradients are exact until they are rounded, ties to even, and products are rounded to `Float` fewer times.
/// They are the same bytes on every CPU.
///
///     let lowered = try Filter.edge(Edge(.sobel)).lowered(for: shape, hasAlpha: false)
///     if let filter = PixelFilter(lowered, over: shape) {
///       let rows = try FilteredPixels(filter, over: source)
///       // rows.nextPixels(into:) once for each row of filter.output
///     }
public struct PixelFilter: Sendable {
  /// What is computed.
  enum Kernel: Sendable {
    case matrix(LevelMatrix)
    case resampling(vertical: LevelAxis, horizontal: LevelAxis)
    case gradient(LevelGradient)
  }

  /// The extent of the input: gray or RGB.
  public let input: Shape
  /// The extent of the result: gray or RGB.
  public let output: Shape
  /// The rule for pixels outside.
  let border: BorderMode
  let kernel: Kernel

  /// Creates the filter that a chain is; `nil` if it is none.
  ///
  /// - Parameters:
  ///   - lowered: the stages of the whole recipe.
  ///   - input: the shape of an image with 8 bits per sample and without alpha.
  public init?(_ lowered: Lowered, over input: Shape) {
    guard [1, 3].contains(input.channels), [1, 3].contains(lowered.shape.channels),
      !lowered.hasAlpha, let found = Self.kernel(of: lowered.stages),
      found.border.isStreamed, found.border.constant.map(Self.isLevel) ?? true
    else { return nil }
    (kernel, border) = found
    self.input = input
    output = lowered.shape
    if size != PerAxis(vertical: output.height, horizontal: output.width) { return nil }
  }

  /// The size of the result that the kernel gives.
  private var size: PerAxis<Int> {
    guard case .resampling(let vertical, let horizontal) = kernel else {
      return PerAxis(vertical: input.height, horizontal: input.width)
    }
    return PerAxis(
      vertical: vertical.outputCount(input.height),
      horizontal: horizontal.outputCount(input.width))
  }

  private static func kernel(of stages: [any Stage]) -> (kernel: Kernel, border: BorderMode)? {
    let forms = stages.map(\.form)
    guard let first = forms.first?.convolution else { return nil }
    switch stages.count {
    case 1:
      return LevelMatrix(first).map { (.matrix($0), .replicate) }
    case 2, 4:
      guard let axes = resampling(forms) else { return nil }
      return (.resampling(vertical: axes.vertical, horizontal: axes.horizontal), first.border)
    case 3:
      guard case .pointMap(PointMap.Function.magnitude.name) = forms[2],
        let second = forms[1].convolution, let gradient = LevelGradient(first, second)
      else { return nil }
      return (.gradient(gradient), first.border)
    default:
      return nil
    }
  }

  /// Returns the two axes of an enlargement or a reduction by 2, in whichever order they are.
  private static func resampling(
    _ forms: [StageForm]
  ) -> (vertical: LevelAxis, horizontal: LevelAxis)? {
    let size = forms.count / 2
    guard let first = LevelPass(forms.prefix(size)), let second = LevelPass(forms.suffix(size)),
      first.border == second.border, first.direction != second.direction,
      first.axis.scale == second.axis.scale
    else { return nil }
    let (vertical, horizontal) =
      first.direction == .vertical ? (first.axis, second.axis) : (second.axis, first.axis)
    return vertical.fits(horizontal) ? (vertical, horizontal) : nil
  }

  /// Whether a constant outside is one of the 256 levels.
  private static func isLevel(_ constant: Float) -> Bool {
    (0...1).contains(constant) && constant * 255 == (constant * 255).rounded()
  }

  /// The level of pixels outside, if it is constant.
  var outsideLevel: UInt8? { border.constant.map { UInt8($0 * 255) } }

  /// The input rows that output rows read.
  var rows: AxisMap {
    switch kernel {
    case .matrix: .identity
    case .resampling(let vertical, _): vertical.map
    case .gradient: AxisMap(reach: -1...1)
    }
  }

  /// The input columns that output columns read.
  var columns: AxisMap {
    switch kernel {
    case .matrix: .identity
    case .resampling(_, let horizontal): horizontal.map
    case .gradient: AxisMap(reach: -1...1)
    }
  }

  /// Returns the input rows that output row `y` reads, possibly outside the image.
  func inputRows(of y: Int) -> Range<Int> {
    guard case .resampling(let vertical, _) = kernel else { return rows.inputs(of: y) }
    let (phase, first) = vertical.phase(of: y)
    return first..<(first + phase.weights.count)
  }
}

extension BorderMode {
  /// Whether rows outside show rows that are near those that are read with them.
  fileprivate var isStreamed: Bool { self != .wrap }
}
