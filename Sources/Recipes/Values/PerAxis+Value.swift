// SPDX-License-Identifier: Apache-2.0

package import Filters

/// One number for both directions, or one for columns and one for rows: `2` or `2,3`.
extension PerAxis: ParameterValue where Value: PairedNumber {
  /// Reads one or two numbers.
  package init?(text: String) {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count <= 2, let first = parts.first.flatMap({ Value(text: String($0)) }),
      let last = parts.last.flatMap({ Value(text: String($0)) })
    else { return nil }
    self.init(vertical: first, horizontal: last)
  }

  /// One number if both are equal, else two.
  package var text: String {
    vertical == horizontal ? vertical.text : "\(vertical.text),\(horizontal.text)"
  }

  /// One or two numbers.
  package static var form: String { Value.pairForm }
}
