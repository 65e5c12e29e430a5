// SPDX-License-Identifier: Apache-2.0

internal import ImageFiles
private import Locking

/// A collector for the faults that all workers find.
final class FaultCollector: Sendable {
  private let counted = Locked(Verification.Result())
  private let body: @Sendable (FileError) -> Void

  init(_ body: @escaping @Sendable (FileError) -> Void) { self.body = body }

  var result: Verification.Result { counted.withLock { $0 } }

  func take(_ fault: FileError) {
    counted.withLock { result in
      result.faults += 1
      body(fault)
    }
  }

  func pass() { counted.withLock { $0.good += 1 } }
}
