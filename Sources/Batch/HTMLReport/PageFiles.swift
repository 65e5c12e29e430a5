// SPDX-License-Identifier: Apache-2.0

internal import Filters
internal import ImageFiles
private import Locking

/// The section of a page about files that are done: first those with thumbnails, then the others.
struct PageFiles {
  /// The number of rows made before they are written; their thumbnails are in memory meanwhile.
  private static let chunk = 32

  private let contents: ReportContents
  private let enlarged: Int
  private let threads: Int
  /// The files with thumbnails, as indices of `contents.places`.
  let pictured: [Int]
  /// The files shown without thumbnails.
  private let plain: [Int]

  init(_ contents: ReportContents, thumbnails: Int, enlarged: Int, rows: Int, threads: Int) {
    self.contents = contents
    self.enlarged = enlarged
    self.threads = threads
    let done = contents.order.lazy.filter { contents.places[$0].status == .done }
    pictured = Array(done.prefix(thumbnails))
    plain = Array(done.dropFirst(thumbnails).prefix(rows))
  }

  func write(to file: PageFile) throws(FileError) {
    let done = contents.totals.done
    if done == 0 { return }
    try file.write("<section aria-labelledby=\"files\">\n<h2 id=\"files\">Files</h2>\n")
    if !pictured.isEmpty {
      try file.write(
        PageFiles.head("With thumbnails", shown: pictured.count, of: done, isPictured: true))
      for start in stride(from: 0, to: pictured.count, by: PageFiles.chunk) {
        let indices = pictured[start..<min(start + PageFiles.chunk, pictured.count)]
        for row in try rows(of: Array(indices)) { try file.write(row) }
      }
      try file.write("</tbody>\n</table>\n")
    }
    if pictured.count < done {
      try file.write(
        PageFiles.head(
          "Without thumbnails", shown: plain.count, of: done - pictured.count, isPictured: false))
      for index in plain {
        try file.write(PageFiles.row(try contents.record(at: index), pictures: ""))
      }
      try file.write("</tbody>\n</table>\n")
    }
    try file.write("</section>\n")
  }

  /// Returns rows with thumbnails, made by several threads.
  private func rows(of indices: [Int]) throws(FileError) -> [HTML] {
    let made = Locked([HTML?](repeating: nil, count: indices.count))
    let failure = SharedFailure<FileError>()
    Workers.run(count: indices.count, threads: threads) { index in
      do throws(FileError) {
        let record = try contents.record(at: indices[index])
        let row = PageFiles.row(record, pictures: pictures(of: record))
        made.withLock { $0[index] = row }
      } catch {
        failure.set(error)
      }
    }
    try failure.check()
    return made.withLock { $0.compactMap(\.self) }
  }

  private static func head(
    _ title: String, shown: Int, of all: Int, isPictured: Bool
  ) -> HTML {
    let pictures = (isPictured ? ["Before", "After"] : []).map { name -> HTML in
      "<th role=\"columnheader\" scope=\"col\" data-fixed>\(name)</th>"
    }
    let cells =
      pictures
      + ["File", "Pixels", "Bytes", "Time"].map {
        "<th role=\"columnheader\" scope=\"col\">\($0)</th>"
      }
    return """
      <table role="table" class="files\(isPictured ? " pictured" : "")">
      <caption>\(title) \(PageText.shown(shown, of: all))</caption>
      <thead role="rowgroup"><tr role="row">\(HTML.joined(cells))</tr></thead>
      <tbody role="rowgroup">

      """
  }

  private func pictures(of record: FileRecord) -> HTML {
    let before = PagePicture.before(record, enlarged: enlarged)
      .html(role: "Before", name: record.shownInput.path.text)
    let after = PagePicture.after(record, enlarged: enlarged)
      .html(role: "After", name: record.shownOutput?.path.text ?? "standard output")
    return """
      <td role="cell" class="before">\(before)</td><td role="cell" class="after">\(after)</td>
      """
  }

  private static func row(_ record: FileRecord, pictures: HTML) -> HTML {
    let output: HTML =
      record.output == record.input
      ? "<p class=\"to\">replaced in place</p>"
      : record.shownOutput.map { "<p class=\"to\">\($0.html)</p>" } ?? ""
    let notes = record.notes.map { "<li>\($0)</li>" as HTML }
    let list: HTML = notes.isEmpty ? "" : "<ul class=\"notes\">\(HTML.joined(notes))</ul>"
    return """
      <tr role="row">\(pictures)<th role="rowheader" scope="row" class="file">\(record.shownInput.html)\
      \(output)\(list)</th><td role="cell" class="pixels" data-sort="\(pixels(of: record))">\(shapes(of: record))</td>\
      <td role="cell" class="bytes" data-sort="\(record.inputSize ?? 0)">\(bytes(of: record))</td>\
      <td role="cell" class="time" data-sort="\(Int(record.duration / .microseconds(1)))">\
      \(PageText.duration(record.duration))</td></tr>

      """
  }

  /// Returns the number of pixels of the input; 0 if it is not recorded, or too large for any file.
  private static func pixels(of record: FileRecord) -> Int {
    guard let shape = record.shapes?.input else { return 0 }
    let (pixels, isOver) = shape.width.multipliedReportingOverflow(by: shape.height)
    return isOver ? 0 : pixels
  }

  private static func shapes(of record: FileRecord) -> HTML {
    guard let shapes = record.shapes else { return "–" }
    let input: HTML = "<span>\(PageText.shape(shapes.input))</span>"
    if shapes.input == shapes.output { return input }
    return "\(input) <span class=\"to\">\(PageText.shape(shapes.output))</span>"
  }

  private static func bytes(of record: FileRecord) -> HTML {
    let input: HTML = "<span>\(record.inputSize.map(PageText.bytes) ?? "–")</span>"
    guard let size = record.written?.size else { return input }
    let percent = PageText.percent(size, of: record.inputSize ?? 0)
    return """
      \(input) <span class="to">\(PageText.bytes(size)) <small>\(percent)</small></span>
      """
  }
}
