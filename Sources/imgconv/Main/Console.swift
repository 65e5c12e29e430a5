// SPDX-License-Identifier: Apache-2.0

import Batch
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

  /// Prints an error message.
  static func printError(_ error: any Error) { printMessage(Advice.text(of: error), color: .red) }

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

  private static func show(_ text: String) { _ = Platform.write(Array(text.utf8), to: 2) }

  /// Prints requested data to standard output; a failure is reported as one message.
  static func printOutput(_ text: String) -> RunStatus {
    guard let code = Platform.write(Array(text.utf8), to: 1) else { return .success }
    if code != Platform.readerGone { printMessage("standard output: writing failed") }
    return .readWrite
  }

  /// Returns a text on one line, as `Path.printable` shows it.
  static func printable(_ text: String) -> String { Path.printable(text) }

  /// Returns a duration as text: milliseconds below a second, otherwise seconds with one decimal.
  static func text(_ duration: Duration) -> String {
    let milliseconds = Int((duration / .milliseconds(1)).rounded())
    if milliseconds < 1000 { return "\(milliseconds) ms" }
    let tenths = (milliseconds + 50) / 100
    return "\(tenths / 10).\(tenths % 10) s"
  }
}
