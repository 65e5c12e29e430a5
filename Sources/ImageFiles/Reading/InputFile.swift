// SPDX-License-Identifier: Apache-2.0

/// An open input: a descriptor, closed with the last reference unless it is standard input, or bytes in memory.
package final class InputFile {
  /// Where the bytes come from.
  enum Source {
    case descriptor(Int32, isOwned: Bool)
    case memory([UInt8])
  }

  /// The name in messages.
  package let path: String
  let source: Source
  /// The position in memory.
  private var place = 0
  /// Bytes that were read from the current position and not taken yet.
  private var ahead: [UInt8]

  /// Opens an input.
  ///
  /// - Parameter ahead: the bytes at its beginning that were taken from its descriptor before.
  /// - Throws: `.unreadable` if the file does not exist, may not be read, or is a directory.
  package init(_ input: Input, ahead: [UInt8] = []) throws(FileError) {
    path = input.name
    self.ahead = ahead
    do throws(System.Failure) {
      switch input {
      case .bytes(let bytes, _): source = .memory(bytes)
      case .standardInput: source = .descriptor(0, isOwned: false)
      case .path(let path):
        source = .descriptor(try System.openForReading(path), isOwned: true)
      }
      guard case .descriptor(let descriptor, let isOwned) = source else { return }
      if try FileStatus(descriptor).isDirectory {
        if isOwned { try System.close(descriptor) }
        throw .isDirectory
      }
    } catch {
      throw FileError(.unreadable, path: input.name, reason: error.reason)
    }
  }

  deinit {
    if case .descriptor(let descriptor, isOwned: true) = source { try? System.close(descriptor) }
  }

  /// Returns the next `count` bytes, fewer only at the end of the input, and leaves them to be taken.
  ///
  /// - Throws: `.readWrite`.
  package func peek(_ count: Int) throws(FileError) -> [UInt8] {
    if ahead.count < count {
      let held = takeAhead()
      ahead = held + (try take(count - held.count))
    }
    return Array(ahead.prefix(count))
  }

  /// Returns all bytes that `peek(_:)` has read and that nothing has taken: the descriptor's position is after them.
  package func takeAhead() -> [UInt8] {
    defer { ahead = [] }
    return ahead
  }

  /// Reads the next `count` bytes; fewer only at the end of the input.
  ///
  /// - Throws: `.readWrite`.
  package func take(_ count: Int) throws(FileError) -> [UInt8] {
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
  package func read(into bytes: inout MutableRawSpan, at offset: Int? = nil) throws(FileError)
    -> Int
  {
    let held = offset == nil ? moveAhead(to: &bytes) : 0
    do {
      var rest = bytes._mutatingExtracting(held..<bytes.byteCount)
      switch source {
      case .descriptor(let descriptor, _):
        return held + (try System.read(descriptor, into: &rest, at: offset))
      case .memory(let memory):
        let count = InputFile.copy(memory[(offset ?? place)...], to: &rest)
        if offset == nil { place += count }
        return held + count
      }
    } catch {
      throw FileError(.readWrite, path: path, reason: "reading failed: \(error.reason)")
    }
  }

  /// Moves bytes that were peeked at to the start of `bytes`; returns their number.
  private func moveAhead(to bytes: inout MutableRawSpan) -> Int {
    let count = InputFile.copy(ahead[...], to: &bytes)
    ahead.removeFirst(count)
    return count
  }

  /// Copies as many bytes as fit; returns their number.
  private static func copy(_ source: ArraySlice<UInt8>, to bytes: inout MutableRawSpan) -> Int {
    let count = min(source.count, bytes.byteCount)
    unsafe bytes.withUnsafeMutableBytes { unsafe $0.copyBytes(from: source.prefix(count)) }
    return count
  }

  /// Returns the current position and the size of a regular file or of memory, which is seekable; `nil` for a
  /// pipe or a device, which can only be read in order.
  package func extent() throws(FileError) -> (place: Int, size: Int)? {
    guard case .descriptor(let descriptor, _) = source else {
      if case .memory(let bytes) = source { return (place - ahead.count, bytes.count) }
      return nil
    }
    do {
      let status = try FileStatus(descriptor)
      return status.isRegular ? (try System.place(descriptor) - ahead.count, status.size) : nil
    } catch {
      throw FileError(.readWrite, path: path, reason: "reading failed: \(error.reason)")
    }
  }
}
