// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport

/// What a run of the built program gave.
struct Run {
  let code: Int32
  /// Whether a signal ended it.
  let wasKilled: Bool
  let output: [UInt8]
  let messages: String

  var text: String { String(decoding: output, as: UTF8.self) }
  /// The lines on standard error.
  var lines: [Substring] {
    messages.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
  }
}

/// The program that was built with the tests.
enum Command {
  /// Beside the test bundle: the test process's own directory on Linux, the bundle's on macOS.
  static let program: String = {
    let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
    let beside = bundle?.bundleURL ?? Bundle.main.executableURL ?? URL(fileURLWithPath: "/")
    return beside.deletingLastPathComponent().appendingPathComponent("imgconv").path
  }()

  /// Runs the program in `directory`.
  static func run(
    _ arguments: [String], in directory: TemporaryDirectory, input: [UInt8] = []
  ) throws -> Run {
    try run(program, arguments, in: directory, input: input)
  }

  /// Starts the program in `directory`, its standard streams those of the test.
  static func started(_ arguments: [String], in directory: TemporaryDirectory) throws -> Process {
    let process = process(program, arguments, in: directory)
    try withNoSignalBlocked { try process.run() }
    return process
  }

  /// Starts a line of the shell, in which `$imgconv` is the program, its standard streams those of the test.
  static func startedShell(_ line: String, in directory: TemporaryDirectory) throws -> Process {
    let process = process("/bin/sh", ["-c", line], in: directory)
    try withNoSignalBlocked { try process.run() }
    return process
  }

  private static func process(
    _ path: String, _ arguments: [String], in directory: TemporaryDirectory
  ) -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: directory.path)
    process.environment = ProcessInfo.processInfo.environment.merging(["imgconv": program]) { $1 }
    return process
  }

  /// Runs a line of the shell, in which `$imgconv` is the program.
  static func shell(_ line: String, in directory: TemporaryDirectory) throws -> Run {
    try run("/bin/sh", ["-c", line], in: directory, input: [])
  }

  private static func run(
    _ path: String, _ arguments: [String], in directory: TemporaryDirectory, input: [UInt8]
  ) throws -> Run {
    let streams = try TemporaryDirectory()
    let process = process(path, arguments, in: directory)
    process.standardInput = FileHandle(forReadingAtPath: try streams.write(input, to: "in"))
    process.standardOutput = FileHandle(forWritingAtPath: try streams.write([], to: "out"))
    process.standardError = FileHandle(forWritingAtPath: try streams.write([], to: "err"))
    try withNoSignalBlocked { try process.run() }
    process.waitUntilExit()
    return Run(
      code: process.terminationStatus,
      wasKilled: process.terminationReason == .uncaughtSignal,
      output: try streams.read("out"),
      messages: String(decoding: try streams.read("err"), as: UTF8.self))
  }

  /// Tests run in threads that block most signals, and a child inherits that; a shell's children block none.
  static func withNoSignalBlocked(_ body: () throws -> Void) rethrows {
    var none = sigset_t()
    var before = sigset_t()
    unsafe sigemptyset(&none)
    unsafe pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
    try body()
  }
}
