// SPDX-License-Identifier: Apache-2.0

package import ImageFiles

/// The dry-run result of one job.
package struct DryRunResult: Sendable {
  /// The job.
  package let job: Job
  /// A preview of the conversion, or why it would fail.
  package let result: Result<ConversionPreview, FileError>

  /// The exit status of a run on this file alone.
  package var status: RunStatus {
    switch result {
    case .success: .success
    case .failure(let error): RunStatus(error.kind)
    }
  }
}
