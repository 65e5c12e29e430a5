// SPDX-License-Identifier: Apache-2.0

internal import Dispatch
internal import Filters
internal import Synchronization

/// When threads of their own read and write an image.
enum Relays {
  /// Smaller images are done before another thread has begun.
  private static let fewestPixels = 1 << 20

  /// Whether an image of this shape is read or written by a thread of its own.
  static func areWorth(_ shape: Shape, threads: Int) -> Bool {
    threads > 1 && shape.width * shape.height >= fewestPixels
  }
}

/// Some rows of interleaved integer samples on their way from one thread to another: only one of
/// them uses it at a time.
@safe
final class PixelStrip {
  /// About how many bytes a strip has: little enough for a processor's cache, much enough that waking
  /// the other thread costs nothing beside it.
  private static let bytes = 1 << 18

  /// The rows, one after the other, at multiples of 16 bytes.
  private let pixels: UnsafeMutablePointer<UInt8>
  /// The bytes from one row to the next.
  private let pitch: Int
  /// The rows that fit.
  let capacity: Int
  /// The rows that are in it.
  var count = 0
  /// Whether no strip comes behind it.
  var isLast = false
  /// Why the row behind its last could not be delivered.
  var error: FileError?

  init(rowSize: Int) throws(OutOfMemory) {
    pitch = (rowSize + 15) / 16 * 16
    capacity = max(1, PixelStrip.bytes / pitch)
    unsafe pixels = try RowStorage.allocate(repeating: 0, count: capacity * pitch)
  }

  deinit { unsafe RowStorage.free(pixels) }

  /// The bytes that a relay of such strips holds.
  static func bytesHeld(rowSize: Int) -> Int {
    StripRelay.stripCount * max(rowSize + 15, bytes)
  }

  /// Where a row begins.
  @unsafe
  func row(_ index: Int) -> UnsafeMutablePointer<UInt8> {
    precondition(index >= 0 && index < capacity, "no such row in the strip")
    return unsafe pixels + index * pitch
  }
}

/// Strips between a thread that fills them and one that empties them.
///
/// Free ones go back, filled ones go forth, each in its order.  One of the two threads is the
/// relay's own; the other closes it.
final class StripRelay: @unchecked Sendable {
  /// One that is filled, one that is emptied, one between them.
  static let stripCount = 3

  // A strip is in the hands of one thread; the semaphores hand it over.
  private let strips: [PixelStrip]
  private let free = DispatchSemaphore(value: 0)
  private let filled = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)
  private let isClosed = Atomic<Bool>(false)
  private var nextFree = 0
  private var nextFilled = 0

  /// A relay of empty strips for rows of so many bytes.
  ///
  /// - Parameter path: the file in messages.
  /// - Throws: `.limit` if there is no memory for them.
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

  /// Runs one side in a thread of its own.
  ///
  /// It must end at a strip that is the last, or when it is given nil.  What it holds is released
  /// before `join()` returns.
  func start(_ side: @escaping @Sendable () -> Void) {
    let work = Work(side)
    DispatchQueue(label: "strips").async {
      work.run()
      self.ended.signal()
    }
  }

  /// A call that is made once and then forgotten: the queue keeps its own block a little longer.
  private final class Work: Sendable {
    private let call: Mutex<(@Sendable () -> Void)?>

    init(_ call: @escaping @Sendable () -> Void) { self.call = Mutex(call) }

    func run() {
      let call = call.withLock { call in
        defer { call = nil }
        return call
      }
      call?()
    }
  }

  /// The next strip to be filled, empty; nil once the relay is closed.
  func takeFree() -> PixelStrip? {
    free.wait()
    if isClosed.load(ordering: .acquiring) { return nil }
    let strip = strips[nextFree]
    nextFree = (nextFree + 1) % strips.count
    strip.count = 0
    strip.isLast = false
    return strip
  }

  /// The strip that was taken to be filled is ready.
  func giveFilled() { filled.signal() }

  /// The next strip to be emptied; nil once the relay is closed.
  func takeFilled() -> PixelStrip? {
    filled.wait()
    if isClosed.load(ordering: .acquiring) { return nil }
    let strip = strips[nextFilled]
    nextFilled = (nextFilled + 1) % strips.count
    return strip
  }

  /// The strip that was taken to be emptied is free.
  func giveFree() { free.signal() }

  /// Returns when the relay's own thread has ended.
  func join() {
    ended.wait()
    ended.signal()
  }

  /// Ends the relay's own thread, whatever strips are under way, and returns when it has.
  func close() {
    isClosed.store(true, ordering: .releasing)
    free.signal()
    filled.signal()
    join()
  }
}
