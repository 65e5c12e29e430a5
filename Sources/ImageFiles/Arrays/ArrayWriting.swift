// SPDX-License-Identifier: Apache-2.0

package import Filters

/// The encoding of an array as a file, without any filter.
package struct ArrayWriting: Sendable {
  /// How to encode; the bits per sample follow the array's type unless they are given.
  package let encoding: EncodingChoice
  /// The time limit; `nil` for none.
  package let timeout: Duration?
  /// The flag that cancels the writing.
  package let stop: CancellationFlag?
  /// Which existing files may be replaced.
  package let replacing: Replacing
  /// Whether the file is flushed before it gets its name.
  package let flushesOutput: Bool
  /// The maximum number of threads.
  package let threads: Int

  /// An encoding.
  package init(
    encoding: EncodingChoice, timeout: Duration?, stop: CancellationFlag?, replacing: Replacing,
    flushesOutput: Bool, threads: Int
  ) {
    self.encoding = encoding
    self.timeout = timeout
    self.stop = stop
    self.replacing = replacing
    self.flushesOutput = flushesOutput
    self.threads = threads
  }

  /// Encodes an array.
  ///
  /// - Returns: a note if samples were clamped.
  /// - Throws: `FileError` about the output.
  package func run(
    _ input: ArrayView, hasAlpha: Bool, to output: Output
  ) throws(FileError) -> [String] {
    let watch = Deadline(stop: stop, timeout: timeout, path: output.name)
    try watch.check()
    guard let format = try encoding.format(of: output) else {
      throw FileError(
        .cannotCreate, path: output.name, reason: "has no extension that names a format")
    }
    let depth = encoding.bitDepth ?? input.layout.type.bitDepth ?? 8
    let depths = format.capabilities.bitDepths
    let isHeld = encoding.bitDepth != nil || depths.contains(depth)
    let encoding = encoding.encoding(format, bitDepth: isHeld ? depth : depths[0])
    try ImageWriter.check(
      input.layout.shape, hasAlpha: hasAlpha, encoding, path: output.name)
    try ImageWriter.check(sides: input.layout.shape, encoding, path: output.name)
    let file = try Destination(output)
    let writer = try ImageWriter(
      to: file, shape: input.layout.shape, hasAlpha: hasAlpha, encoding: encoding,
      metadata: Metadata(), threads: threads)
    let source: ArraySource
    do throws(OutOfMemory) {
      source = try ArraySource(input) { try watch.check() }
    } catch {
      throw FileError(error, path: output.name)
    }
    try writer.write(source)
    try writer.finish()
    try file.commit(replacing, isFlushed: flushesOutput)
    return writer.notes + [writer.clampingNote, writer.overflowNote].compactMap { $0 }
  }
}
