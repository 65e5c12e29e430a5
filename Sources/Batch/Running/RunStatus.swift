// SPDX-License-Identifier: Apache-2.0

package import ImageFiles

/// The exit status of the program; the numbers from 64 on are those of sysexits.h.
package enum RunStatus: Int32, Hashable, Sendable, CaseIterable {
  /// Everything was done.
  case success = 0
  /// At least one file of several failed.
  case someFailed = 1
  /// There was no file to process.
  case noInput = 2
  /// The command line is invalid.
  case usage = 64
  /// The input is not a readable image.
  case unreadable = 65
  /// A bug in imgconv.
  case internalError = 70
  /// The output cannot be created.
  case cannotCreate = 73
  /// Reading or writing failed.
  case readWrite = 74
  /// A limit was exceeded.
  case limit = 75
  /// SIGINT ended the run: 128 plus the signal's number.
  case interrupted = 130
  /// SIGTERM ended the run.
  case terminated = 143

  /// Creates the exit status of a run on one file that failed.
  package init(_ kind: FileError.Kind) {
    self =
      switch kind {
      case .unreadable: .unreadable
      case .cannotCreate: .cannotCreate
      case .readWrite, .readerGone: .readWrite
      case .limit: .limit
      case .interrupted: .interrupted
      case .internalError: .internalError
      }
  }

  /// Creates the exit status of a batch that could not start.
  package init(_ error: PlanError) {
    self =
      switch error {
      case .sameOutput, .sameButForCase, .noName: .usage
      case .directory: .unreadable
      case .outputIsInput, .outputAmongInputs, .outputDirectory: .cannotCreate
      }
  }
}
