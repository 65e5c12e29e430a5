// SPDX-License-Identifier: Apache-2.0

private import Synchronization

/// A cancellation flag, which conversions check between rows.
///
/// Once on, it stays on.
public final class CancellationFlag: Sendable {
  private let state = Atomic(false)

  /// Creates a switch that is off.
  public init() {}

  /// Whether the work is canceled.
  public var isOn: Bool { state.load(ordering: .relaxed) }

  /// Cancels the work.
  public func turnOn() { state.store(true, ordering: .relaxed) }
}
