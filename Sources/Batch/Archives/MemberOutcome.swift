// SPDX-License-Identifier: Apache-2.0

package import ImageFiles

/// The outcome of one member of an archive: an image, or another member that could not be copied.
package struct MemberOutcome: Sendable {
  /// The position of the member in the input, from 0.
  package let index: Int
  /// The member's name in the input.
  package let name: [UInt8]
  /// The name in the output; `nil` if there is none.
  package let output: [UInt8]?
  /// The result of the conversion, or why it failed.
  package let result: Result<ConversionResult, FileError>
  /// The size of the member in the input, in bytes.
  package let inputSize: Int
  /// The size and the checksum of what was written for the member; `nil` for nothing.
  package let written: WrittenFile?
  /// The time that the member took.
  package let duration: Duration

  /// The exit status of a run on this member alone.
  package var status: RunStatus {
    switch result {
    case .success: .success
    case .failure(let error): RunStatus(error.kind)
    }
  }
}
