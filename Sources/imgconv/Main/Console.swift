// SPDX-License-Identifier: Apache-2.0

import Batch
import FileSystem
import Filters
import ImageFiles
import Locking

/// The only place that prints to the user: whole lines, never interleaved between threads.
enum Console {
  private struct State {
    /// The line below all messages.
    var last = ""
    var color = Choice.auto
  }

  private static let state = Locked(State())

  /// The sequence that moves to the start of the line and erases the line.
  ///
  /// Source: ECMA-48, 8.3.41, Erase in Line.
  private static let erase = "\r\u{1b}[K"

  /// Prints `imgconv: MESSAGE` as one line to standard error.
  ///
  /// - Parameter color: the color of the program's name, if colors are enabled.
  static func printMessage(_ message: String, color: Color? = nil) {
    state.withLock { state in
      let name = isColored(state.color) ? color?.on("imgconv:") : nil
      let line = (name ?? "imgconv:") + " " + printable(message) + "\n"
      show(state.last.isEmpty ? line : erase + line + state.last)
    }
  }

  /// Prints an error message with the option that helps, unless the error is that the reader closed the pipe.
  static func printError(_ error: any Error) {
    if let error = error as? FileError, error.kind == .readerGone { return }
    printMessage(Advice.message(for: error), color: .red)
  }

  /// Shows a text without a line break below all messages on a terminal, replacing the previous one; an empty text
  /// removes it.
  static func showLast(_ text: String) {
    state.withLock { state in
      if state.last != text { show(erase + text) }
      state.last = text
    }
  }

  /// Whether messages are colored.
  static var isColored: Bool { isColored(state.withLock { $0.color }) }

  /// Sets when messages are colored.
  static func setColor(_ choice: Choice) { state.withLock { $0.color = choice } }

  private static func isColored(_ choice: Choice) -> Bool {
    choice == .always || choice == .auto && Terminal.wantsColor
  }

  /// Writes a text to standard error as it is; a failure is ignored, as there is nowhere to report it.
  static func show(_ text: String) { try? write(text, to: 2) }

  private static func write(_ text: String, to descriptor: Int32) throws(System.Failure) {
    let bytes = Array(text.utf8)
    try unsafe System.write(descriptor, bytes.span.bytes)
  }

  /// Prints requested data to standard output; a failure is reported as one message.
  static func printOutput(_ text: String) -> RunStatus {
    do throws(System.Failure) {
      try write(text, to: 1)
      return .success
    } catch {
      if error != .readerGone { printMessage("standard output: writing failed") }
      return .readWrite
    }
  }

  /// Returns a text on one line, as `Path.printable` shows it.
  static func printable(_ text: String) -> String { Path.printable(text) }

  /// Returns the shapes before and after a conversion as text, with the number of images of a batch.
  static func shapes(_ batchSize: Int?, _ input: Shape, _ output: Shape) -> String {
    (batchSize.map { "batch of \($0), each " } ?? "") + "\(input) to \(output)"
  }

  /// Returns a duration as text: milliseconds below a second, otherwise seconds with one decimal.
  static func text(_ duration: Duration) -> String {
    let milliseconds = Int((duration / .milliseconds(1)).rounded())
    if milliseconds < 1000 { return "\(milliseconds) ms" }
    let tenths = (milliseconds + 50) / 100
    return "\(tenths / 10).\(tenths % 10) s"
  }
}
