// SPDX-License-Identifier: Apache-2.0

/// The long text of a command's help, split into the sections of a manual page.
///
/// An unindented line in capitals is the heading of the indented lines below it; other unindented lines are the
/// description.
struct Discussion {
  /// A heading and the lines below it, without their indentation.
  struct Section {
    let title: String
    var lines: [Substring] = []
  }

  /// The unindented lines that are not headings.
  private(set) var description: [Substring] = []
  private(set) var sections: [Section] = []

  init(_ text: String) {
    var isInSection = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.isEmpty {
        if isInSection { sections[sections.count - 1].lines.append(line) }
      } else if line.first == " " {
        if isInSection { sections[sections.count - 1].lines.append(Self.unindented(line)) }
      } else if line.allSatisfy({ $0.isUppercase || $0 == " " }) {
        sections.append(Section(title: String(line)))
        isInSection = true
      } else {
        description.append(line)
        isInSection = false
      }
    }
    for index in sections.indices {
      while sections[index].lines.last == "" { sections[index].lines.removeLast() }
    }
  }

  /// Removes and returns the section with a title.
  mutating func take(_ title: String) -> Section? {
    sections.firstIndex { $0.title == title }.map { sections.remove(at: $0) }
  }

  private static func unindented(_ line: Substring) -> Substring {
    line.hasPrefix("  ") ? line.dropFirst(2) : line.dropFirst()
  }
}

extension Roff {
  /// Appends a section of a help text: its sentences as paragraphs, all other lines unchanged.
  mutating func section(_ section: Discussion.Section, title: String) {
    self.section(title)
    var block: [Substring] = []
    for line in section.lines {
      if Self.isProse(line) {
        end(&block)
        paragraph(String(line))
      } else {
        block += Self.broken(line)
      }
    }
    end(&block)
  }

  private mutating func end(_ block: inout [Substring]) {
    while block.last == "" { block.removeLast() }
    while block.first == "" { block.removeFirst() }
    if !block.isEmpty { self.block(block) }
    block = []
  }

  /// Whether a line may be wrapped anywhere: it is a whole sentence, or too long and without columns.
  private static func isProse(_ line: Substring) -> Bool {
    if line.contains("  ") || line.hasPrefix("imgconv ") { return false }
    return line.count > columns || (line.first?.isUppercase == true && line.last == ".")
  }

  /// Splits a command line that is too long for a page in two, as in a shell.
  private static func broken(_ line: Substring) -> [Substring] {
    guard line.count > columns, line.hasPrefix("imgconv "), !line.contains("  ") else {
      return [line]
    }
    var isQuoted = false
    var end: Substring.Index?
    for (index, character) in zip(line.indices, line).prefix(columns - 2) {
      if character == "\"" { isQuoted.toggle() }
      if character == " " && !isQuoted { end = index }
    }
    guard let end else { return [line] }
    return [line[..<end] + " \\", "    " + line[line.index(after: end)...]]
  }
}
