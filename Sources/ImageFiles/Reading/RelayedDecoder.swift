// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// A decoder that runs in its own thread, ahead of its consumer.
///
/// The consumer does the work required before the first row.  It also converts the samples, so that
/// as little data as possible moves between processors.
final class RelayedDecoder: RowDecoder {
  private let decoder: LibraryDecoder
  private let relay: StripRelay
  private var isStarted = false
  /// Whether the system gave no thread, so that rows are decoded in the consumer's.
  private var isDirect = false
  /// The strip that rows are taken from, and the number of rows taken.
  private var current: PixelStrip?
  private var taken = 0

  /// Takes over a decoder, which must not be used elsewhere any more.
  ///
  /// - Parameter path: the input's name in messages.
  /// - Throws: `.limit` if the strips cannot be allocated.
  init(_ decoder: LibraryDecoder, path: String) throws(FileError) {
    self.decoder = decoder
    relay = try StripRelay(rowSize: decoder.rowSize, path: path)
  }

  deinit {
    if isStarted { relay.close() }
  }

  var header: FileHeader { decoder.header }

  var metadata: Metadata { decoder.metadata }

  var notes: [String] { decoder.notes }

  var loss: String? { decoder.loss }

  func prepare() throws(FileError) -> Bool { try decoder.prepare() }

  func nextRow(into row: inout MutableRow) throws(FileError) {
    if !isStarted && !isDirect { start() }
    if isDirect { return try decoder.nextRow(into: &row) }
    let strip = try nextStrip()
    unsafe decoder.convert(strip.row(taken), into: &row)
    finishRow(of: strip)
  }

  /// Returns the strip that has the next row, at index `taken`.
  private func nextStrip() throws(FileError) -> PixelStrip {
    if current == nil {
      current = relay.takeFilled()
      taken = 0
    }
    guard let strip = current else { throw decoder.noRowLeft }
    if taken == strip.count { throw strip.error ?? decoder.noRowLeft }
    return strip
  }

  /// Ends the use of a row, and of the strip after its last one.
  private func finishRow(of strip: PixelStrip) {
    taken += 1
    if taken == strip.count && !strip.isLast {
      current = nil
      relay.giveFree()
    }
  }

  var pixels: (any PixelDecoder)? { decoder.pixels.map { _ in self } }

  var mayStop: Bool { decoder.mayStop }

  func stop() throws(FileError) {
    if isStarted { relay.close() }
    isStarted = false
    try decoder.stop()
  }

  func finish() throws(FileError) {
    if isStarted { relay.join() }
    try decoder.finish()
  }

  private func start() {
    let side = ThreadBody(decoder: decoder, relay: relay)
    isStarted = relay.start { side.run() }
    isDirect = !isStarted
  }

  /// The body of the decoding thread.
  private struct ThreadBody: @unchecked Sendable {
    // While this thread runs, the other one only converts, which the C layer allows concurrently.
    let decoder: LibraryDecoder
    let relay: StripRelay

    func run() {
      var left = decoder.header.shape.height
      while left > 0, let strip = relay.takeFree() {
        let count = min(left, strip.capacity)
        do throws(FileError) {
          while strip.count < count {
            try unsafe decoder.nextPixels(into: strip.row(strip.count))
            strip.count += 1
          }
          left -= count
        } catch {
          strip.error = error
          left = 0
        }
        strip.isLast = left == 0
        relay.giveFilled()
      }
    }
  }
}

extension RelayedDecoder: PixelDecoder {
  func nextPixels(into row: inout MutableSpan<UInt8>) throws(FileError) {
    precondition(row.count == decoder.rowSize, "a row of another size")
    if !isStarted && !isDirect { start() }
    if isDirect { return try decoder.nextPixels(into: &row) }
    let strip = try nextStrip()
    unsafe row.withUnsafeMutableBufferPointer { row in
      guard let start = row.baseAddress else { return }
      unsafe start.update(from: strip.row(taken), count: row.count)
    }
    finishRow(of: strip)
  }
}
