// SPDX-License-Identifier: Apache-2.0

/// An open descriptor for reading, closed with the last reference unless it is standard input.
final class InputFile {
  /// The name in messages.
  let path: String
  let descriptor: Int32
  private let isOwned: Bool

  /// - Throws: `.unreadable` if there is no such file, or it may not be read, or it is a folder.
  init(_ input: Input) throws(FileError) {
    path = input.name
    do throws(System.Failure) {
      switch input {
      case .standardInput:
        descriptor = 0
        isOwned = false
      case .path(let path):
        descriptor = try System.openForReading(path)
        isOwned = true
      }
      if try System.kind(of: descriptor).isDirectory {
        if isOwned { try System.close(descriptor) }
        throw System.isDirectory
      }
    } catch {
      throw FileError(.unreadable, path: input.name, reason: error.reason)
    }
  }

  deinit {
    if isOwned { try? System.close(descriptor) }
  }

  /// The next `count` bytes; fewer only where the input ends.
  ///
  /// - Throws: `.readWrite`.
  func take(_ count: Int) throws(FileError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var span = bytes.mutableSpan
    var raw = unsafe span.mutableBytes
    let got = try read(into: &raw)
    return Array(bytes.prefix(got))
  }

  /// Fills `bytes` from the current place, or of a regular file from the byte `offset`.
  ///
  /// - Returns: how many bytes were read; fewer than there is room only where the input ends.
  /// - Throws: `.readWrite`.
  func read(into bytes: inout MutableRawSpan, at offset: Int? = nil) throws(FileError) -> Int {
    do {
      return try System.read(descriptor, into: &bytes, at: offset)
    } catch {
      throw FileError(.readWrite, path: path, reason: "reading failed: \(error.reason)")
    }
  }

  /// The current place and the size of a regular file, which may be read at any place; nil for a
  /// pipe or a device, which can only be read on.
  func extent() throws(FileError) -> (place: Int, size: Int)? {
    do {
      let kind = try System.kind(of: descriptor)
      return kind.isRegular ? (try System.place(descriptor), kind.size) : nil
    } catch {
      throw FileError(.readWrite, path: path, reason: "reading failed: \(error.reason)")
    }
  }
}
