// SPDX-License-Identifier: Apache-2.0

extension Metadata {
  /// A keyword and a text, or a comment.
  public struct Text: Hashable, Sendable {
    /// How a file stores the text.
    public enum Form: Hashable, Sendable {
      /// PNG's tEXt or zTXt: Latin-1.
      case latin1(compressed: Bool)
      /// PNG's iTXt: UTF-8.
      case utf8(compressed: Bool)
      /// JPEG's comment: no keyword, bytes of no stated encoding.
      case comment
    }

    /// How the file stores the text.
    public var form: Form
    /// Latin-1, 1 to 79 bytes; empty for a comment.
    public var keyword: [UInt8]
    /// The text's bytes.
    public var bytes: [UInt8]
    /// iTXt's language tag, ASCII.
    public var language: [UInt8]
    /// iTXt's keyword in that language, UTF-8.
    public var translatedKeyword: [UInt8]

    /// Creates a text of these bytes.
    public init(
      form: Form, keyword: [UInt8] = [], bytes: [UInt8], language: [UInt8] = [],
      translatedKeyword: [UInt8] = []
    ) {
      self.form = form
      self.keyword = keyword
      self.bytes = bytes
      self.language = language
      self.translatedKeyword = translatedKeyword
    }

    /// The keyword as a string, "Comment" for a comment.
    public var title: String { form == .comment ? "Comment" : latin1String(keyword) }

    /// The text as a string; a comment is UTF-8 if it can be, else Latin-1.
    public var string: String {
      switch form {
      case .latin1: latin1String(bytes)
      case .utf8: String(decoding: bytes, as: UTF8.self)
      case .comment: String(validating: bytes, as: UTF8.self) ?? latin1String(bytes)
      }
    }
  }
}

private func latin1String(_ bytes: [UInt8]) -> String {
  String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
}
