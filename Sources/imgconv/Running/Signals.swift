// SPDX-License-Identifier: Apache-2.0

import Batch
import Dispatch
import FileSystem
import ImageFiles
import Synchronization

/// A handler for SIGINT and SIGTERM while images are converted: the first signal cancels the run, a
/// second ends the process.
///
/// A thread waits for the signals, which are blocked everywhere else, so nothing runs inside a
/// signal handler.  A signal that was ignored when the process started stays ignored: shells start
/// background jobs with SIGINT ignored.
final class Signals: Sendable {
  private let received = Atomic<Int32>(0)
  private let stop: CancellationFlag
  private let temporaries: Temporaries
  private let grace: Duration?

  /// Creates a handler that turns on `stop` at the first signal.
  ///
  /// - Parameters:
  ///   - temporaries: the temporary files to remove if the process must end before its outputs are complete.
  ///   - grace: the maximum time that the process may continue after the first signal; `nil` for as long as the files
  ///     in progress take to reach their next row.
  init(stop: CancellationFlag, temporaries: Temporaries, grace: Duration? = nil) {
    self.stop = stop
    self.temporaries = temporaries
    self.grace = grace
  }

  /// The exit status for the first signal; `nil` if there was none.
  var status: RunStatus? {
    switch received.load(ordering: .relaxed) {
    case 0: nil
    case System.termination: .terminated
    default: .interrupted
    }
  }

  /// Starts waiting for signals; call it from the main thread before other threads are created.
  func start() {
    let awaited = System.endingSignals.filter { !System.ignores($0) }
    if awaited.isEmpty { return }
    System.block(awaited)
    DispatchQueue(label: "signals").async {
      while true { self.take(System.wait(for: awaited)) }
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
    temporaries.removeAll()
    System.endAtOnce(with: 128 + signal)
  }
}
