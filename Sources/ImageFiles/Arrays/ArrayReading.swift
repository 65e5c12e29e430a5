// SPDX-License-Identifier: Apache-2.0

package import Filters

/// The decoding of an image into an array, without any filter.
package struct ArrayReading: Sendable {
  /// The limits on the size of the image.
  package let limits: ReadLimits
  /// What becomes of the orientation.
  package let orientation: OrientationMode
  /// The time limit; `nil` for none.
  package let timeout: Duration?
  /// The flag that cancels the reading.
  package let stop: CancellationFlag?
  /// The maximum number of threads.
  package let threads: Int

  /// A decoding with these limits.
  package init(
    limits: ReadLimits, orientation: OrientationMode, timeout: Duration?, stop: CancellationFlag?,
    threads: Int
  ) {
    self.limits = limits
    self.orientation = orientation
    self.timeout = timeout
    self.stop = stop
    self.threads = threads
  }

  /// Decodes an image into an array of its shape and of any type and layout.
  ///
  /// - Returns: notes on tolerated irregularities of the file, one sentence each.
  /// - Throws: `FileError` about the input, also for a batch of several images; `ArrayError` if the array does not fit.
  package func run(_ input: Input, to output: ArrayView) throws -> [String] {
    let watch = Deadline(stop: stop, timeout: timeout, path: input.name)
    try watch.check()
    let file = try RereadableInput(
      input, limits: limits, isReadAgain: false, watch: watch, threads: threads,
      orientation: orientation)
    if file.header.imageCount > 1 {
      throw FileError(
        .unreadable, path: input.name,
        reason: "holds a batch of \(file.header.imageCount) images, not one")
    }
    let rows = try file.rows()
    do throws(RowError) {
      try ArrayRows.store(rows, in: output)
    } catch {
      if let misfit = error.cause as? ArrayError { throw misfit }
      throw FileError(of: error, path: input.name)
    }
    try file.finish()
    return file.notes
  }
}
