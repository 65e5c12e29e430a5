// SPDX-License-Identifier: Apache-2.0

public import Filters

/// Runs stages one after the other over an image, streamed.
public func apply(_ stages: [any Stage], to image: Image) throws -> Image {
  var source: any RowSource = image.source()
  for stage in stages { source = try Streamed(stage, over: source) }
  return try Image(collecting: source)
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
