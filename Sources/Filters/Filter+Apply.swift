// SPDX-License-Identifier: Apache-2.0

extension Filter {
  /// What the filter makes of an image in memory.
  ///
  /// Rows stream through the filter's stages, so that beside both images only a few rows are held.  For images that are not
  /// in memory, put `lowered(for:hasAlpha:options:)` over a source of rows.
  ///
  /// - Parameters:
  ///   - image: planes of samples, nominally 0...1; any other value is a number like any other.
  ///   - hasAlpha: whether the last plane is alpha, not premultiplied.
  ///   - options: what lies outside the image, what becomes of alpha, and whether light is filtered.
  /// - Returns: an image of the shape that the filter gives, its samples as they are: neither rounded nor clamped.
  /// - Throws: `FilterError` if a parameter is outside its range or does not fit the channels; `ShapeError` if the image
  ///   has no result.
  public func applied(
    to image: Image, hasAlpha: Bool = false, options: FilterOptions = FilterOptions()
  ) throws -> Image {
    try Recipe(self, options: options).applied(to: image, hasAlpha: hasAlpha)
  }
}

extension Recipe {
  /// What the recipe makes of an image in memory, all steps fused; what a step must know of the image first is measured.
  ///
  /// - Parameter hasAlpha: whether the last plane is alpha, not premultiplied.
  /// - Returns: samples as they are: neither rounded nor clamped.
  /// - Throws: as `lowered(for:hasAlpha:)`.
  public func applied(to image: Image, hasAlpha: Bool = false) throws -> Image {
    let recipe = try measured(hasAlpha: hasAlpha) { image.source() }
    return try image.applying(recipe.lowered(for: image.shape, hasAlpha: hasAlpha).stages)
  }
}

extension Image {
  /// What stages make of the image, one after the other.
  ///
  /// - Throws: `ShapeError` if a stage has no output for the shape that it is given, `OutOfMemory`.
  public func applying(_ stages: [any Stage]) throws -> Image {
    let source = try source().streamed(through: stages)
    do {
      return try Image(collecting: source)
    } catch {
      throw error.cause
    }
  }
}
