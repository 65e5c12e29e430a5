// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// A diagram of the border modes that fill samples outside the image.
package enum BorderDiagram {
  /// The modes, as they extend the row `abcd`, in two columns under a heading.
  package static let text: String = {
    let cells = zip(BorderMode.forms, BorderMode.named).map { form, named in
      padded(form, to: 10) + "  " + named.mode.diagram(count: 2)
    }
    let half = (cells.count + 1) / 2
    let lines = (0..<half).map { index in
      let right = index + half < cells.count ? "      " + cells[index + half] : ""
      return "  " + cells[index] + right
    }
    return (["BORDERS"] + lines).joined(separator: "\n")
  }()

  /// Returns a text with spaces at its end.
  private static func padded(_ text: String, to count: Int) -> String {
    text + String(repeating: " ", count: max(0, count - text.count))
  }
}
