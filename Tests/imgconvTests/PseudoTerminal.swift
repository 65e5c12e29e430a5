// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport

/// What a terminal got.
struct Shown {
  /// All characters in their order; a line ends with CR and LF.
  let text: String

  /// What stands on the terminal at the end: CR goes to the line's start, ESC [ K erases what is
  /// behind, and no other character overwrites one.
  var lines: [String] {
    text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false).map
    {
      String($0.split(separator: "\r\u{1b}[K", omittingEmptySubsequences: false).last ?? "")
    }
  }

  /// The states of the line that is drawn anew, without colors.
  var frames: [String] {
    text.replacing(/\u{1b}\[[0-9]*m/, with: "").split(separator: "\r\u{1b}[K")
      .compactMap { $0.split(separator: "\r\n").last.map(String.init) }
      .filter { $0.contains(" %  ") }
  }
}

/// A terminal of which the test is the screen.
final class PseudoTerminal {
  /// Whether the program's standard output is the terminal too.
  var takesOutput = false

  private let screen: FileHandle
  private let keyboard: FileHandle

  /// A terminal with so many columns.
  init(columns: Int) throws {
    var (ours, theirs): (Int32, Int32) = (-1, -1)
    var size = winsize()
    size.ws_row = 24
    size.ws_col = UInt16(columns)
    guard unsafe openpty(&ours, &theirs, nil, nil, &size) == 0 else { throw POSIXError(.ENOTTY) }
    // A copy that the program inherits would keep the terminal open.
    _ = fcntl(ours, F_SETFD, FD_CLOEXEC)
    screen = FileHandle(fileDescriptor: ours, closeOnDealloc: true)
    keyboard = FileHandle(fileDescriptor: theirs, closeOnDealloc: true)
  }

  /// Runs the program with the terminal as its standard error; gives all that was written to it.
  ///
  /// - Parameter environment: variables beside those of the test.
  func run(
    _ arguments: [String], in directory: TemporaryDirectory, environment: [String: String] = [:]
  ) throws -> Shown {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Command.program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: directory.path)
    let usual = ["TERM": "xterm", "LC_ALL": "C.UTF-8", "NO_COLOR": ""]
    process.environment = ProcessInfo.processInfo.environment
      .merging(usual) { $1 }.merging(environment) { $1 }
    process.standardError = keyboard
    if takesOutput { process.standardOutput = keyboard }
    try Command.withNoSignalBlocked { try process.run() }
    keyboard.closeFile()
    let shown = everything()
    process.waitUntilExit()
    return Shown(text: String(decoding: shown, as: UTF8.self))
  }

  /// What is written until the last writer is gone, which is an error or an end, by the system.
  private func everything() -> [UInt8] {
    var all: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = unsafe read(screen.fileDescriptor, &part, part.count)
      if count <= 0 { return all }
      all += part[..<count]
    }
  }
}
