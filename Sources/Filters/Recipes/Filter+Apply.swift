// SPDX-License-Identifier: Apache-2.0

extension Filter {
  /// Applies the filter to an image in memory.
  ///
  /// Rows stream through the filter's stages, so only a few rows are held besides the two images.  For images that are
  /// not in memory, put `lowered(for:hasAlpha:options:)` over a source of rows.
  ///
  /// - Parameters:
  ///   - image: planes of samples, nominally 0...1; other values are allowed.
  ///   - hasAlpha: whether the last plane is alpha, not premultiplied.
  ///   - options: the border mode, the handling of alpha, and whether to filter in linear light.
  /// - Returns: an image of the filter's output shape, with samples neither rounded nor clamped.
  /// - Throws: `FilterError` if a parameter is outside its range or does not fit the channels; `ShapeError` if there is
  ///   no output.
  public func applied(
    to image: Image, hasAlpha: Bool = false, options: FilterOptions = FilterOptions()
  ) throws -> Image {
    try Recipe(self, options: options).applied(to: image, hasAlpha: hasAlpha)
  }
}

extension Recipe {
  /// Applies the recipe to an image in memory, with all steps fused.
  ///
  /// Numbers that a step must know about the image are measured first.
  ///
  /// - Parameter hasAlpha: whether the last plane is alpha, not premultiplied.
  /// - Returns: an image with samples neither rounded nor clamped.
  /// - Throws: as `lowered(for:hasAlpha:)`.
  public func applied(to image: Image, hasAlpha: Bool = false) throws -> Image {
    let recipe = try measured(hasAlpha: hasAlpha) { image.source() }
    return try image.applying(recipe.lowered(for: image.shape, hasAlpha: hasAlpha).stages)
  }
}

extension Image {
  /// Applies stages to the image, one after the other.
  ///
  /// - Throws: `ShapeError` if a stage has no output for its input's shape, `OutOfMemory`.
  public func applying(_ stages: [any Stage]) throws -> Image {
    let source = try source().streamed(through: stages)
    do {
      return try Image(collecting: source)
    } catch {
      throw error.cause
    }
  }
}
