// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension System {
  /// Fills `bytes` from the descriptor's current position, or from byte `offset` of a regular file,
  /// whose position then does not change.
  ///
  /// - Returns: the number of bytes read; fewer than requested only at the end of the input.
  static func read(
    _ descriptor: Int32, into bytes: inout MutableRawSpan, at offset: Int? = nil
  ) throws(Failure) -> Int {
    var done = 0
    while done < bytes.byteCount {
      let got = unsafe bytes.withUnsafeMutableBytes { buffer in
        let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
        guard let offset else {
          return unsafe readOnce(descriptor, rest.baseAddress, rest.count)
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
  static func write(
    _ descriptor: Int32, _ bytes: RawSpan, at offset: Int? = nil
  ) throws(Failure) {
    var done = 0
    while done < bytes.byteCount {
      let written = unsafe bytes.withUnsafeBytes { buffer in
        let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[done...])
        guard let offset else {
          return unsafe writeOnce(descriptor, rest.baseAddress, rest.count)
        }
        return unsafe pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
      }
      if written >= 0 { done += written } else { try waitToTryAgain(descriptor, POLLOUT) }
    }
  }

  /// Returns the current position in a regular file.
  static func place(_ descriptor: Int32) throws(Failure) -> Int {
    let place = lseek(descriptor, 0, SEEK_CUR)
    if place < 0 { throw Failure(code: errno) }
    return Int(place)
  }

  /// Returns if a failed call should be retried; throws otherwise.
  ///
  /// Waits until a non-blocking descriptor is ready.
  private static func waitToTryAgain(
    _ descriptor: Int32, _ events: some BinaryInteger
  ) throws(Failure) {
    if errno == EINTR { return }
    if errno != EAGAIN && errno != EWOULDBLOCK { throw Failure(code: errno) }
    var wait = pollfd(fd: descriptor, events: Int16(events), revents: 0)
    if unsafe poll(&wait, 1, -1) < 0 && errno != EINTR { throw Failure(code: errno) }
  }

  @unsafe
  private static func readOnce(
    _ descriptor: Int32, _ start: UnsafeMutableRawPointer?, _ count: Int
  ) -> Int {
    #if canImport(Glibc)
      unsafe Glibc.read(descriptor, start, count)
    #elseif canImport(Musl)
      unsafe Musl.read(descriptor, start, count)
    #else
      unsafe Darwin.read(descriptor, start, count)
    #endif
  }

  @unsafe
  private static func writeOnce(
    _ descriptor: Int32, _ start: UnsafeRawPointer?, _ count: Int
  ) -> Int {
    #if canImport(Glibc)
      unsafe Glibc.write(descriptor, start, count)
    #elseif canImport(Musl)
      unsafe Musl.write(descriptor, start, count)
    #else
      unsafe Darwin.write(descriptor, start, count)
    #endif
  }
}
