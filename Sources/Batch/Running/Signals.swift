// SPDX-License-Identifier: Apache-2.0

private import Dispatch
public import ImageFiles
private import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A handler for SIGINT and SIGTERM while images are converted: the first signal cancels the run, a
/// second ends the process.
///
/// A thread waits for the signals, which are blocked everywhere else, so nothing runs inside a
/// signal handler.  A signal that was ignored when the process started stays ignored: shells start
/// background jobs with SIGINT ignored.
public final class Signals: Sendable {
  private let received = Atomic<Int32>(0)
  private let stop: CancellationFlag
  private let grace: Duration?

  /// Creates a handler that turns on `stop` at the first signal.
  ///
  /// - Parameter grace: the maximum time that the process may continue after the first signal;
  ///   `nil` for as long as the files in progress take to reach their next row.
  public init(stop: CancellationFlag, grace: Duration? = nil) {
    self.stop = stop
    self.grace = grace
  }

  /// The exit status for the first signal; `nil` if there was none.
  public var status: RunStatus? {
    switch received.load(ordering: .relaxed) {
    case 0: nil
    case SIGTERM: .terminated
    default: .interrupted
    }
  }

  /// Starts waiting for signals; call it from the main thread before other threads are created.
  public func start() {
    let awaited = [SIGINT, SIGTERM].filter { !Signals.isIgnored($0) }
    if awaited.isEmpty { return }
    Signals.block(awaited)
    DispatchQueue(label: "signals").async {
      while true { self.take(Signals.next(of: awaited)) }
    }
  }

  private func take(_ signal: Int32) {
    let first = received.compareExchange(
      expected: 0, desired: signal, ordering: .relaxed)
    guard first.exchanged else { end(first.original) }
    stop.turnOn()
    guard let grace else { return }
    DispatchQueue.global().asyncAfter(deadline: .now() + grace / .seconds(1)) { self.end(signal) }
  }

  /// Ends the process immediately; no more outputs appear.
  private func end(_ signal: Int32) -> Never {
    Temporaries.removeAll()
    _exit(128 + signal)
  }

  private static func set(of signals: [Int32]) -> sigset_t {
    var set = sigset_t()
    unsafe sigemptyset(&set)
    for signal in signals { unsafe sigaddset(&set, signal) }
    return set
  }

  private static func block(_ signals: [Int32]) {
    var set = set(of: signals)
    unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  private static func next(of signals: [Int32]) -> Int32 {
    var set = set(of: signals)
    var signal: Int32 = 0
    while unsafe sigwait(&set, &signal) != 0 {}
    return signal
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    let before = signal(number, SIG_DFL)
    guard unsafe unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) else {
      return false
    }
    signal(number, SIG_IGN)
    return true
  }
}
