// SPDX-License-Identifier: Apache-2.0

package import ImageFiles

/// The outcome of one job.
package struct Outcome: Sendable {
  /// The job; `nil` for a file or directory that the plan found but could not turn into a job.
  package let job: Job?
  /// The result of the conversion, or why it failed.
  package let result: Result<ConversionResult, FileError>
  /// The time that the job took.
  package let duration: Duration

  /// Creates the outcome of a failure that took no time.
  static func failure(of job: Job?, _ error: FileError) -> Outcome {
    Outcome(job: job, result: .failure(error), duration: .zero)
  }

  /// The exit status of a run on this file alone.
  package var status: RunStatus {
    switch result {
    case .success: .success
    case .failure(let error): RunStatus(error.kind)
    }
  }
}
