// SPDX-License-Identifier: Apache-2.0

/// A failure to deliver a row: the error of the source at the end of the chain, carried through all stages.
public struct RowError: Error {
  /// The source's own error.
  public let cause: any Error

  /// Wraps the source's own error.
  public init(_ cause: any Error) {
    self.cause = cause
  }
}
