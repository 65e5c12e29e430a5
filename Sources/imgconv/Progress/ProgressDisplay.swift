// SPDX-License-Identifier: Apache-2.0

import Dispatch

/// A display of progress during a run: the last line of a terminal, or lines of a log.
final class ProgressDisplay: Sendable {
  /// The form in which progress is shown.
  enum Form: Hashable {
    /// One line of the terminal, redrawn ten times a second.
    case bar
    /// A line at the start and then every ten seconds.
    case log

    /// The time between two updates.
    fileprivate var interval: Duration { self == .bar ? .milliseconds(100) : .seconds(10) }
  }

  private let form: Form
  private let delay: Duration
  private let line: @Sendable () -> any ProgressLine
  private let isEnding = DispatchSemaphore(value: 0)
  private let hasEnded = DispatchSemaphore(value: 0)

  /// Starts to show a line, which `line` returns for each update.
  ///
  /// - Parameter delay: the time before the first update; a shorter run shows nothing at all.
  init(_ form: Form, delay: Duration = .zero, _ line: @escaping @Sendable () -> any ProgressLine) {
    self.form = form
    self.delay = delay
    self.line = line
    if delay == .zero { draw() }
    DispatchQueue(label: "progress").async { self.show() }
  }

  /// Stops the display and clears its line on the terminal.
  func end() {
    isEnding.signal()
    hasEnded.wait()
    Console.showLast("")
  }

  private func show() {
    var wait = delay == .zero ? form.interval : delay
    while isEnding.wait(timeout: .now() + wait / .seconds(1)) == .timedOut {
      draw()
      wait = form.interval
    }
    hasEnded.signal()
  }

  private func draw() {
    var line = line()
    switch form {
    case .log: Console.printMessage(line.plain)
    case .bar:
      // Another program uses the terminal while this one is in the background.
      guard Terminal.isForeground else { return Console.showLast("") }
      line.isColored = Console.isColored
      line.isUnicode = Terminal.isUnicode
      // A character in the last column would start a new line on some terminals.
      Console.showLast(line.line(width: Terminal.width - 1))
    }
  }
}

extension ProgressDisplay.Form {
  /// Creates the form that the options ask for; `nil` for none.
  ///
  /// - Parameter isShared: whether standard output, which may be the same terminal, gets output too.
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
