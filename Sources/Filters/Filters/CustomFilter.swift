// SPDX-License-Identifier: Apache-2.0

/// A filter that is defined outside the library, as a value that can be compared.
public struct CustomFilter: Sendable {
  /// The definition.
  public let definition: any FilterDefinition

  /// Wraps a definition.
  public init(_ definition: some FilterDefinition) {
    self.definition = definition
  }
}

extension CustomFilter: Hashable {
  /// Whether both definitions are of the same type and equal.
  public static func == (left: CustomFilter, right: CustomFilter) -> Bool {
    AnyHashable(left.definition) == AnyHashable(right.definition)
  }

  /// Feeds the definition to a hasher.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(AnyHashable(definition))
  }
}
