// SPDX-License-Identifier: Apache-2.0

public import ImageFiles

/// How the program ends; the numbers from 64 on are those of sysexits.h.
public enum RunStatus: Int32, Hashable, Sendable, CaseIterable {
  /// All done.
  case success = 0
  /// At least one file of several failed.
  case someFailed = 1
  /// There was no file to work on.
  case noInput = 2
  /// The command line makes no sense.
  case usage = 64
  /// The input is no image that can be read.
  case unreadable = 65
  /// A bug in imgconv.
  case internalError = 70
  /// The output cannot be created.
  case cannotCreate = 73
  /// Reading or writing failed on the way.
  case readWrite = 74
  /// A limit.
  case limit = 75
  /// SIGINT ended the run: 128 and the signal's number.
  case interrupted = 130
  /// SIGTERM ended the run.
  case terminated = 143

  /// The status of a run on one file that failed.
  public init(_ kind: FileError.Kind) {
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
}
