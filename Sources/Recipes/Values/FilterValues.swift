// SPDX-License-Identifier: Apache-2.0

package import Filters

// The types of the filters' own properties, as texts.

extension Edge.Operator: NamedValue {}
extension Edge.Response: NamedValue {}
extension ResamplingKernel: NamedValue {}
extension ResizeKernel: NamedValue {}
extension Resize.Fit: NamedValue {}
extension Gravity: NamedValue {}
extension AlphaMode: NamedValue {}

extension BorderMode: ParameterValue {
  /// The names of the modes that every filter has, with V for the value of a constant.
  package static var allTexts: [String] { forms }

  /// The names of the modes, with an example of a constant.
  package static var suggestions: [String] { named.map(\.mode.text) }
}
