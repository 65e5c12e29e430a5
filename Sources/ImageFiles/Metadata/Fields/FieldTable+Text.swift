// SPDX-License-Identifier: Apache-2.0

extension FieldTable {
  /// Returns the classes of a PNG text with this keyword.
  ///
  /// Source: PNG specification, third edition, 11.3.3.1, for the registered keywords. Other keywords are classified by
  /// the words in them, such as ImageMagick's `exif:GPSLatitude` and `date:create`; a text without such a word is a
  /// comment.
  static func text(keyword: String) -> FieldClasses {
    let keyword = keyword.lowercased()
    if let classes = registered[keyword] { return classes }
    let found = words.filter { keyword.contains($0.word) }.map(\.classes)
    return found.isEmpty ? .comments : found.reduce([]) { $0.union($1) }
  }

  private static let registered: [String: FieldClasses] = [
    "title": .comments, "description": .comments, "comment": .comments, "warning": .comments,
    "author": .copyright, "copyright": .copyright, "disclaimer": .copyright,
    "creation time": .dates, "software": .history, "source": .device,
  ]

  private static let words: [(word: String, classes: FieldClasses)] = [
    ("gps", .location), ("location", .location), ("latitude", .location), ("longitude", .location),
    ("altitude", .location), ("city", .location), ("country", .location),
    ("date", .dates), ("time", .dates),
    ("camera", .device), ("serial", .device), ("make", .device), ("model", .device),
    ("lens", .device), ("device", .device),
    ("author", .copyright), ("artist", .copyright), ("copyright", .copyright),
    ("creator", .copyright), ("rights", .copyright), ("license", .copyright),
    ("owner", .person), ("person", .person), ("user", .person),
    ("software", .history), ("history", .history), ("program", .history),
    ("comment", .comments), ("description", .comments), ("title", .comments),
  ]
}
