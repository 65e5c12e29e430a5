// SPDX-License-Identifier: Apache-2.0

import Batch
import Dispatch
import Synchronization

/// Shows how far a batch is while it runs: as the last line of a terminal, or as lines of a log.
final class ProgressDisplay: Sendable {
  /// How progress is shown.
  enum Form: Hashable {
    /// One line of the terminal, drawn anew ten times a second.
    case bar
    /// A line at the start and then every ten seconds.
    case log

    /// How often it is shown.
    fileprivate var interval: Duration { self == .bar ? .milliseconds(100) : .seconds(10) }
  }

  private let form: Form
  private let meter: Mutex<ProgressMeter>
  private let isEnding = DispatchSemaphore(value: 0)
  private let hasEnded = DispatchSemaphore(value: 0)

  /// Begins to show a batch of so many files.
  init(_ form: Form, total: Int) {
    self.form = form
    meter = Mutex(ProgressMeter(total: total, at: .now))
    draw()
    DispatchQueue(label: "progress").async { self.show() }
  }

  /// Takes what became of the files so far.
  func take(_ summary: Summary) { meter.withLock { $0.take(summary, at: .now) } }

  /// Ends showing; nothing is left on the terminal.
  func end() {
    isEnding.signal()
    hasEnded.wait()
    Console.showLast("")
  }

  private func show() {
    while isEnding.wait(timeout: .now() + form.interval / .seconds(1)) == .timedOut { draw() }
    hasEnded.signal()
  }

  private func draw() {
    let progress = meter.withLock { $0.progress(at: .now) }
    var text = ProgressText(progress)
    switch form {
    case .log: Console.printMessage(text.plain)
    case .bar:
      // The terminal belongs to another program while this one is in the background.
      guard Terminal.isForeground else { return Console.showLast("") }
      text.isColored = Console.isColored
      text.isUnicode = Terminal.isUnicode
      // A character in the last column would begin a new line on some terminals.
      Console.showLast(text.line(width: Terminal.width - 1))
    }
  }
}

extension ProgressDisplay.Form {
  /// How the options ask for it; nil: not at all.
  ///
  /// - Parameter isShared: whether standard output gets lines too, be it on the same terminal.
  init?(_ options: MessageOptions, isShared: Bool) {
    switch options.progress {
    case .never: return nil
    case .always: self = Terminal.takesLines ? .bar : .log
    case .auto:
      if options.quiet || !Terminal.takesLines || isShared { return nil }
      self = .bar
    }
  }
}
