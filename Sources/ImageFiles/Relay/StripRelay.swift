// SPDX-License-Identifier: Apache-2.0

internal import Dispatch
internal import Filters
internal import Locking
internal import Synchronization

/// The rule on when to read and write an image in separate threads.
enum Relays {
  /// The min size in pixels: smaller images are finished before another thread has started.
  private static let minPixels = 1 << 20

  /// Whether an image of this shape is read or written in its own thread.
  static func areWorth(_ shape: Shape, threads: Int) -> Bool {
    threads > 1 && shape.width * shape.height >= minPixels
  }
}

/// Rows of interleaved integer samples that one thread passes to another: only one of them uses a
/// strip at a time.
@safe
final class PixelStrip {
  /// The approximate size of a strip in bytes: small enough for a processor's cache, large enough to
  /// make the cost of waking the other thread negligible.
  private static let bytes = 1 << 18

  /// The rows, one after another, at multiples of 16 bytes.
  private let pixels: UnsafeMutablePointer<UInt8>
  /// The bytes from one row to the next.
  private let pitch: Int
  /// The number of rows that fit.
  let capacity: Int
  /// The number of rows in the strip.
  var count = 0
  /// Whether this is the last strip.
  var isLast = false
  /// The error that prevented the row after its last one.
  var error: FileError?

  init(rowSize: Int) throws(OutOfMemory) {
    pitch = (rowSize + 15) / 16 * 16
    capacity = max(1, PixelStrip.bytes / pitch)
    unsafe pixels = try RowStorage.allocate(repeating: 0, count: capacity * pitch)
  }

  deinit { unsafe RowStorage.free(pixels) }

  /// Returns the bytes that a relay holds for rows of `rowSize` bytes.
  static func bytesHeld(rowSize: Int) -> Int {
    StripRelay.stripCount * max(rowSize + 15, bytes)
  }

  /// Returns the start of a row.
  @unsafe
  func row(_ index: Int) -> UnsafeMutablePointer<UInt8> {
    precondition(index >= 0 && index < capacity, "no such row in the strip")
    return unsafe pixels + index * pitch
  }
}

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
  /// - Throws: `.limit` if cannot allocate them.
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
