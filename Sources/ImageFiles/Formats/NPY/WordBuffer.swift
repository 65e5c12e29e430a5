// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// A buffer for the bits of numbers: a strip of an image, or all of it.
@safe
struct WordBuffer<Word: FixedWidthInteger & BitwiseCopyable>: ~Copyable {
  private let start: UnsafeMutablePointer<Word>
  private let count: Int

  /// Allocates zeros; `nil` if there is not enough memory.
  ///
  /// The system provides pages of memory when they are first touched.
  init?(count: Int) {
    guard let start = unsafe RowStorage.allocateZeros(of: Word.self, count: count) else {
      return nil
    }
    unsafe self.start = start
    self.count = count
  }

  deinit {
    unsafe RowStorage.free(start)
  }

  private func pointer(_ range: Range<Int>) -> UnsafeMutablePointer<Word> {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "no words \(range)")
    return unsafe start + range.lowerBound
  }

  @_lifetime(borrow self)
  private func words(_ range: Range<Int>) -> Span<Word> {
    let span = unsafe Span(_unsafeStart: pointer(range), count: range.count)
    return unsafe _overrideLifetime(span, borrowing: self)
  }

  @_lifetime(&self)
  private mutating func mutableWords(_ range: Range<Int>) -> MutableSpan<Word> {
    let span = unsafe MutableSpan(_unsafeStart: pointer(range), count: range.count)
    return unsafe _overrideLifetime(span, mutating: &self)
  }
}

// Transfers: numbers on one side, bytes of a file on the other.
extension WordBuffer {
  /// Writes the samples of the numbers in `range` to `row`, which has the same length.
  func load<Number: NPYNumber>(
    _ range: Range<Int>, as type: Number.Type, into row: inout MutableSpan<Float>
  ) where Number.Word == Word {
    let words = words(range)
    precondition(row.count == words.count, "rows of different lengths")
    Number.load(words, into: &row)
  }

  /// Stores `numbers` in `range`, which has the same length.
  mutating func store<Number: NPYNumber>(
    _ numbers: Span<Number>, in range: Range<Int>
  ) where Number.Word == Word {
    var words = mutableWords(range)
    precondition(numbers.count == words.count, "rows of different lengths")
    Number.store(numbers, in: &words)
  }

  /// Stores the numbers nearest to `samples` in `range`, which has the same length.
  mutating func store<Number: NPYFloat>(
    rounding samples: Span<Float>, to type: Number.Type, in range: Range<Int>
  ) where Number.Word == Word {
    var words = mutableWords(range)
    precondition(samples.count == words.count, "rows of different lengths")
    Number.store(rounding: samples, in: &words)
  }

  /// Fills `range` from a file; see `InputFile.read(into:at:)`.
  ///
  /// - Returns: the number of bytes read.
  mutating func fill(
    _ range: Range<Int>, from file: InputFile, at offset: Int?
  ) throws(FileError) -> Int {
    let count = range.count * MemoryLayout<Word>.stride
    var bytes = unsafe MutableRawSpan(_unsafeStart: pointer(range), byteCount: count)
    return try file.read(into: &bytes, at: offset)
  }

  /// Writes `range` to a file or to memory; see `Destination.write(_:at:)`.
  func write(
    _ range: Range<Int>, to file: Destination, at offset: Int?
  ) throws(FileError) {
    let count = range.count * MemoryLayout<Word>.stride
    let bytes = unsafe RawSpan(_unsafeStart: pointer(range), byteCount: count)
    try file.write(bytes, at: offset)
  }
}
