// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles

/// The section of a page about failed files: a table for each kind of failure.
struct PageFailures {
  private let contents: ReportContents
  private let rows: Int

  init(_ contents: ReportContents, rows: Int) {
    self.contents = contents
    self.rows = rows
  }

  func write(to file: PageFile) throws(FileError) {
    if contents.totals.failed == 0 { return }
    try file.write("<section aria-labelledby=\"failures\">\n<h2 id=\"failures\">Failures</h2>\n")
    for kind in FileError.Kind.allCases.map(Optional.some) + [nil] {
      try write(kind, to: file)
    }
    try file.write("</section>\n")
  }

  private func write(_ kind: FileError.Kind?, to file: PageFile) throws(FileError) {
    var places: [Int] = []
    var count = 0
    for index in contents.order {
      let place = contents.places[index]
      guard place.status == .failed && place.kind == kind else { continue }
      count += 1
      if places.count < rows { places.append(index) }
    }
    if count == 0 { return }
    let shown = PageText.shown(places.count, of: count)
    try file.write(
      """
      <table role="table" class="failures">
      <caption>\(PageFailures.title(kind)) \(shown)</caption>
      <thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">File</th>\
      <th role="columnheader" scope="col">Reason</th></tr></thead>
      <tbody role="rowgroup">

      """)
    for place in places {
      let record = try contents.record(at: place)
      try file.write(
        """
        <tr role="row"><th role="rowheader" scope="row">\(record.shownInput.html)</th>\
        <td role="cell" class="reason">\(record.reason ?? "no reason was recorded")</td></tr>

        """)
    }
    try file.write("</tbody>\n</table>\n")
  }

  private static func title(_ kind: FileError.Kind?) -> String {
    switch kind {
    case .unreadable: "Unreadable or damaged inputs"
    case .cannotCreate: "Outputs that cannot be created"
    case .readWrite: "Reading or writing failed"
    case .readerGone: "The reader of the output went away"
    case .limit: "Over a limit"
    case .interrupted: "Interrupted"
    case .internalError: "Bugs in imgconv"
    case nil: "Other failures"
    }
  }
}

extension ReportedName {
  /// The name as markup, in its own writing direction.
  var html: HTML { "<bdi class=\"name\">\(path.text)</bdi>" }
}

extension PageText {
  /// Returns the suffix of a table's title: how many rows there are, and how many are shown.
  static func shown(_ shown: Int, of all: Int) -> HTML {
    let text = shown == all ? count(all) : "the first \(count(shown)) of \(count(all))"
    return "<span>\(text)</span>"
  }
}
