// SPDX-License-Identifier: Apache-2.0

/// A change of an image to any size.
///
///     let small = try Filter(Resize(.box(width: 1600, height: 1600))).applied(to: image)
///
/// Each output sample is a weighted mean of input samples; `ResizeAxis` has the definition.  An axis that
/// keeps its size is left alone.
public struct Resize: Hashable, Sendable {
  /// How the image fills a box of another aspect ratio.
  public enum Fit: String, Hashable, Sendable, CaseIterable {
    /// As large as fits in the box; one side may be shorter.
    case inside
    /// As small as covers the box; one side may be longer.
    case outside
    /// As `outside`, then cropped to the box around the center.
    case cover
    /// As `inside`, then padded to the box on all sides.
    case contain
    /// Both sides as given; the aspect ratio changes.
    case stretch
  }

  /// The size of the result.
  public var size: ResizeSize
  /// How the image fills a box.
  public var fit: Fit
  /// Whether the image may become larger.
  ///
  /// If not, an image that would grow along an axis keeps its size; with `.stretch`, that axis does.
  public var enlarges: Bool
  /// The function that weights samples by their distance.
  public var kernel: ResizeKernel
  /// The samples around a contained image: one for all colors, or one for each; empty for transparent black.
  ///
  /// Black where there is no alpha; where there is, an image with a background is opaque there.
  public var background: [Float]

  /// A change to `size`.
  public init(
    _ size: ResizeSize, fit: Fit = .inside, enlarges: Bool = true,
    kernel: ResizeKernel = .lanczos3, background: [Float] = []
  ) {
    self.size = size
    self.fit = fit
    self.enlarges = enlarges
    self.kernel = kernel
    self.background = background
  }
}

extension Resize: FilterDefinition {
  /// The name of the command and of the recipe step.
  public static let name = "resize"

  /// The resize as a filter.
  public var filter: Filter { .resize(self) }

  /// True: weights can be cut off at the edges.
  public var canTrim: Bool { true }

  /// A mean of magnitudes is one, unless weights are negative.
  public func isMagnitude(after isMagnitude: Bool) -> Bool {
    isMagnitude && !kernel.hasNegativeWeights
  }

  /// The size, the fit and the kernel.
  public var canonicalParameters: [CanonicalParameter] {
    [
      .init("size", size.canonicalText), .init("fit", fit.rawValue),
      .init("enlarges", enlarges), .init("kernel", kernel.rawValue),
      .init("background", list: background),
    ]
  }

  /// Checks the size and the background.
  ///
  /// - Throws: `FilterError.outOfRange`, `.notFinite`.
  public func validate() throws(FilterError) {
    try size.validate()
    try FilterError.requireFinite(background, "background")
  }

  /// Adds the reduction of an axis before the enlargement of the other, so that as few samples as possible are
  /// computed: of two reductions that along columns first, of two enlargements that along rows first.
  ///
  /// - Throws: `ShapeError.side` for a side of more than 2^30 samples, `FilterError.backgroundCount`.
  public func lower(into chain: inout FilterChain, over input: Shape) throws {
    let layout = try layout(over: input)
    let vertical = (Convolution.Direction.vertical, input.height, layout.image.vertical)
    let horizontal = (Convolution.Direction.horizontal, input.width, layout.image.horizontal)
    let axes = (vertical.2 < vertical.1 ? [vertical, horizontal] : [horizontal, vertical])
      .filter { $0.1 != $0.2 }
    if !axes.isEmpty {
      chain.premultiplied { chain in
        for (direction, count, output) in axes {
          chain.resize(direction, count, to: output, kernel)
        }
      }
    }
    if layout.canvas != layout.image { try place(layout, in: &chain) }
  }
}
