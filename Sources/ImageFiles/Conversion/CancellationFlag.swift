// SPDX-License-Identifier: Apache-2.0

private import Synchronization

/// A cancellation flag, which conversions check between rows.
///
/// Once on, it stays on.
public final class CancellationFlag: Sendable {
  private let state = Atomic(false)
  private let outer: CancellationFlag?

  /// Creates a switch that is off.
  public init() { outer = nil }

  /// Creates a switch that is off, and is on whenever another one is.
  package init(following outer: CancellationFlag?) { self.outer = outer }

  /// Whether the work is canceled.
  public var isOn: Bool { state.load(ordering: .relaxed) || outer?.isOn == true }

  /// Cancels the work.
  public func turnOn() { state.store(true, ordering: .relaxed) }
}
