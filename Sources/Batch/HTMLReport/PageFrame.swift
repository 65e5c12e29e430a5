// SPDX-License-Identifier: Apache-2.0

/// The markup around the sections of a page.
package enum PageFrame {
  /// Returns the beginning of any page of imgconv, to its title; the rest of the head follows.
  ///
  /// - Parameter policy: the content security policy.
  package static func head(title: String, policy: HTML) -> HTML {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="\(policy)">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="referrer" content="no-referrer">
    <title>\(title)</title>
    """
  }

  /// The content security policy: a page may only use its own embedded pictures, styles and script.
  private static let policy: HTML = """
    default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-\(PageScript.digest)'; \
    base-uri 'none'; form-action 'none'
    """

  static func beginning(title: String) -> HTML {
    """
    \(head(title: title, policy: policy))
    <style>
    \(PageStyle.sheet)
    </style>
    <script>\(PageScript.source)</script>
    </head>
    <body>
    <main>

    """
  }

  static func end(version: String, report: String) -> HTML {
    """
    </main>
    \(PageScript.dialog)<footer>Made by imgconv \(version) from <bdi class="name">\(report)</bdi></footer>
    </body>
    </html>

    """
  }
}
