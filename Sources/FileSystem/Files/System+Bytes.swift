// SPDX-License-Identifier: Apache-2.0

internal import CSystem

extension System {
  /// Fills `bytes` from the descriptor's current position, or from byte `offset` of a regular file,
  /// whose position then does not change.
  ///
  /// - Returns: the number of bytes read; fewer than requested only at the end of the input.
  package static func read(
    _ descriptor: Int32, into bytes: inout MutableRawSpan, at offset: Int? = nil
  ) throws(Failure) -> Int {
    var done = 0
    while done < bytes.byteCount {
      let got = unsafe bytes.withUnsafeMutableBytes { buffer in
        let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
        guard let offset else {
          return unsafe CSystem.read(descriptor, rest.baseAddress, rest.count)
        }
        return unsafe pread(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
      }
      if got == 0 { break }
      if got > 0 { done += got } else { try waitToTryAgain(descriptor, POLLIN) }
    }
    return done
  }

  /// Writes all of `bytes` at the descriptor's current position, or at byte `offset` of a regular
  /// file, whose position then does not change.
  package static func write(
    _ descriptor: Int32, _ bytes: RawSpan, at offset: Int? = nil
  ) throws(Failure) {
    var done = 0
    while done < bytes.byteCount {
      let written = unsafe bytes.withUnsafeBytes { buffer in
        let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[done...])
        guard let offset else {
          return unsafe CSystem.write(descriptor, rest.baseAddress, rest.count)
        }
        return unsafe pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
      }
      if written >= 0 { done += written } else { try waitToTryAgain(descriptor, POLLOUT) }
    }
  }

  /// Returns the current position in a regular file.
  package static func place(_ descriptor: Int32) throws(Failure) -> Int {
    let place = lseek(descriptor, 0, SEEK_CUR)
    if place < 0 { throw Failure() }
    return Int(place)
  }

  /// Returns if a failed call should be retried; throws otherwise.
  ///
  /// Waits until a non-blocking descriptor is ready.
  private static func waitToTryAgain(
    _ descriptor: Int32, _ events: some BinaryInteger
  ) throws(Failure) {
    let code = cs_errno()
    if code == EINTR { return }
    if code != EAGAIN && code != EWOULDBLOCK { throw Failure(code: code) }
    var wait = pollfd(fd: descriptor, events: Int16(events), revents: 0)
    if unsafe poll(&wait, 1, -1) < 0 && cs_errno() != EINTR { throw Failure() }
  }

  /// Writes bytes at the descriptor's current position with one system call, repeated only if a signal interrupts it.
  ///
  /// - Returns: the number of bytes written.
  package static func writeOnce(_ descriptor: Int32, _ bytes: RawSpan) throws(Failure) -> Int {
    while true {
      let written = unsafe bytes.withUnsafeBytes { buffer in
        unsafe CSystem.write(descriptor, buffer.baseAddress, buffer.count)
      }
      if written >= 0 { return written }
      try waitToTryAgain(descriptor, POLLOUT)
    }
  }

  /// Returns all bytes of a small file; `nil` if it cannot be read or has more than `limit` bytes.
  package static func contents(of path: Path, limit: Int) -> [UInt8]? {
    guard let descriptor = try? openForReading(path) else { return nil }
    defer { try? close(descriptor) }
    var contents: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 4096)
    while contents.count <= limit {
      var span = part.mutableSpan
      var bytes = unsafe span.mutableBytes
      guard let count = try? read(descriptor, into: &bytes) else { return nil }
      contents += part.prefix(count)
      if count < part.count { return contents.count <= limit ? contents : nil }
    }
    return nil
  }
}
