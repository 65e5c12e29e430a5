// SPDX-License-Identifier: Apache-2.0

private import Synchronization

/// Ends work early: whoever holds it may turn it on, and conversions look at it between rows.
///
/// Once on, it stays on.
public final class StopSwitch: Sendable {
  private let state = Atomic(false)

  /// A switch that is off.
  public init() {}

  /// Whether the work is to end.
  public var isOn: Bool { state.load(ordering: .relaxed) }

  /// Asks for the end.
  public func turnOn() { state.store(true, ordering: .relaxed) }
}
