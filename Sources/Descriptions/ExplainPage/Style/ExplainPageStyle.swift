// SPDX-License-Identifier: Apache-2.0

/// The style sheet of an explanation's page: light or dark as the reader prefers, for phones, screens and paper.
enum ExplainPageStyle {
  /// The whole sheet.
  static let sheet = "\n" + [base, controls, grids, media].joined(separator: "\n") + "\n"
}
