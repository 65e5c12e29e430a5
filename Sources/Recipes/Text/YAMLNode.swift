// SPDX-License-Identifier: Apache-2.0

/// A value in a YAML document.
struct YAMLNode {
  /// The content of a value.
  enum Content {
    /// A text.  A plain one has neither quotes nor a tag, so it may represent something other than a text.
    case scalar(String, isPlain: Bool)
    /// A list.
    case sequence([YAMLNode])
    /// Keys and their values, in document order; no two keys are the same scalar.
    case mapping([(key: YAMLNode, value: YAMLNode)])
  }

  /// The content of the value.
  let content: Content
  /// The position where the value starts.
  let place: Place

  /// A scalar's text; `nil` for a list and a mapping.
  var scalar: String? { if case .scalar(let text, _) = content { text } else { nil } }

  /// A list's values; `nil` for anything else.
  var sequence: [YAMLNode]? { if case .sequence(let nodes) = content { nodes } else { nil } }

  /// Whether the value is null: empty, `~` or `null`.
  var isNull: Bool {
    guard case .scalar(let text, isPlain: true) = content else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(text)
  }

  /// The truth value of a plain `true`, `yes`, `on` or their opposites; `nil` for anything else.
  ///
  /// Source: YAML 1.1, the type `bool`, without the single letters.
  var bool: Bool? {
    guard case .scalar(let text, isPlain: true) = content else { return nil }
    let lowercased = text.lowercased()
    guard text == lowercased || text == text.uppercased() || text == lowercased.capitalizedASCII
    else { return nil }
    switch lowercased {
    case "true", "yes", "on": return true
    case "false", "no", "off": return false
    default: return nil
    }
  }
}

extension String {
  /// The text with an uppercase first letter.
  fileprivate var capitalizedASCII: String { prefix(1).uppercased() + dropFirst() }
}
