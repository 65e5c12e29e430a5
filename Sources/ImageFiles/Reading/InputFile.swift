// SPDX-License-Identifier: Apache-2.0

/// An open descriptor for reading, closed with the last reference unless it is standard input.
final class InputFile {
  /// The name in messages.
  let path: String
  let descriptor: Int32
  private let isOwned: Bool

  /// - Throws: `.unreadable` if the file does not exist, may not be read, or is a directory.
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
      if try FileStatus(descriptor).isDirectory {
        if isOwned { try System.close(descriptor) }
        throw .isDirectory
      }
    } catch {
      throw FileError(.unreadable, path: input.name, reason: error.reason)
    }
  }

  deinit {
    if isOwned { try? System.close(descriptor) }
  }

  /// Reads the next `count` bytes; fewer only at the end of the input.
  ///
  /// - Throws: `.readWrite`.
  func take(_ count: Int) throws(FileError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var span = bytes.mutableSpan
    var raw = unsafe span.mutableBytes
    let got = try read(into: &raw)
    return Array(bytes.prefix(got))
  }

  /// Fills `bytes` from the current position, or from byte `offset` of a regular file.
  ///
  /// - Returns: the number of bytes read; fewer than requested only at the end of the input.
  /// - Throws: `.readWrite`.
  func read(into bytes: inout MutableRawSpan, at offset: Int? = nil) throws(FileError) -> Int {
    do {
      return try System.read(descriptor, into: &bytes, at: offset)
    } catch {
      throw FileError(.readWrite, path: path, reason: "reading failed: \(error.reason)")
    }
  }

  /// Returns the current position and the size of a regular file, which is seekable; `nil` for a
  /// pipe or a device, which can only be read in order.
  func extent() throws(FileError) -> (place: Int, size: Int)? {
    do {
      let status = try FileStatus(descriptor)
      return status.isRegular ? (try System.place(descriptor), status.size) : nil
    } catch {
      throw FileError(.readWrite, path: path, reason: "reading failed: \(error.reason)")
    }
  }
}
