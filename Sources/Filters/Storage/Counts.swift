// SPDX-License-Identifier: Apache-2.0

/// A buffer of counters that start at 0, such as the bins of histograms.
@safe
struct Counts: ~Copyable {
  private let start: UnsafeMutablePointer<Int>
  private let count: Int

  /// A buffer of `count` counters.
  ///
  /// - Throws: `OutOfMemory`.
  init(_ count: Int) throws(OutOfMemory) {
    guard let start = unsafe RowStorage.allocateZeros(of: Int.self, count: count) else {
      throw OutOfMemory(bytes: count * MemoryLayout<Int>.stride)
    }
    unsafe self.start = unsafe start
    self.count = count
  }

  deinit { unsafe RowStorage.free(start) }

  /// The counter at an index.
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
