// SPDX-License-Identifier: Apache-2.0

import ImageFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The system calls of the command-line program.
enum Platform {
  /// The arguments of the command line; bytes that are not UTF-8 appear as in `Path.text`.
  static var arguments: [String] {
    let raw = unsafe UnsafeBufferPointer(
      start: CommandLine.unsafeArgv, count: Int(CommandLine.argc))
    return unsafe raw.dropFirst().compactMap { argument in
      guard let start = unsafe argument else { return nil }
      let bytes = unsafe UnsafeRawBufferPointer(start: start, count: strlen(start))
      return unsafe Path(bytes: bytes).text
    }
  }

  /// Makes a write to a closed pipe, or past the file size limit, fail with an error instead of ending the
  /// process.
  static func ignoreWriteSignals() {
    _ = signal(SIGPIPE, SIG_IGN)
    _ = signal(SIGXFSZ, SIG_IGN)
  }

  /// The error of a write to a pipe whose reader has closed it.
  static let readerGone = EPIPE

  static func end(with code: Int32) -> Never { exit(code) }

  /// The peak memory of the process so far, in bytes; `nil` if it cannot be determined.
  static var peakMemory: Int? {
    #if canImport(Darwin)
      var usage = rusage()
      return unsafe getrusage(RUSAGE_SELF, &usage) == 0 ? usage.ru_maxrss : nil
    #else
      // Not getrusage: it includes the memory of the process before it executed this program.
      guard let status = try? WholeFile.bytes("/proc/self/status", limit: 1 << 16) else {
        return nil
      }
      let lines = String(decoding: status, as: UTF8.self).split(separator: "\n")
      let words = lines.first { $0.hasPrefix("VmHWM:") }?.split { $0 == " " || $0 == "\t" }
      return words.flatMap { $0.count > 1 ? Int($0[1]) : nil }.map { $0 * 1024 }
    #endif
  }

  /// Writes all bytes, in one system call if possible.
  ///
  /// - Returns: the `errno` of a failure; `nil` for success.
  static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
    var start = 0
    while start < bytes.count {
      let written = unsafe bytes.withUnsafeBytes { buffer in
        let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[start...])
        return unsafe systemWrite(descriptor, rest.baseAddress, rest.count)
      }
      if written < 0 {
        if errno == EINTR { continue }
        return errno
      }
      start += written
    }
    return nil
  }
}

private func systemWrite(_ descriptor: Int32, _ start: UnsafeRawPointer?, _ count: Int) -> Int {
  unsafe write(descriptor, start, count)
}
