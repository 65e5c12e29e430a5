// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// An encoder that runs in its own thread, after its producer.
///
/// The producer converts the samples, so that as little data as possible moves between processors.
/// The next call throws an error of the thread.
final class RelayedEncoder: RowEncoder {
  private let encoder: LibraryEncoder
  private let relay: StripRelay
  private let failure = SharedFailure<FileError>()
  /// Whether the system gave no thread, so that rows are encoded in the producer's.
  private let isDirect: Bool
  /// The strip that is being filled.
  private var current: PixelStrip?

  /// Takes over an encoder, which must not be used elsewhere any more.
  ///
  /// - Parameter path: the output's name in messages.
  /// - Throws: `.limit` if the strips cannot be allocated.
  init(_ encoder: LibraryEncoder, path: String) throws(FileError) {
    self.encoder = encoder
    relay = try StripRelay(rowSize: encoder.rowSize, path: path)
    let side = ThreadBody(encoder: encoder, relay: relay, failure: failure)
    isDirect = !relay.start { side.run() }
  }

  deinit { relay.close() }

  func write(row: borrowing RowBuffer) throws(FileError) {
    if isDirect { return try encoder.write(row: row) }
    guard let strip = try strip() else { return }
    unsafe encoder.convert(row, into: strip.row(strip.count))
    finishRow(of: strip)
  }

  /// Returns the strip that takes the next row; `nil` once the relay is closed.
  private func strip() throws(FileError) -> PixelStrip? {
    try failure.check()
    return current ?? relay.takeFree()
  }

  /// Ends the filling of a row, and of the strip after its last one.
  private func finishRow(of strip: PixelStrip) {
    strip.count += 1
    current = strip.count < strip.capacity ? strip : nil
    if current == nil { relay.giveFilled() }
  }

  var pixels: (any PixelEncoder)? { encoder.pixels.map { _ in self } }

  func finish(adding late: Metadata) throws(FileError) {
    if isDirect { return try encoder.finish(adding: late) }
    if let strip = current ?? relay.takeFree() {
      strip.isLast = true
      relay.giveFilled()
    }
    current = nil
    relay.join()
    try failure.check()
    try encoder.finish(adding: late)
  }

  /// The body of the encoding thread.
  private struct ThreadBody: @unchecked Sendable {
    // While this thread runs, the other one only converts, which the C layer allows concurrently.
    let encoder: LibraryEncoder
    let relay: StripRelay
    let failure: SharedFailure<FileError>

    func run() {
      var isSound = true
      while let strip = relay.takeFilled() {
        if isSound { isSound = encode(strip) }
        let isLast = strip.isLast
        relay.giveFree()
        if isLast { return }
      }
    }

    private func encode(_ strip: PixelStrip) -> Bool {
      do throws(FileError) {
        for row in 0..<strip.count { try unsafe encoder.write(pixels: strip.row(row)) }
        return true
      } catch {
        failure.set(error)
        return false
      }
    }
  }
}

extension RelayedEncoder: PixelEncoder {
  func write(pixels: Span<UInt8>) throws(FileError) {
    precondition(pixels.count == encoder.rowSize, "a row of another size")
    if isDirect { return try encoder.write(pixels: pixels) }
    guard let strip = try strip() else { return }
    unsafe pixels.withUnsafeBufferPointer { row in
      guard let start = row.baseAddress else { return }
      unsafe strip.row(strip.count).update(from: start, count: row.count)
    }
    finishRow(of: strip)
  }
}
