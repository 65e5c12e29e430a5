// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A fresh directory, removed with everything in it when the value is released.
public final class TemporaryDirectory {
  /// The directory's path, without a slash at its end.
  public let path: String

  /// Makes a directory where the system keeps temporary files.
  public init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "imgconv-tests-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.resolvingSymlinksInPath().path
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// The path of `name` in the directory.
  public func file(_ name: String) -> String { path + "/" + name }

  /// Writes `bytes` to `name` in the directory and returns the path.
  public func write(_ bytes: [UInt8], to name: String) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
    return file(name)
  }

  /// Makes a named pipe into which a thread writes `bytes`, and returns its path.
  public func pipe(_ bytes: [UInt8]) throws -> String {
    let path = file(UUID().uuidString)
    guard unsafe mkfifo(path, 0o600) == 0 else { throw CocoaError(.fileWriteUnknown) }
    Thread {
      guard let handle = FileHandle(forWritingAtPath: path) else { return }
      try? handle.write(contentsOf: Data(bytes))
    }.start()
    return path
  }

  /// The bytes of `name` in the directory.
  public func read(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: file(name))))
  }

  /// The names of everything in the directory, hidden files too, sorted.
  public func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }
}
