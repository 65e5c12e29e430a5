// SPDX-License-Identifier: Apache-2.0

import Foundation

extension TemporaryDirectory {
  /// Makes a directory, and those above it, in this directory; returns its path.
  @discardableResult
  public func makeDirectory(_ name: String) throws -> String {
    try FileManager.default.createDirectory(
      atPath: file(name), withIntermediateDirectories: true)
    return file(name)
  }

  /// Writes a file and makes the directories above it; returns its path.
  @discardableResult
  public func add(_ name: String, _ bytes: [UInt8] = []) throws -> String {
    if let slash = name.lastIndex(of: "/") { try makeDirectory(String(name[..<slash])) }
    return try write(bytes, to: name)
  }

  /// Makes a symbolic link with this content.
  public func link(_ name: String, to destination: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: file(name), withDestinationPath: destination)
  }

  /// The paths of everything below this directory, hidden things too, sorted.
  public func tree() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: path).sorted()
  }
}
