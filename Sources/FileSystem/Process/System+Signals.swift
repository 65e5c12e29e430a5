// SPDX-License-Identifier: Apache-2.0

internal import CSystem

extension System {
  /// The signals that end a run: `SIGINT` and `SIGTERM`.
  package static let endingSignals = [SIGINT, SIGTERM]
  /// The number of `SIGTERM`.
  package static let termination = SIGTERM

  /// Makes a write to a closed pipe, or past the file size limit, fail with an error instead of ending the process.
  package static func ignoreWriteSignals() {
    cs_ignore_signal(SIGPIPE)
    cs_ignore_signal(SIGXFSZ)
  }

  /// Whether the process ignores a signal.
  package static func ignores(_ signal: Int32) -> Bool { cs_ignores_signal(signal) == 1 }

  /// Blocks signals in this thread and in those that it creates from now on.
  package static func block(_ signals: [Int32]) {
    var set = set(of: signals)
    unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  /// Waits for one of the blocked signals and returns its number.
  package static func wait(for signals: [Int32]) -> Int32 {
    var set = set(of: signals)
    var signal: Int32 = 0
    while unsafe sigwait(&set, &signal) != 0 {}
    return signal
  }

  private static func set(of signals: [Int32]) -> sigset_t {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for signal in signals { unsafe sigaddset(&set, signal) }
    return set
  }
}
