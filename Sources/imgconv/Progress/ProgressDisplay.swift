// SPDX-License-Identifier: Apache-2.0

import Dispatch

/// Shows progress while work is done: as the last line of a terminal, or as lines of a log.
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
  private let delay: Duration
  private let line: @Sendable () -> any ProgressLine
  private let isEnding = DispatchSemaphore(value: 0)
  private let hasEnded = DispatchSemaphore(value: 0)

  /// Begins to show a line that is made anew each time.
  ///
  /// - Parameter delay: how long nothing is shown; work that ends earlier shows nothing at all.
  init(_ form: Form, delay: Duration = .zero, _ line: @escaping @Sendable () -> any ProgressLine) {
    self.form = form
    self.delay = delay
    self.line = line
    if delay == .zero { draw() }
    DispatchQueue(label: "progress").async { self.show() }
  }

  /// Ends showing; nothing is left on the terminal.
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
      // The terminal belongs to another program while this one is in the background.
      guard Terminal.isForeground else { return Console.showLast("") }
      line.isColored = Console.isColored
      line.isUnicode = Terminal.isUnicode
      // A character in the last column would begin a new line on some terminals.
      Console.showLast(line.line(width: Terminal.width - 1))
    }
  }
}

extension ProgressDisplay.Form {
  /// The form that the options ask for; `nil` for none.
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
