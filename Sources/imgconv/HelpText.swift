// SPDX-License-Identifier: Apache-2.0

/// Parts of the help that several commands share.
enum HelpText {
  /// The six border modes, as they extend the row `abcd`.
  static let borders = """
    BORDERS
      zero        00 abcd 00      symmetric   ba abcd dc
      constant=V  vv abcd vv      reflect     cb abcd cb
      replicate   aa abcd dd      wrap        cd abcd ab
    """
}
