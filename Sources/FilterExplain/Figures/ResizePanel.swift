// SPDX-License-Identifier: Apache-2.0

import Filters

/// Draws the axes that a resize changes and that have the same weights: the kernels of some outputs, and the response.
struct ResizePanel {
  private let axes: [ResizedAxis]

  /// A panel of axes with the same weights.
  init(_ axes: [ResizedAxis]) { self.axes = axes }

  /// The panels of the axes of a step.
  static func panels(of axes: [ResizedAxis]) -> [Panel] {
    ResizedAxis.groups(of: axes).compactMap { ResizePanel($0).panel }
  }

  private var panel: Panel? {
    axes.first.map { axis in
      Panel(
        heading: "resize: \(ResizedAxis.title(of: axes))",
        blocks: [KernelStrips(axis).drawing, ResponseChart(axis).drawing], notes: axis.facts)
    }
  }
}
