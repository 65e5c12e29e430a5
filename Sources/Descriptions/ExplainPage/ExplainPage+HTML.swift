// SPDX-License-Identifier: Apache-2.0

internal import Batch
internal import FileSystem

extension ExplainPage {
  /// The page as an HTML document.
  package var html: String {
    let markup: HTML = """
      \(PageFrame.head(title: title, policy: policy))
      <style>\(HTML(stringLiteral: ExplainPageStyle.sheet))</style>
      <script type="application/json" id="model">\(data)</script>
      <script>\(HTML(stringLiteral: ExplainPageScript.source))</script>
      </head>
      <body>
      \(body)
      </body>
      </html>

      """
    return markup.text
  }

  /// The content security policy: only this style and this script, and nothing from elsewhere.
  private var policy: HTML {
    let script = SHA256(Array(ExplainPageScript.source.utf8)).digest
    let style = SHA256(Array(ExplainPageStyle.sheet.utf8)).digest
    return """
      default-src 'none'; script-src 'sha256-\(base64: script)'; style-src 'sha256-\(base64: style)'; base-uri 'none'; \
      form-action 'none'
      """
  }

  /// The model as JSON in which no text can end the element around it.
  private var data: HTML {
    HTML(stringLiteral: model.line.replacing("<", with: #"\u003c"#))
  }

  /// A sentence about the page, below the title.
  var lead: String {
    note
      ?? "Point at an output sample, tap it, or walk with the arrow keys, to see what it is computed from."
  }
}
