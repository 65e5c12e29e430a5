// SPDX-License-Identifier: Apache-2.0

package import ImageFiles

/// One image to convert: its input and its output.
package struct Job: Hashable, Sendable {
  /// The file to read.
  package let input: Input
  /// The file to write.
  package let output: Output

  /// Creates a job.
  package init(_ input: Input, to output: Output) {
    self.input = input
    self.output = output
  }
}

extension Job {
  /// Converts the image and measures the time.
  package func run(_ conversion: Conversion) -> Outcome {
    let start = ContinuousClock.now
    let result = Result { () throws(FileError) in try conversion.run(input, to: output) }
    return Outcome(job: self, result: result, duration: ContinuousClock.now - start)
  }

  /// Checks the input's header and the output's path; changes nothing.
  package func dryRun(_ conversion: Conversion) -> DryRunResult {
    let result = Result { () throws(FileError) in
      let preview = try conversion.preview(input, to: output)
      if case .path(let path) = output, let reason = Directory.obstacle(to: path) {
        throw FileError(.cannotCreate, path: path.text, reason: reason)
      }
      return preview
    }
    return DryRunResult(job: self, result: result)
  }
}

extension Directory {
  /// Returns why no output can be created at `path`, including its missing directories; `nil` if nothing is known to
  /// prevent it.
  fileprivate static func obstacle(to path: Path) -> String? {
    var directory = path.directory
    if exists(directory) { return AtomicFile.obstacle(to: path) }
    while !exists(directory) && directory.directory != directory {
      if isTaken(directory) { return "\(directory) is not a directory" }
      directory = directory.directory
    }
    do throws(System.Failure) {
      try System.checkWritable(directory)
      return nil
    } catch {
      return error.reason
    }
  }
}
