// SPDX-License-Identifier: Apache-2.0

import Batch
import ImageFiles
import Synchronization

/// Where everything for the user is printed: whole lines, never mixed up between threads.
enum Console {
  private struct State {
    /// The line below all messages.
    var last = ""
    var color = Choice.auto
  }

  private static let state = Mutex(State())

  /// To the line's start, and nothing behind it.
  ///
  /// Source: ECMA-48, 8.3.41, Erase in Line.
  private static let erase = "\r\u{1b}[K"

  /// Prints `imgconv: MESSAGE` as one line to standard error.
  ///
  /// - Parameter color: that of the program's name, where colours are wanted.
  static func printMessage(_ message: String, color: Color? = nil) {
    state.withLock { state in
      let name = isColored(state.color) ? color?.on("imgconv:") : nil
      let line = (name ?? "imgconv:") + " " + printable(message) + "\n"
      show(state.last.isEmpty ? line : erase + line + state.last)
    }
  }

  /// Prints what went wrong.
  static func printError(_ error: any Error) { printMessage("\(error)", color: .red) }

  /// Shows a text, without a line break, below all messages of a terminal, in place of the one before; an empty one
  /// removes it.
  static func showLast(_ text: String) {
    state.withLock { state in
      if state.last != text { show(erase + text) }
      state.last = text
    }
  }

  /// Whether messages are coloured.
  static var isColored: Bool { isColored(state.withLock { $0.color }) }

  /// Says when messages are coloured.
  static func setColor(_ choice: Choice) { state.withLock { $0.color = choice } }

  private static func isColored(_ choice: Choice) -> Bool {
    choice == .always || choice == .auto && Terminal.wantsColor
  }

  private static func show(_ text: String) { _ = Platform.write(Array(text.utf8), to: 2) }

  /// Prints data that was asked for to standard output; a failure is one message.
  static func printOutput(_ text: String) -> RunStatus {
    guard let code = Platform.write(Array(text.utf8), to: 1) else { return .success }
    if code != Platform.readerGone { printMessage("standard output: writing failed") }
    return .readWrite
  }

  /// A text on one line, as `Path.printable` shows it.
  static func printable(_ text: String) -> String { Path.printable(text) }

  /// A time for a person: milliseconds below a second, else seconds with one decimal.
  static func text(_ duration: Duration) -> String {
    let milliseconds = Int((duration / .milliseconds(1)).rounded())
    if milliseconds < 1000 { return "\(milliseconds) ms" }
    let tenths = (milliseconds + 50) / 100
    return "\(tenths / 10).\(tenths % 10) s"
  }
}
