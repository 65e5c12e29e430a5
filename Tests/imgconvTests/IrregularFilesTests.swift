// SPDX-License-Identifier: Apache-2.0

import Filters
import ImageFiles
import TestSupport
import Testing

/// A file with an irregularity, and what the program says about it.
struct IrregularFile: CustomTestStringConvertible, Sendable {
  let what: String
  let isPNG: Bool
  /// A part of the note, or of the reason why the file is refused.
  let words: String
  let edit: @Sendable (inout [UInt8]) -> Void

  init(png what: String, _ words: String, _ edit: @escaping @Sendable (inout [UInt8]) -> Void) {
    (self.what, isPNG, self.words, self.edit) = (what, true, words, edit)
  }

  init(jpeg what: String, _ words: String, _ edit: @escaping @Sendable (inout [UInt8]) -> Void) {
    (self.what, isPNG, self.words, self.edit) = (what, false, words, edit)
  }

  var testDescription: String { (isPNG ? "PNG: " : "JPEG: ") + what }
}

/// Each row of the table "Damaged files" in docs/formats.md.
@Suite("Irregular files by the program: the policy of docs/formats.md")
struct IrregularFilesTests {
  let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
    let png = TinyPNG.picture(width: 40, height: 30)
    try directory.add("good.png", png.encoded())
    var conversion = try Conversion(.blur(.gaussian(sigma: 0)))
    conversion.encoding.quality = 90
    _ = try conversion.run(
      .path(directory.file("good.png")), to: .path(directory.file("good.jpg")))
  }

  static let harmless: [IrregularFile] = [
    IrregularFile(jpeg: "bytes between segments", "skipped surplus bytes in the header") {
      $0.insert(contentsOf: [1, 2, 3], at: 20)
    },
    IrregularFile(jpeg: "bytes before EOI", "skipped surplus bytes before the end of the image") {
      $0.insert(contentsOf: Array(repeating: 0, count: 90), at: $0.count - 2)
    },
    IrregularFile(jpeg: "scan header", "ignored unusual fields of a scan header") { bytes in
      edit(&bytes) {
        $0.segments[$0.segments.count - 1].bytes.replaceSubrange(7..<10, with: [0, 0, 0])
      }
    },
    IrregularFile(jpeg: "version of JFIF", "accepted an unknown version of JFIF") {
      $0[11] = 3
    },
    IrregularFile(jpeg: "Adobe transform", "accepted an unknown Adobe color transform") { bytes in
      edit(&bytes) { $0.segments[0] = .init(app: 14, "Adobe", [0, 100, 0, 0, 0, 0, 7]) }
    },
    IrregularFile(jpeg: "trailing bytes", "left out 3 bytes after the image") { $0 += [1, 2, 3] },
    IrregularFile(jpeg: "no EOI", "accepted a missing end of the image (EOI)") { $0.removeLast(2) },
    IrregularFile(png: "invalid chunk", "left out invalid PNG chunks: gAMA") {
      $0.insert(contentsOf: TinyPNG.chunk("gAMA", [0, 0, 0, 0]), at: 33)
    },
    IrregularFile(png: "repeated chunk", "left out repeated PNG chunks: gAMA") {
      let chunk = TinyPNG.chunk("gAMA", [0, 0, 177, 143])
      $0.insert(contentsOf: chunk + chunk, at: 33)
    },
    IrregularFile(png: "wrong CRC", "left out PNG chunks with a wrong CRC: gAMA") {
      $0.insert(contentsOf: TinyPNG.chunk("gAMA", [0, 0, 177, 143]).dropLast() + [1], at: 33)
    },
    IrregularFile(png: "trailing bytes", "left out 3 bytes after the image") { $0 += [1, 2, 3] },
    IrregularFile(png: "surplus data", "skipped surplus image data after the last row") {
      $0.insert(contentsOf: TinyPNG.chunk("IDAT", [1, 2, 3]), at: $0.count - 12)
    },
    IrregularFile(png: "late IDAT", "skipped surplus image data after the last row") {
      let chunks = TinyPNG.chunk("tEXt", Array("a\0b".utf8)) + TinyPNG.chunk("IDAT", [1])
      $0.insert(contentsOf: chunks, at: $0.count - 12)
    },
    IrregularFile(png: "cut IEND", "accepted a missing or damaged IEND chunk") { $0.removeLast(5) },
    IrregularFile(png: "no IEND", "accepted a missing or damaged IEND chunk") { $0.removeLast(12) },
  ]

  static let damage: [IrregularFile] = [
    IrregularFile(jpeg: "truncated", "JPEG: Premature end of JPEG file") { $0.removeLast(40) },
    IrregularFile(jpeg: "missing coefficients", "premature end of data segment") {
      $0.removeSubrange($0.count - 42..<$0.count - 2)
    },
    IrregularFile(png: "truncated", "PNG: truncated data") { $0.removeLast(40) },
    IrregularFile(png: "wrong CRC of image data", "PNG: IDAT: CRC error") {
      $0[$0.count - 13] ^= 1
    },
    IrregularFile(png: "wrong CRC of the header", "PNG: IHDR: CRC error") { $0[30] ^= 1 },
    IrregularFile(png: "unknown critical chunk", "PNG: ABCD: ") {
      $0.insert(contentsOf: TinyPNG.chunk("ABCD", []), at: $0.count - 12)
    },
  ]

  @Test("harmless: the pixels of the undamaged file, a note, exit code 0", arguments: harmless)
  func harmlessFileIsAccepted(_ file: IrregularFile) throws {
    let (good, name) = try write(file)
    #expect(try Command.run(["blur", good, "expected.png"], in: directory).messages == "")
    let run = try Command.run(["blur", name, "out.png"], in: directory)
    #expect(run.code == 0)
    #expect(run.messages == "imgconv: \(name): note: \(file.words)\n")
    let (expected, result) = (try pixels("expected.png"), try pixels("out.png"))
    #expect(result == expected)
    // Nothing is lost, so nothing is salvaged.
    let lenient = try Command.run(["blur", "--lenient", name, "out.png"], in: directory)
    #expect(lenient.code == 0 && lenient.messages == run.messages)
  }

  @Test("damage: one line, exit code 65, no output; --lenient salvages", arguments: damage)
  func damagedFileIsRefused(_ file: IrregularFile) throws {
    let (_, name) = try write(file)
    let before = try directory.tree()
    let run = try Command.run(["blur", name, "out.png"], in: directory)
    #expect(run.code == 65 && run.lines.count == 1)
    #expect(run.messages.contains(file.words), "\(run.messages)")
    #expect(try directory.tree() == before)
    let lenient = try Command.run(["blur", "--lenient", name, "out.png"], in: directory)
    #expect(lenient.code == 0 && lenient.lines.count == 1)
    #expect(
      lenient.messages.hasPrefix("imgconv: \(name): warning: salvaged from a damaged file: "),
      "\(lenient.messages)")
    #expect(try pixels("out.png").count == pixels("good.png").count)
  }

  @Test("--lenient in a batch: the files are done, counted, and marked in the report")
  func lenientBatch() throws {
    let png = try directory.read("good.png")
    try directory.add("in/a.png", png)
    try directory.add("in/b.png", Array(png.prefix(png.count / 2)))
    let strict = try Command.run(["blur", "in", "strict"], in: directory)
    #expect(strict.code == 1 && strict.messages.contains("1 done, 1 failed, in"))
    let run = try Command.run(
      ["run", "blur sigma=1", "in", "out", "--lenient", "--report", "run.jsonl"], in: directory)
    #expect(run.code == 0)
    #expect(
      run.messages.contains("in/b.png: warning: salvaged from a damaged file: lost the last "))
    #expect(run.messages.contains("2 done, 0 failed, 1 salvaged, in"), "\(run.messages)")
    let report = String(decoding: try directory.read("run.jsonl"), as: UTF8.self)
    let record = try #require(
      report.split(separator: "\n").first { $0.contains("\"input\":\"in/b.png\"") })
    #expect(record.contains("\"status\":\"done\""))
    #expect(record.contains("\"notes\":[\"salvaged from a damaged file: lost the last "))
    let quiet = try Command.run(["blur", "-q", "--lenient", "in", "quiet"], in: directory)
    #expect(quiet.code == 0 && quiet.messages == "")
  }

  @Test("--lenient never replaces its input")
  func lenientInPlaceIsRefused() throws {
    let run = try Command.run(["blur", "--lenient", "--in-place", "good.png"], in: directory)
    #expect(run.code == 64)
    #expect(run.messages.contains("--lenient and --in-place exclude each other"))
  }

  // MARK: - Material

  /// Writes the file; returns the name of the undamaged one, and its own.
  private func write(_ file: IrregularFile) throws -> (good: String, name: String) {
    let type = file.isPNG ? "png" : "jpg"
    var bytes = try directory.read("good.\(type)")
    file.edit(&bytes)
    try directory.add("odd.\(type)", bytes)
    return ("good.\(type)", "odd.\(type)")
  }

  private func pixels(_ name: String) throws -> [Float] {
    try Image(contentsOf: directory.file(name)).samples
  }

  private static func edit(_ bytes: inout [UInt8], _ change: (inout TinyJPEG) -> Void) {
    guard var file = TinyJPEG(bytes) else { return }
    change(&file)
    bytes = file.encoded
  }
}
