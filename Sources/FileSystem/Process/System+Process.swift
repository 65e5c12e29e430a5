// SPDX-License-Identifier: Apache-2.0

internal import CSystem

extension System {
  /// The arguments of the command line without the program's name; bytes that are not UTF-8 appear as in `Path.text`.
  package static var arguments: [String] {
    var count: Int32 = 0
    // CommandLine reads /proc/self/cmdline on Linux, which may be missing.
    if let start = unsafe cs_arguments(&count) {
      return unsafe arguments(UnsafeBufferPointer(start: start, count: Int(count)))
    }
    return unsafe arguments(
      UnsafeBufferPointer(start: CommandLine.unsafeArgv, count: Int(CommandLine.argc)))
  }

  @unsafe
  private static func arguments(
    _ raw: UnsafeBufferPointer<UnsafeMutablePointer<CChar>?>
  ) -> [String] {
    unsafe raw.dropFirst().compactMap { argument in
      guard let start = unsafe argument else { return nil }
      let bytes = unsafe UnsafeRawBufferPointer(start: start, count: strlen(start))
      return unsafe Path(bytes: bytes).text
    }
  }

  /// The value of an environment variable; `nil` if it is not set.
  package static func variable(_ name: String) -> String? {
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }

  /// The current directory; empty if it cannot be determined.
  package static var directory: String {
    guard let path = unsafe getcwd(nil, 0) else { return "" }
    defer { unsafe free(path) }
    return unsafe String(cString: path)
  }

  /// The current time, in seconds since 1970-01-01.
  package static var time: Int {
    var now = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &now)
    return Int(now.tv_sec)
  }

  /// The peak memory of the process so far, in bytes; `nil` if it cannot be determined.
  package static var peakMemory: Int? {
    let bytes = Int(cs_peak_memory())
    if bytes >= 0 { return bytes }
    guard let status = contents(of: "/proc/self/status", limit: 1 << 16) else { return nil }
    let lines = String(decoding: status, as: UTF8.self).split(separator: "\n")
    let words = lines.first { $0.hasPrefix("VmHWM:") }?.split { $0 == " " || $0 == "\t" }
    return words.flatMap { $0.count > 1 ? Int($0[1]) : nil }.map { $0 * 1024 }
  }

  /// The identifier of this process.
  static var processIdentifier: Int32 { getpid() }

  /// Whether a process with this ID exists, as far as this machine knows.
  static func isAlive(_ process: Int32) -> Bool { kill(process, 0) == 0 || cs_errno() != ESRCH }

  /// Ends the process after the functions registered with atexit(3).
  package static func end(with code: Int32) -> Never { exit(code) }

  /// Ends the process at once.
  package static func endAtOnce(with code: Int32) -> Never { _exit(code) }
}
