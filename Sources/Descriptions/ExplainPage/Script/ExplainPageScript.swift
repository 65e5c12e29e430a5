// SPDX-License-Identifier: Apache-2.0

/// The script of an explanation's page: computes the layers in the page, and shows how.
///
/// It makes elements and text, never markup of text, and calls nothing outside the page.
enum ExplainPageScript {
  /// The whole script.
  static let source = "\n" + ([#""use strict";"#] + parts).joined(separator: "\n") + "\n"

  private static let parts = [
    base, layers, describe, grids, windows, matrices, field, controls, draw, main,
  ]
}
