// SPDX-License-Identifier: Apache-2.0

internal import Filters

/// Why a file could not be read or written: one line for a person, and its kind for the exit code.
public struct FileError: Error, Hashable, Sendable {
  /// What went wrong, coarsely.
  public enum Kind: Hashable, Sendable, CaseIterable {
    /// The input cannot be opened, is empty, damaged, or not an image that we read.
    case unreadable
    /// The output cannot be created, or its format cannot hold the image.
    case cannotCreate
    /// Reading or writing failed on the way: a full disk, a broken pipe, a device error.
    case readWrite
    /// The image is larger than a limit, of the user's, of the format's, or of the memory.
    case limit
    /// Whoever reads the pipe that is written to went away and wants no more.
    case readerGone
    /// The run was to end while the file was in hand.
    case interrupted
    /// A bug in imgconv.
    case internalError
  }

  /// What went wrong, coarsely.
  public let kind: Kind
  /// The file as the user named it; "standard input" and "standard output" for `-`.
  public let path: String
  /// The reason and what helps, without a full stop.
  public let reason: String

  /// An error about the file at `path`.
  public init(_ kind: Kind, path: String, reason: String) {
    self.kind = kind
    self.path = path
    self.reason = reason
  }
}

extension FileError: CustomStringConvertible {
  /// `PATH: REASON`, for a message.
  public var description: String { "\(path): \(reason)" }
}

extension FileError {
  /// The error of a file for whose conversion the system has no memory.
  init(_ error: OutOfMemory, path: String) {
    self.init(
      .limit, path: path,
      reason: "\(error); filter fewer images at once with --jobs, or set a limit with --memory, "
        + "below which images wait for each other")
  }

  /// The error of a source about a file, or one about the file at `path`.
  init(of error: RowError, path: String) {
    switch error.cause {
    case let cause as FileError: self = cause
    case let cause as OutOfMemory: self.init(cause, path: path)
    default: self.init(.internalError, path: path, reason: "\(error.cause)")
    }
  }
}

extension FileError {
  /// The reason of an output that must not be replaced.
  package static let isThere = "exists already, and --no-clobber keeps it"
}
