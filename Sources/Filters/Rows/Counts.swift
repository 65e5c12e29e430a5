// SPDX-License-Identifier: Apache-2.0

/// Owns counters that begin at 0, such as the bins of histograms.
@safe
struct Counts: ~Copyable {
  private let start: UnsafeMutablePointer<Int>
  private let count: Int

  /// Counters of 0.
  ///
  /// - Throws: `OutOfMemory`.
  init(_ count: Int) throws(OutOfMemory) {
    unsafe start = try RowStorage.allocate(repeating: 0, count: count)
    self.count = count
  }

  deinit { unsafe RowStorage.free(start) }

  /// One counter.
  subscript(index: Int) -> Int {
    get {
      precondition(index >= 0 && index < count, "no such counter")
      return unsafe start[index]
    }
    set {
      precondition(index >= 0 && index < count, "no such counter")
      unsafe start[index] = newValue
    }
  }
}
