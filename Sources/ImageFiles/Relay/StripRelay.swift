// SPDX-License-Identifier: Apache-2.0

internal import Dispatch
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
  private let free = DispatchSemaphore(value: 0)
  private let filled = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)
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
    self.strips = strips
    for _ in strips { free.signal() }
  }

  /// Runs one side in its own thread.
  ///
  /// The side must return after the last strip, or when it receives `nil`.  Everything that it
  /// captures is released before `join()` returns.
  func start(_ side: @escaping @Sendable () -> Void) {
    let work = Work(side)
    DispatchQueue(label: "strips").async {
      work.run()
      self.ended.signal()
    }
  }

  /// A closure that is released after its only call, as the queue keeps its block a little longer.
  private final class Work: Sendable {
    private let call: Locked<(@Sendable () -> Void)?>

    init(_ call: @escaping @Sendable () -> Void) { self.call = Locked(call) }

    func run() {
      let call = call.withLock { call in
        defer { call = nil }
        return call
      }
      call?()
    }
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
    ended.wait()
    ended.signal()
  }

  /// Ends the relay's own thread, even with strips in flight, and waits until it has ended.
  func close() {
    isClosed.store(true, ordering: .releasing)
    free.signal()
    filled.signal()
    join()
  }
}
