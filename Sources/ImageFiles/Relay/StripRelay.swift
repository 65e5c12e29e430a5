// SPDX-License-Identifier: Apache-2.0

internal import Filters
internal import Locking
internal import Synchronization

/// A relay of strips between a thread that fills them and one that empties them.
///
/// Filled strips go forward and free strips go back, both in FIFO order.  One of the two threads is
/// the relay's own; the other closes the relay.
final class StripRelay: @unchecked Sendable {
  /// The number of strips: one being filled, one being emptied, one in between.
  static let stripCount = 3

  // A strip is owned by one thread; the semaphores transfer it.
  private let strips: [PixelStrip]
  private let free: Semaphore
  private let filled: Semaphore
  private let thread = Locked<CallThread?>(nil)
  private let isClosed = Atomic<Bool>(false)
  private var nextFree = 0
  private var nextFilled = 0

  /// Creates a relay of empty strips for rows of `rowSize` bytes.
  ///
  /// - Parameter path: the file in messages.
  /// - Throws: `.limit` if they cannot be allocated.
  init(rowSize: Int, path: String) throws(FileError) {
    var strips: [PixelStrip] = []
    do throws(OutOfMemory) {
      for _ in 0..<StripRelay.stripCount { strips.append(try PixelStrip(rowSize: rowSize)) }
    } catch {
      throw FileError(error, path: path)
    }
    guard let free = Semaphore.allocated(), let filled = Semaphore.allocated() else {
      throw FileError(.limit, path: path, reason: "out of memory")
    }
    self.strips = strips
    self.free = free
    self.filled = filled
    for _ in strips { free.signal() }
  }

  /// Runs one side in its own thread; returns whether the system gave one.
  ///
  /// The side must return after the last strip, or when it receives `nil`.  Everything that it
  /// captures is released before `join()` returns.
  func start(_ side: @escaping @Sendable () -> Void) -> Bool {
    guard let started = CallThread(side) else { return false }
    thread.withLock { $0 = started }
    return true
  }

  /// Waits for the next empty strip to fill; returns `nil` once the relay is closed.
  func takeFree() -> PixelStrip? {
    free.wait()
    if isClosed.load(ordering: .acquiring) { return nil }
    let strip = strips[nextFree]
    nextFree = (nextFree + 1) % strips.count
    strip.count = 0
    strip.isLast = false
    return strip
  }

  /// Passes on the strip that was taken to be filled.
  func giveFilled() { filled.signal() }

  /// Waits for the next filled strip; returns `nil` once the relay is closed.
  func takeFilled() -> PixelStrip? {
    filled.wait()
    if isClosed.load(ordering: .acquiring) { return nil }
    let strip = strips[nextFilled]
    nextFilled = (nextFilled + 1) % strips.count
    return strip
  }

  /// Gives back the strip that was taken to be emptied.
  func giveFree() { free.signal() }

  /// Waits until the relay's own thread has ended.
  func join() {
    let started = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    started?.join()
  }

  /// Ends the relay's own thread, even with strips in flight, and waits until it has ended.
  func close() {
    isClosed.store(true, ordering: .releasing)
    free.signal()
    filled.signal()
    join()
  }
}
