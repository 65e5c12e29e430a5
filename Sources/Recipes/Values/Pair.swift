// SPDX-License-Identifier: Apache-2.0

package import Filters

/// One number for both directions, or one for columns and one for rows: `2` or `2,3`.
package struct Pair<Number: PairedNumber>: ParameterValue {
  /// The number for the vertical direction, along columns: y changes.
  package let vertical: Number
  /// The number for the horizontal direction, along rows: x changes.
  package let horizontal: Number

  /// The same number for both directions.
  package init(_ both: Number) {
    vertical = both
    horizontal = both
  }

  /// Reads one or two numbers.
  package init?(text: String) {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    guard parts.count <= 2, let first = parts.first.flatMap({ Number(text: String($0)) }),
      let last = parts.last.flatMap({ Number(text: String($0)) })
    else { return nil }
    vertical = first
    horizontal = last
  }

  /// One number if both are equal, else two.
  package var text: String {
    vertical == horizontal ? vertical.text : "\(vertical.text),\(horizontal.text)"
  }

  /// One or two numbers.
  package static var form: String { Number.pairForm }

  /// The pair as the library's type.
  package var perAxis: PerAxis<Number> { PerAxis(vertical: vertical, horizontal: horizontal) }
}
