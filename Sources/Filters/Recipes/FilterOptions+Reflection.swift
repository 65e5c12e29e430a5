// SPDX-License-Identifier: Apache-2.0

extension FilterOptions: CustomReflectable {
  /// The options without the memo, which is no part of their value.
  public var customMirror: Mirror {
    Mirror(
      self,
      children: [
        "border": border as Any, "alpha": alpha, "isLinear": isLinear, "transfer": transfer,
        "tolerance": tolerance as Any,
      ], displayStyle: .struct)
  }
}
