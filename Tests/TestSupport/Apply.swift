// SPDX-License-Identifier: Apache-2.0

public import Filters

/// Runs stages over an image, streamed and together as far as they can.
public func apply(_ stages: [any Stage], to image: Image) throws -> Image {
  try Image(collecting: image.source().streamed(through: stages))
}

/// Runs a filter over an image.
public func apply(
  _ filter: Filter, to image: Image, hasAlpha: Bool = false, _ options: FilterOptions = .init()
) throws -> Image {
  try apply(
    filter.lowered(for: image.shape, hasAlpha: hasAlpha, options: options).stages, to: image)
}

/// The six border modes, with a constant of 0.3.
public let allBorders: [BorderMode] = [
  .zero, .constant(0.3), .replicate, .symmetric, .reflect, .wrap,
]
