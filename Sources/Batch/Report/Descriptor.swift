// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// An open file of a report, and the system calls on it.
final class Descriptor: Sendable {
  typealias Failure = System.Failure

  /// The purpose that a file is opened for.
  enum Purpose {
    /// The file must exist.
    case reading
    /// The file is created if missing; writes go to its end.
    case appending
  }

  /// The file descriptor.
  let number: Int32
  private let isOwned: Bool

  /// Opens a file.
  init(_ path: String, for purpose: Purpose) throws(Failure) {
    let name = Path(path).terminated
    number =
      switch purpose {
      case .reading: unsafe open(name, O_RDONLY | O_CLOEXEC)
      case .appending: unsafe open(name, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
      }
    if number < 0 { throw Failure(code: errno) }
    isOwned = true
  }

  /// Standard output, which stays open.
  static let standardOutput = Descriptor()

  private init() {
    number = 1
    isOwned = false
  }

  deinit {
    if isOwned { close(number) }
  }

  /// Returns the size of a regular file in bytes; `nil` for anything else.
  func size() -> Int? {
    var status = stat()
    guard unsafe fstat(number, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(status.st_size)
  }

  /// Reads up to `count` bytes from the byte `offset`; fewer only at the end of the file.
  func read(at offset: Int, count: Int) throws(Failure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got = unsafe bytes.withUnsafeMutableBytes { buffer in
        let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
        return unsafe pread(number, rest.baseAddress, rest.count, off_t(offset + done))
      }
      if got < 0 && errno == EINTR { continue }
      if got < 0 { throw Failure(code: errno) }
      if got == 0 { break }
      done += got
    }
    return Array(bytes.prefix(done))
  }

  /// Writes bytes with one system call; returns the number written.
  func write(_ bytes: ArraySlice<UInt8>) throws(Failure) -> Int {
    while true {
      let written = unsafe bytes.withUnsafeBytes { buffer in
        unsafe systemWrite(number, buffer.baseAddress, buffer.count)
      }
      if written >= 0 { return written }
      if errno != EINTR { throw Failure(code: errno) }
    }
  }

  /// Truncates the file to `size` bytes.
  func cut(after size: Int) throws(Failure) {
    if ftruncate(number, off_t(size)) != 0 { throw Failure(code: errno) }
  }

  /// Waits until all bytes are on the device, if the file system supports it.
  func flush() { while fsync(number) != 0 && errno == EINTR {} }
}

@unsafe
private func systemWrite(_ descriptor: Int32, _ start: UnsafeRawPointer?, _ count: Int) -> Int {
  unsafe write(descriptor, start, count)
}

/// The current directory and time, for the record of a run.
public enum Environment {
  /// The current directory; empty if it cannot be determined.
  public static var directory: String {
    guard let path = unsafe getcwd(nil, 0) else { return "" }
    defer { unsafe free(path) }
    return unsafe String(cString: path)
  }

  /// The current time, in seconds since 1970-01-01.
  public static var time: Int {
    var now = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &now)
    return Int(now.tv_sec)
  }
}
