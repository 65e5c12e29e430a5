// SPDX-License-Identifier: Apache-2.0

import imgconv

/// Reads a command line, a word in each line of the input, and runs nothing.
///
/// A line that is read without ArgumentParser is read by ArgumentParser too, as the same; every other line has a mistake
/// that is told in one line, or ArgumentParser takes it.
func commandFault(_ bytes: [UInt8]) -> String? {
  // A process gets no NULs.
  let text = String(decoding: bytes.map { $0 == 0 ? 0x20 : $0 }, as: UTF8.self)
  let words = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  let line = FilterCommandLine(words)
  // ArgumentParser takes a thousand times as long: one input in 32 is compared with it.
  let isCompared =
    bytes.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 } >> 27 == 0
  if let line {
    let description = line.description
    if description.isEmpty { return "command: an empty description" }
    guard isCompared else { return nil }
    let other = (try? FilterCommandLine.parsed(words))?.description
    return other == description ? nil : "command: ArgumentParser reads \(other ?? "nothing")"
  }
  guard isCompared, let mistake = Entry.mistake(in: words) else { return nil }
  if mistake.isEmpty { return "command: an empty message" }
  let hasBreak = words.contains { $0.contains(where: \.isNewline) }
  return mistake.contains(where: \.isNewline) && !hasBreak
    ? "command: a message of several lines" : nil
}
