// SPDX-License-Identifier: Apache-2.0

import Batch
import ImageFiles
import Synchronization

/// Where everything for the user is printed: whole lines, never mixed up between threads.
enum Console {
  private static let turn = Mutex(())

  /// Prints `imgconv: MESSAGE` as one line to standard error.
  static func printMessage(_ message: String) {
    let line = "imgconv: " + printable(message) + "\n"
    turn.withLock { _ in _ = Platform.write(Array(line.utf8), to: 2) }
  }

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
